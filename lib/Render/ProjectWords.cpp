//===- ProjectWords.cpp ---------------------------------------------------===//

#include "Render/ProjectWords.h"

#include "Support/Words.h"

#include <fmt/format.h>

using namespace framewalk;

/// "a, b and 3 more".
static std::string someOf(const std::vector<std::string> &Names) {
  constexpr size_t Shown = 4;
  std::string Text;
  for (size_t I = 0; I < Names.size() && I < Shown; ++I)
    Text += (I ? ", " : "") + Names[I];
  if (Names.size() > Shown)
    Text += fmt::format(" and {} more", Names.size() - Shown);
  return Text;
}

std::string framewalk::sizeWords(FrameSize Size) {
  if (!Size.Max)
    return fmt::format("at least {}", Size.Min);
  if (*Size.Max != Size.Min)
    return fmt::format("{} to {}", Size.Min, *Size.Max);
  return std::to_string(Size.Min);
}

std::string framewalk::depthWords(const StackDepth &Depth) {
  return fmt::format("{}{}", Depth.Doubts.any() ? "at least " : "",
                     Depth.Bytes);
}

std::string framewalk::doubtWords(const ProjectIndex &Index,
                                  const StackDepth &Depth) {
  std::string Text;
  auto Add = [&](const std::string &Part) {
    Text += (Text.empty() ? "" : "; ") + Part;
  };
  std::string Way;
  constexpr size_t MostInCycle = 4;
  for (size_t I = 0; I < Depth.Cycle.size(); ++I) {
    Way += I ? " -> " : "";
    if (I == MostInCycle && Depth.Cycle.size() > MostInCycle + 2) {
      I = Depth.Cycle.size() - 1;
      Way += "... -> ";
    }
    Way += functionAt(Index, Depth.Cycle[I]).Name;
  }
  if (Depth.Doubts.Recursion)
    Add("unbounded: recursion" + (Way.empty() ? "" : " " + Way));
  if (Depth.Doubts.DynamicFrame)
    Add("unbounded: grows at run time" +
        (Depth.DynamicFrames.empty() ? ""
                                     : " in " + someOf(Depth.DynamicFrames)));
  if (Depth.Doubts.IndirectCall)
    Add("unknown: calls through pointers" +
        (Depth.IndirectCallers.empty()
             ? ""
             : " in " + someOf(Depth.IndirectCallers)));
  if (Depth.Doubts.UnknownCallee)
    Add("unknown: functions of other files" +
        (Depth.UnknownCallees.empty() ? ""
                                      : ": " + someOf(Depth.UnknownCallees)));
  return Text;
}

std::string framewalk::doubtNames(const DepthDoubts &Doubts) {
  std::string Text;
  auto Add = [&](bool Is, const char *Name) {
    if (Is)
      Text += (Text.empty() ? "" : ", ") + std::string(Name);
  };
  Add(Doubts.Recursion, "recursion");
  Add(Doubts.DynamicFrame, "a frame that grows");
  Add(Doubts.IndirectCall, "calls through pointers");
  Add(Doubts.UnknownCallee, "other files' functions");
  return Text;
}

std::string framewalk::unitFileName(const std::string &Id) {
  if (Id.starts_with("/"))
    return "_" + Id;
  // Nothing is written beside the report's own folder.
  std::string Name;
  llvm::StringRef Rest = Id;
  while (Rest.consume_front("../"))
    Name += "_up/";
  return Name + Rest.str();
}

std::string framewalk::placeWords(const FunctionSummary &F) {
  return fmt::format("{}:{}", F.File, F.Line);
}

const FunctionSummary &framewalk::functionAt(const ProjectIndex &Index,
                                             FunctionRef F) {
  return Index.Units[F.Unit].Functions[F.Function];
}

const FunctionSummary &framewalk::functionAt(const ProjectIndex &Index,
                                             uint32_t Listed) {
  return functionAt(Index, Index.Functions[Listed].Shown);
}

std::string framewalk::totalWords(const ProjectTotals &T) {
  std::string Text = counted(T.Units, "unit");
  if (T.Failed)
    Text += fmt::format(", {} of them without a report", T.Failed);
  Text += fmt::format(", {}: {} bytes of frames, {} of them padding",
                      counted(T.Functions, "function"), T.FrameBytes,
                      T.PaddingBytes);
  if (T.DynamicFrames)
    Text += fmt::format(", {} that grow{} at run time",
                        counted(T.DynamicFrames, "frame"),
                        T.DynamicFrames == 1 ? "s" : "");
  Text += fmt::format(". {}", counted(T.Findings, "finding"));
  if (T.Suppressed)
    Text += fmt::format(", {} more suppressed", T.Suppressed);
  return Text + ".";
}
