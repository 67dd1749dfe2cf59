//===- CompareFrames.h - What moved between two reports -------------------===//
#pragma once

#include "Model/FrameDiff.h"
#include "Model/ReportDocument.h"

#include <string>

namespace framewalk {

/// Functions are the same by symbol (those of one unit by name, too, where a
/// signature has changed), variables by name and order.
DiffReport compareFrames(const ReportDocument &Before, std::string BeforeName,
                         const ReportDocument &After, std::string AfterName);

} // namespace framewalk
