//===- DiffWords.cpp ------------------------------------------------------===//

#include "Render/DiffWords.h"

#include "Render/FrameWords.h"
#include "Support/Words.h"

#include <fmt/format.h>

using namespace framewalk;

std::string framewalk::placeWords(const std::optional<FramePlace> &Place) {
  if (!Place)
    return "-";
  if (Place->CfaOffset)
    return fmt::format("{}, {}", Place->CfaOffset->Value,
                       bytesText(Place->Size));
  if (!Place->Base.empty())
    return fmt::format("{}, {}", operandText(Place->Base, Place->Displacement),
                       bytesText(Place->Size));
  return bytesText(Place->Size);
}

std::string framewalk::sizeChangeWords(const FunctionDiff &Diff) {
  if (!Diff.After)
    return sizeText(*Diff.Before) + " before, no frame now";
  if (!Diff.Before)
    return "no frame before, " + sizeText(*Diff.After) + " now";
  std::string Old = sizeText(*Diff.Before), New = sizeText(*Diff.After);
  return Old == New ? New + " as before" : Old + " before, " + New + " now";
}

std::string framewalk::byteChangeWords(const FunctionDiff &Diff,
                                       std::string_view Arrow) {
  std::string Text;
  for (const ByteChange &B : Diff.Bytes)
    Text += fmt::format("{}{} {} {} {}", Text.empty() ? "" : ", ", B.Name,
                        B.Before, Arrow, B.After);
  return Text;
}

std::string framewalk::unchangedWords(const FunctionDiff &Diff) {
  return fmt::format("{} more where {} before", Diff.Unchanged,
                     Diff.Unchanged == 1 ? "it was" : "they were");
}

std::string framewalk::summaryWords(const DiffReport &Report) {
  const size_t Count = Report.Functions.size();
  std::string Text = Count == 0   ? "no frame differs"
                     : Count == 1 ? "1 function differs"
                                  : fmt::format("{} functions differ", Count);
  if (Report.Same)
    Text += fmt::format(", {} {} the same frame", Report.Same,
                        Report.Same == 1 ? "has" : "have");
  return Text;
}
