//===- Settings.cpp -------------------------------------------------------===//

#include "Lsp/Settings.h"

#include "Support/Paths.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

using namespace framewalk;
using llvm::StringRef;
namespace json = llvm::json;
namespace path = llvm::sys::path;
namespace yaml = llvm::yaml;

namespace {

/// The YAML parser calls itself for each level and takes long for many keys; an
/// editor opens the projects of strangers.
constexpr size_t MostDotFileBytes = 32 * 1024;

/// What is wrong with a value, as a sentence; empty: nothing.
using Complaint = std::string;
constexpr const char *NoSuchSetting = "there is no such setting";

Complaint read(const json::Value &Value, std::optional<bool> &Into) {
  std::optional<bool> Given = Value.getAsBoolean();
  if (!Given)
    return "write true or false";
  Into = Given;
  return "";
}

Complaint read(const json::Value &Value, std::optional<std::string> &Into) {
  std::optional<StringRef> Given = Value.getAsString();
  if (!Given)
    return "write one word";
  Into = Given->str();
  return "";
}

/// A list, or words with blanks between them.
Complaint read(const json::Value &Value, std::vector<std::string> &Into) {
  std::vector<std::string> Words;
  if (std::optional<StringRef> Text = Value.getAsString()) {
    llvm::SmallVector<StringRef> Parts;
    llvm::SplitString(*Text, Parts);
    for (StringRef Part : Parts)
      Words.push_back(Part.str());
  } else if (const json::Array *List = Value.getAsArray()) {
    for (const json::Value &Each : *List) {
      std::optional<StringRef> Word = Each.getAsString();
      if (!Word)
        return "write a list of flags";
      Words.push_back(Word->str());
    }
  } else {
    return "write a list of flags";
  }
  Into = std::move(Words);
  return "";
}

/// "2", "O2" and "-O2" are the same.
Complaint readLevel(const json::Value &Value,
                    std::optional<std::string> &Into) {
  std::string Text;
  if (std::optional<int64_t> Number = Value.getAsInteger())
    Text = std::to_string(*Number);
  else if (std::optional<StringRef> Word = Value.getAsString())
    Text = Word->str();
  StringRef Level = Text;
  Level.consume_front("-");
  Level.consume_front("O");
  constexpr StringRef Levels[] = {"0", "1", "2", "3", "s", "z", "g", "fast"};
  if (!llvm::is_contained(Levels, Level))
    return "write a level: O0, O1, O2, O3, Os, Oz or Og";
  Into = "-O" + Level.str();
  return "";
}

Complaint readPath(const json::Value &Value, StringRef Folder,
                   std::optional<std::string> &Into) {
  Complaint Wrong = read(Value, Into);
  if (!Wrong.empty() || Into->empty())
    return Into && Into->empty() ? (Into.reset(), "") : Wrong;
  Into = absoluteIn(*Into, Folder);
  return "";
}

/// What is on or off.
constexpr std::pair<StringRef, std::optional<bool> Settings::*> Switches[] = {
    {"unused", &Settings::KeepUnused},   {"inlayHints", &Settings::InlayHints},
    {"codeLens", &Settings::CodeLenses}, {"diagnostics", &Settings::Findings},
    {"pageWalks", &Settings::Walks},
};

Complaint set(Settings &S, StringRef Key, const json::Value &Value,
              StringRef Folder) {
  if (Value.getAsNull()) // a client that has nothing to say
    return "";
  if (Key == "optimization")
    return readLevel(Value, S.Optimization);
  if (Key == "flags")
    return read(Value, S.Flags);
  if (Key == "removeFlags")
    return read(Value, S.RemovedFlags);
  if (Key == "compilationDatabase")
    return readPath(Value, Folder, S.Database);
  for (auto [Name, Member] : Switches)
    if (Key == Name)
      return read(Value, S.*Member);
  return NoSuchSetting;
}

/// A text, but for true and false; of what is no scalar an object, which no
/// setting is.
json::Value scalarOf(yaml::Node &Node) {
  auto *Scalar = llvm::dyn_cast<yaml::ScalarNode>(&Node);
  if (!Scalar)
    return json::Object();
  llvm::SmallString<64> Storage;
  StringRef Text = Scalar->getValue(Storage);
  bool IsPlain = !Scalar->getRawValue().starts_with("\"") &&
                 !Scalar->getRawValue().starts_with("'");
  if (IsPlain && (Text == "true" || Text == "false"))
    return Text == "true";
  return json::fixUTF8(Text);
}

/// A scalar, or a list of them.
json::Value toJson(yaml::Node *Node) {
  if (!Node)
    return json::Object();
  auto *Sequence = llvm::dyn_cast<yaml::SequenceNode>(Node);
  if (!Sequence)
    return scalarOf(*Node);
  json::Array List;
  for (yaml::Node &Each : *Sequence)
    List.push_back(scalarOf(Each));
  return List;
}

class DotFileReader {
public:
  DotFileReader(StringRef Text, StringRef Folder,
                std::vector<SettingsProblem> &Problems)
      : Folder(Folder), Problems(Problems), Stream(Text, Sources) {
    Sources.setDiagHandler(
        [](const llvm::SMDiagnostic &D, void *Reader) {
          static_cast<DotFileReader *>(Reader)->syntaxError(D);
        },
        this);
  }

  Settings read() {
    Settings Result;
    auto Document = Stream.begin();
    if (Document == Stream.end())
      return Result;
    yaml::Node *Root = Document->getRoot();
    auto *Mapping = llvm::dyn_cast_or_null<yaml::MappingNode>(Root);
    if (!Mapping) {
      if (Root && !llvm::isa<yaml::NullNode>(Root))
        complain(Root, "write settings, each on a line: `flags: [-O2]`");
      return Result;
    }
    for (yaml::KeyValueNode &Each : *Mapping) {
      auto *Key = llvm::dyn_cast_or_null<yaml::ScalarNode>(Each.getKey());
      if (!Key || Stream.failed())
        break;
      llvm::SmallString<32> Storage;
      StringRef Name = Key->getValue(Storage);
      yaml::Node *Value = Each.getValue();
      json::Value Json = toJson(Value);
      if (Stream.failed())
        break;
      if (Complaint Wrong = set(Result, Name, Json, Folder); !Wrong.empty())
        complain(Key, llvm::formatv("{0}: {1}", Name, Wrong));
    }
    return Result;
  }

private:
  void syntaxError(const llvm::SMDiagnostic &D) {
    unsigned Line = std::max(D.getLineNo() - 1, 0);
    unsigned Column = std::max(D.getColumnNo(), 0);
    Problems.push_back({Line, Column, Column + 1, D.getMessage().str()});
  }
  void complain(yaml::Node *Node, std::string Message) {
    llvm::SMRange Range = Node->getSourceRange();
    auto [Line, Column] = Sources.getLineAndColumn(Range.Start);
    unsigned Width = Range.End.getPointer() - Range.Start.getPointer();
    Problems.push_back(
        {Line - 1, Column - 1, Column - 1 + Width, std::move(Message)});
  }

  StringRef Folder;
  std::vector<SettingsProblem> &Problems;
  llvm::SourceMgr Sources;
  yaml::Stream Stream;
};

template <typename T>
void choose(std::optional<T> &Lower, const std::optional<T> &Upper) {
  if (Upper)
    Lower = Upper;
}

} // namespace

FeatureOptions Settings::features() const {
  FeatureOptions Result;
  Result.InlayHints = InlayHints.value_or(Result.InlayHints);
  Result.CodeLenses = CodeLenses.value_or(Result.CodeLenses);
  Result.Findings = Findings.value_or(Result.Findings);
  Result.Walks = Walks.value_or(Result.Walks);
  return Result;
}

Settings framewalk::merge(const Settings &Lower, const Settings &Upper) {
  Settings Result = Lower;
  choose(Result.Optimization, Upper.Optimization);
  choose(Result.Database, Upper.Database);
  for (auto [Name, Member] : Switches)
    choose(Result.*Member, Upper.*Member);
  llvm::append_range(Result.Flags, Upper.Flags);
  llvm::append_range(Result.RemovedFlags, Upper.RemovedFlags);
  return Result;
}

Settings framewalk::readSettings(const json::Value &Section, StringRef Folder,
                                 std::vector<SettingsProblem> &Problems) {
  Settings Result;
  const json::Object *Members = Section.getAsObject();
  if (!Members)
    return Result;
  // A client's section has settings of its own, too.
  for (const auto &[Key, Value] : *Members)
    if (Complaint Wrong = set(Result, Key, Value, Folder);
        !Wrong.empty() && Wrong != NoSuchSetting)
      Problems.push_back({0, 0, 0, llvm::formatv("{0}: {1}", Key, Wrong)});
  return Result;
}

Settings framewalk::readDotFile(StringRef Yaml, StringRef Folder,
                                std::vector<SettingsProblem> &Problems) {
  if (Yaml.size() > MostDotFileBytes) {
    Problems.push_back({0, 0, 0, "longer than 32 KiB: it is not read"});
    return {};
  }
  return DotFileReader(Yaml, Folder, Problems).read();
}

std::string framewalk::findUpwards(StringRef Folder,
                                   llvm::ArrayRef<StringRef> Names) {
  for (; !Folder.empty(); Folder = path::parent_path(Folder))
    for (StringRef Name : Names) {
      llvm::SmallString<256> File(Folder);
      path::append(File, Name);
      if (llvm::sys::fs::is_regular_file(File))
        return std::string(File);
    }
  return "";
}
