//===- FindingWords.cpp ---------------------------------------------------===//

#include "Render/FindingWords.h"

#include "Render/FrameWords.h"
#include "Support/Words.h"

#include <fmt/format.h>

using namespace framewalk;

static std::string objectName(const Finding &F) {
  return F.Variable.empty() ? "the temporary" : "'" + F.Variable + "'";
}

std::string framewalk::placeText(const DeadPlace &Place) {
  if (!Place.Base.empty())
    return operandText(Place.Base, Place.Displacement);
  if (Place.CfaOffset)
    return fmt::format("CFA{:+#x}", Place.CfaOffset->Value);
  return "a place that only run time knows";
}

static Sentence placeSentence(const Finding &F) {
  const DeadPlace &Place = *F.Place;
  std::string Text = fmt::format("{} is {} at {}", objectName(F),
                                 bytesText(Place.Size), placeText(Place));
  if (Place.Page)
    Text += fmt::format(", on page {:#x}", Place.Page->Value);
  if (Place.Page && Place.Frame)
    Text += fmt::format(" in frame {:#x}", Place.Frame->Value);
  if (Place.Page)
    Text += " (simulated)";
  return {.Position = F.Declared.isValid() ? F.Declared : F.Position,
          .Text = std::move(Text),
          .Kind = SentenceKind::Place};
}

static Sentence heirSentence(const Finding &F) {
  SourcePosition At = F.Next->Call;
  if (!At.isValid())
    At = F.End.Position.isValid() ? F.End.Position : F.Position;
  return {
      .Position = At, .Text = F.Next->Description, .Kind = SentenceKind::Heir};
}

static Sentence stepSentence(const TraceStep &S) {
  return {.Position = S.Position,
          .End = S.End,
          .Text = S.Message,
          .Kind = S.Role == StepRole::Dies ? SentenceKind::Death
                                           : SentenceKind::Step,
          .Role = S.Role};
}

std::vector<Sentence> framewalk::sentencesOf(const Finding &F) {
  std::vector<Sentence> All;
  if (F.Place)
    All.push_back(placeSentence(F));
  for (const TraceStep &S : F.Trace)
    All.push_back(stepSentence(S));
  if (F.Next)
    All.push_back(heirSentence(F));
  return All;
}

std::vector<Sentence> framewalk::flowOf(const Finding &F) {
  std::vector<Sentence> All;
  if (F.Place)
    All.push_back(placeSentence(F));
  // What a callee does with it comes after the call.
  StepRole Behind = F.Role == StepRole::Used ? StepRole::Used : StepRole::Dies;
  bool IsTold = false;
  auto tellSelf = [&] {
    if (!IsTold)
      All.push_back({.Position = F.Position,
                     .End = F.PositionEnd,
                     .Text = F.Message,
                     .Role = F.Role});
    IsTold = true;
  };
  for (const TraceStep &S : F.Trace) {
    if (S.Role == Behind)
      tellSelf();
    All.push_back(stepSentence(S));
  }
  tellSelf();
  return All;
}
