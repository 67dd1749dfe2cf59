//===- FindingWords.cpp ---------------------------------------------------===//

#include "Render/FindingWords.h"

#include <fmt/format.h>

using namespace framewalk;

static std::string signedHex(int64_t Value) {
  return fmt::format("{}{:#x}", Value < 0 ? "-" : "+",
                     Value < 0 ? -uint64_t(Value) : uint64_t(Value));
}

static std::string objectName(const Finding &F) {
  return F.Variable.empty() ? "the temporary" : "'" + F.Variable + "'";
}

std::string framewalk::placeText(const DeadPlace &Place) {
  if (!Place.Base.empty())
    return fmt::format("[{}{}]", Place.Base, signedHex(Place.Displacement));
  if (Place.CfaOffset)
    return "CFA" + signedHex(Place.CfaOffset->Value);
  return "a place that only run time knows";
}

static Sentence placeSentence(const Finding &F) {
  const DeadPlace &Place = *F.Place;
  std::string Text =
      fmt::format("{} is {} byte{} at {}", objectName(F), Place.Size,
                  Place.Size == 1 ? "" : "s", placeText(Place));
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

static Sentence deathSentence(const Finding &F) {
  std::string Text = objectName(F) + " dies here";
  if (!F.End.Instruction.empty())
    Text += fmt::format(": `{}` gives its bytes back; the page stays mapped, "
                        "so nothing faults",
                        F.End.Instruction);
  else if (!F.Place)
    ; // where it was is not known
  else if (F.End.Cause == DeathCause::Return)
    Text += "; the page stays mapped, so nothing faults";
  else
    Text += "; its bytes stay in the frame, so nothing faults";
  return {.Position = F.End.Position,
          .Text = std::move(Text),
          .Kind = SentenceKind::Death,
          .Role = StepRole::Dies};
}

static Sentence heirSentence(const Finding &F) {
  SourcePosition At = F.Next->Call;
  if (!At.isValid())
    At = F.End.Position.isValid() ? F.End.Position : F.Position;
  return {
      .Position = At, .Text = F.Next->Description, .Kind = SentenceKind::Heir};
}

static std::vector<Sentence> stepsOf(const Finding &F) {
  std::vector<Sentence> All;
  for (const TraceStep &S : F.Trace)
    All.push_back({.Position = S.Position,
                   .Text = S.Message,
                   .Kind = SentenceKind::Step,
                   .Role = S.Role});
  return All;
}

/// The detector's own words for the death are as good.
static bool tellsDeath(const Finding &F) {
  for (const TraceStep &S : F.Trace)
    if (S.Role == StepRole::Dies)
      return true;
  return false;
}

std::vector<Sentence> framewalk::sentencesOf(const Finding &F) {
  std::vector<Sentence> All = stepsOf(F);
  if (F.Place)
    All.push_back(placeSentence(F));
  if (F.End.Position.isValid() &&
      (!tellsDeath(F) || !F.End.Instruction.empty()))
    All.push_back(deathSentence(F));
  if (F.Next)
    All.push_back(heirSentence(F));
  return All;
}

std::vector<Sentence> framewalk::flowOf(const Finding &F) {
  std::vector<Sentence> All;
  if (F.Place)
    All.push_back(placeSentence(F));
  for (Sentence &S : stepsOf(F))
    if (S.Position != F.Position)
      All.push_back(std::move(S));
  Sentence Self = {.Position = F.Position, .Text = F.Message};
  bool DiesLast = F.End.Cause == DeathCause::Return;
  if (DiesLast)
    All.push_back(Self);
  if (F.End.Position.isValid() && !tellsDeath(F))
    All.push_back(deathSentence(F));
  if (!DiesLast)
    All.push_back(std::move(Self));
  return All;
}
