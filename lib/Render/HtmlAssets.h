//===- HtmlAssets.h - What lib/Render/html becomes in the program ---------===//
//
// The build joins the files of that folder and generates the definitions.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <string_view>

namespace framewalk {

extern const std::string_view HtmlStyle;
extern const std::string_view HtmlScript;

/// Of the small pages.
extern const std::string_view HtmlSmallStyle;
extern const std::string_view HtmlSmallScript;

} // namespace framewalk
