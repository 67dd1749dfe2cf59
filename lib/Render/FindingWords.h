//===- FindingWords.h - A finding's story, sentence by sentence -----------===//
#pragma once

#include "Model/Finding.h"

#include <vector>

namespace framewalk {

/// What the steps beside the detector's are about.
enum class SentenceKind : uint8_t { Step, Place, Death, Heir };

struct Sentence {
  SourcePosition Position;
  SourcePosition End; ///< as of TraceStep
  std::string Text;
  SentenceKind Kind = SentenceKind::Step;
  StepRole Role = StepRole::Note;
};

/// Where the object was, the way of the pointer with the death, and who is
/// there next.
std::vector<Sentence> sentencesOf(const Finding &F);

/// Where the object was and the way, the finding's own place among the steps.
std::vector<Sentence> flowOf(const Finding &F);

/// "[rbp-0x20]", or the distance from the CFA.
std::string placeText(const DeadPlace &Place);

} // namespace framewalk
