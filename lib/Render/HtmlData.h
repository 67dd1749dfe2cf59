//===- HtmlData.h - What the page's script draws from ---------------------===//
//
// A private contract with html/data.js. One JSON value for each function and
// one for each unit, packed (HtmlText.h) and unpacked when the function is
// looked at. There are many instructions, so they stand in columns, an array
// for each member; what is not there is 0 or -1; places in the code and the
// source are told as the distance from the one before: a third of the size.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Render/HtmlAnchors.h"
#include "Support/SourceLines.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace framewalk {

/// Strings that occur in many places of a unit, instructions above all: the
/// data has their numbers.
class SharedTexts {
public:
  size_t numberOf(std::string_view Text);
  const std::vector<std::string_view> &all() const { return Texts; }

private:
  std::unordered_map<std::string_view, size_t> Numbers;
  std::vector<std::string_view> Texts;
};

/// A function's frame, variables, code, accesses and memory.
std::string functionData(const TranslationUnitReport &Unit,
                         const FunctionReport &F, SourceLines &Lines,
                         SharedTexts &Texts);

/// The unit's page walks and findings, and all \p Texts.
std::string unitData(const TranslationUnitReport &Unit,
                     const UnitAnchors &Anchors, SourceLines &Lines,
                     const SharedTexts &Texts);

} // namespace framewalk
