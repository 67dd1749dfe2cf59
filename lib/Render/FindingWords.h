//===- FindingWords.h - A finding's story, sentence by sentence -----------===//
#pragma once

#include "Model/Finding.h"

#include <vector>

namespace framewalk {

/// What the steps beside the detector's are about.
enum class SentenceKind : uint8_t { Step, Place, Death, Heir };

struct Sentence {
  SourcePosition Position;
  std::string Text;
  SentenceKind Kind = SentenceKind::Step;
  StepRole Role = StepRole::Note;
};

/// The trace, then where the object was, where it died, and who is there next.
std::vector<Sentence> sentencesOf(const Finding &F);

/// The same as steps in the order in which they happen, the finding's own place
/// among them.
std::vector<Sentence> flowOf(const Finding &F);

/// "[rbp-0x20]", or the distance from the CFA.
std::string placeText(const DeadPlace &Place);

} // namespace framewalk
