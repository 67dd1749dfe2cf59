//===- Completion.cpp - Completion scripts for shells ---------------------===//

#include "Manual.h"

#include "CommandTable.h"
#include "OptionTable.h"

#include "llvm/ADT/StringExtras.h"

#include "llvm/ADT/Twine.h"

#include <algorithm>
#include <functional>

using namespace framewalk;

namespace {

using Places = std::initializer_list<std::pair<llvm::StringRef, std::string>>;

/// The scripts below name what is filled in: @OPTIONS@.
std::string filled(std::string Script, Places All) {
  for (const auto &[Place, Text] : All) {
    const std::string Name = ("@" + Place + "@").str();
    for (size_t At = 0; (At = Script.find(Name, At)) != Script.npos;
         At += Text.size())
      Script.replace(At, Name.size(), Text);
  }
  return Script;
}

std::string joined(llvm::StringRef Separator,
                   const std::function<std::string(const CommandSpec &)> &Of) {
  std::string Text;
  for (const CommandSpec &C : commandTable())
    Text += (Text.empty() ? "" : Separator.str()) + Of(C);
  return Text;
}

std::string commandNames(llvm::StringRef Separator) {
  return joined(Separator, [](const CommandSpec &C) { return C.Name.str(); });
}

std::string spaced(llvm::StringRef Text, char Separator) {
  std::string Line = Text.str();
  std::replace(Line.begin(), Line.end(), Separator, ' ');
  return Line;
}

std::string choices(const OptionSpec &S) { return spaced(S.Choices, ','); }

/// One line about \p S, up to the first semicolon.
std::string brief(const OptionSpec &S) {
  return spaced(S.Help.split(';').first, '\n');
}

/// \p Text between single quotes in a shell, less \p Marks, which mean
/// something there.
std::string quoted(llvm::StringRef Text, llvm::StringRef Marks) {
  std::string Result;
  for (char C : Text)
    if (C == '\'')
      Result += "’";
    else if (!Marks.contains(C))
      Result += C;
  return Result;
}

constexpr const char *Bash =
    R"(# framewalk in bash. Written by `framewalk help --completion=bash`.
_framewalk() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local command=explain option='' words='' list='' i
  COMPREPLY=()
  # Behind -- the compiler's flags: files, as bash has them without us.
  for ((i = 1; i < COMP_CWORD; ++i)); do
    [[ ${COMP_WORDS[i]} == -- ]] && return
  done
  case ${COMP_WORDS[1]} in
  @NAMES@) command=${COMP_WORDS[1]} ;;
  esac
  # bash splits at =.
  if [[ $word == = ]]; then
    option=$before word=''
  elif [[ $before == = ]]; then
    option=${COMP_WORDS[COMP_CWORD - 2]}
  else
    option=$before
  fi
  # Before the last of several values.
  list=${word%"${word##*,}"}
  case $option in
@VALUES@  esac
  if [[ $word == -* ]]; then
    case $command in
@OPTIONS@    esac
    mapfile -t COMPREPLY < <(compgen -W "$words --help --version" -- "$word")
    [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace
  elif ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W '@COMMANDS@ help' -- "$word"; compgen -f -- "$word")
    compopt -o filenames
  elif [[ ${COMP_WORDS[1]} == help ]]; then
    mapfile -t COMPREPLY < <(compgen -W '@COMMANDS@' -- "$word")
  fi
}
complete -o default -o bashdefault -F _framewalk framewalk
)";

std::string bashValues() {
  std::string Text;
  for (const OptionSpec &S : optionTable()) {
    if (S.Value.empty())
      continue;
    Text += "  " + spelled(S.Name) + ") ";
    if (!S.Choices.empty())
      Text += "mapfile -t COMPREPLY < <(compgen " +
              std::string(S.IsList ? "-P \"$list\" " : "") + "-W '" +
              choices(S) + "' -- \"" + (S.IsList ? "${word##*,}" : "$word") +
              "\"); return ;;\n";
    else if (S.Value == "FOLDER")
      Text += "mapfile -t COMPREPLY < <(compgen -d -- \"$word\"); compopt -o "
              "filenames; return ;;\n";
    else if (S.Value == "FILE")
      Text += "mapfile -t COMPREPLY < <(compgen -f -- \"$word\"); compopt -o "
              "filenames; return ;;\n";
    else // Nobody can guess it, and it is no file.
      Text += "compopt +o default +o bashdefault; return ;;\n";
  }
  return Text;
}

std::string bashOptions() {
  return joined("", [](const CommandSpec &C) {
    std::string Words;
    for (const OptionSpec &S : optionTable())
      if (S.For & C.Options)
        Words += (Words.empty() ? "" : " ") + spelled(S.Name) +
                 (S.Value.empty() || S.Name.size() == 1 ? "" : "=");
    return "    " + C.Name.str() + ") words='" + Words + "' ;;\n";
  });
}

constexpr const char *Zsh = R"(#compdef framewalk
# framewalk in zsh. Written by `framewalk help --completion=zsh`.
_framewalk() {
  local command=explain
  local -a commands
  commands=(
@COMMANDS@
    'help:what a command does, and its options'
  )
  if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then
    _alternative 'commands:command:(($commands))' 'files:source:_files'
    return
  fi
  case $words[2] in
  @NAMES@ | help)
    command=$words[2]
    shift words
    ((CURRENT--))
    ;;
  esac
  # Behind -- the compiler's flags.
  if ((${words[(I)--]} && ${words[(I)--]} < CURRENT)); then
    _files
    return
  fi
  case $command in
@OPTIONS@  help) _values command @HELP@ ;;
  esac
}
# Both ways: loaded by its name, or sourced.
if [[ $funcstack[1] == _framewalk ]]; then
  _framewalk "$@"
else
  compdef _framewalk framewalk
fi
)";

std::string zshOption(const OptionSpec &S) {
  std::string Text = "      '*" + spelled(S.Name);
  if (!S.Value.empty() && S.Name.size() > 1)
    Text += "=";
  Text += "[" + quoted(brief(S), "[]") + "]";
  if (!S.Value.empty()) {
    Text += ":" + S.Value.str() + ":";
    if (S.IsList)
      Text += "_sequence compadd - " + choices(S);
    else if (!S.Choices.empty())
      Text += "(" + choices(S) + ")";
    else if (S.Value == "FOLDER")
      Text += "_files -/";
    else if (S.Value == "FILE")
      Text += "_files";
  }
  return Text + "' \\\n";
}

std::string zshOptions() {
  return joined("", [](const CommandSpec &C) {
    std::string Text = "  " + C.Name.str() + ")\n    _arguments \\\n";
    for (const OptionSpec &S : optionTable())
      if (S.For & C.Options)
        Text += zshOption(S);
    Text += "      '--help[what the command does, and its options]' \\\n";
    return Text + "      '*:source:_files'\n    ;;\n";
  });
}

constexpr const char *Fish =
    R"(# framewalk in fish. Written by `framewalk help --completion=fish`.
# Behind -- only files: the compiler's flags.
function __framewalk_command
    set -l words (commandline -opc)
    contains -- -- $words; and return 1
    set -q words[2]; and contains -- $words[2] @COMMANDS@ help; and echo $words[2]; or echo explain
end
function __framewalk_for
    contains -- (__framewalk_command) $argv
end
function __framewalk_first
    test (count (commandline -opc)) -eq 1
end
# Values separated by commas: each behind those that are there.
function __framewalk_list
    set -l value (string replace -r '^-[^=]*=' '' -- (commandline -ct))
    printf '%s\n' (string replace -r '[^,]*$' '' -- $value)$argv
end
@NAMES@
complete -c framewalk -n __framewalk_first -a help -d 'what a command does, and its options'
complete -c framewalk -n '__framewalk_for help' -x -a '@COMMANDS@'
complete -c framewalk -l help -d 'what the command does, and its options'
complete -c framewalk -l version -d 'which framewalk, and which clang is inside'
@OPTIONS@)";

std::string fishOptions() {
  std::string Text;
  for (const OptionSpec &S : optionTable()) {
    std::string For;
    for (const CommandSpec &C : commandTable())
      if (S.For & C.Options)
        For += " " + C.Name.str();
    Text += "complete -c framewalk -n '__framewalk_for" + For + "' -" +
            (S.Name.size() == 1 ? "s " : "l ") + S.Name.str();
    if (S.IsList)
      Text += " -x -a '(__framewalk_list " + choices(S) + ")'";
    else if (!S.Choices.empty())
      Text += " -x -a '" + choices(S) + "'";
    else if (S.Value == "FOLDER")
      Text += " -x -a '(__fish_complete_directories)'";
    else if (S.Value == "FILE")
      Text += " -r";
    else if (!S.Value.empty())
      Text += " -x";
    Text += " -d '" + quoted(brief(S), "\\") + "'\n";
  }
  return Text;
}

/// A line for each command.
std::string commandLines(llvm::StringRef Before, llvm::StringRef Between,
                         llvm::StringRef Marks) {
  return joined("\n", [&](const CommandSpec &C) {
    return (Before + C.Name + Between + quoted(C.Summary, Marks) + "'").str();
  });
}

} // namespace

std::optional<std::string> framewalk::completionScript(llvm::StringRef Shell) {
  if (Shell == "bash")
    return filled(Bash, {{"NAMES", commandNames(" | ")},
                         {"COMMANDS", commandNames(" ")},
                         {"VALUES", bashValues()},
                         {"OPTIONS", bashOptions()}});
  if (Shell == "zsh")
    return filled(Zsh, {{"COMMANDS", commandLines("    '", ":", ":")},
                        {"NAMES", commandNames(" | ")},
                        {"OPTIONS", zshOptions()},
                        {"HELP", commandNames(" ")}});
  if (Shell == "fish")
    return filled(
        Fish, {{"COMMANDS", commandNames(" ")},
               {"NAMES",
                commandLines("complete -c framewalk -n __framewalk_first -a ",
                             " -d '", "")},
               {"OPTIONS", fishOptions()}});
  return std::nullopt;
}
