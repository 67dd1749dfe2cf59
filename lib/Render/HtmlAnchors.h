//===- HtmlAnchors.h - What links into the page are called ----------------===//
//
// A function's anchor is made of its name: page.html#sum. What belongs to the
// function hangs on that: #sum/L6 is a line, #sum/slot3, #sum/access5; findings
// are #finding1 and on. They are stable where the report is.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/ReportDocument.h"

#include <map>
#include <string>
#include <vector>

namespace framewalk {

/// \p Name in letters that need no escaping in a URL, in HTML or in CSS but for
/// the colon: `ns::f<int>` becomes ns::f-int.
std::string plainName(std::string_view Name);

/// The anchors of one page.
class AnchorNames {
public:
  /// \p Anchor; with a number behind a dot, which no plain name has, where the
  /// page has that one already.
  std::string add(std::string Anchor);

private:
  std::map<std::string, unsigned> Count;
};

/// Of one unit's functions.
class UnitAnchors {
public:
  std::string_view of(size_t FunctionIndex) const {
    return OfFunction[FunctionIndex];
  }
  /// By symbol, or else by name; empty: the report has no such function.
  std::string_view of(const std::string &Symbol, const std::string &Name) const;
  /// The function around \p P; empty: none.
  std::string_view at(const TranslationUnitReport &Unit,
                      const SourcePosition &P) const;

private:
  friend std::vector<UnitAnchors> makeAnchors(const ReportDocument &Document);
  std::vector<std::string> OfFunction;
  std::map<std::string, size_t> BySymbol;
  std::map<std::string, size_t> ByName; ///< the first of several
};

/// Index for index Document.Units; different over all of them.
std::vector<UnitAnchors> makeAnchors(const ReportDocument &Document);

} // namespace framewalk
