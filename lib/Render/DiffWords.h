//===- DiffWords.h - Changes of frames, for people ------------------------===//
#pragma once

#include "Model/FrameDiff.h"

#include <string>

namespace framewalk {

/// "-16, 4 bytes"; "-" where it is not in the frame.
std::string placeWords(const std::optional<FramePlace> &Place);
/// "80 -> 24 bytes"; "80 bytes, gone".
std::string sizeChangeWords(const FunctionDiff &Diff);
/// "in locals 41 -> 16, padding 23 -> 8".
std::string byteChangeWords(const FunctionDiff &Diff,
                            std::string_view Arrow = "->");
/// "3 more where they were before".
std::string unchangedWords(const FunctionDiff &Diff);
/// "2 functions differ, 3 have the same frame".
std::string summaryWords(const DiffReport &Report);

} // namespace framewalk
