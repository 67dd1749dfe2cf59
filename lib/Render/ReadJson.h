//===- ReadJson.h - A saved report, read again ----------------------------===//
#pragma once

#include "Model/ReportDocument.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

namespace framewalk {

/// What is compared and merged of a "framewalk/1" document: units with their
/// notes, functions with frames and variables, findings. Code, accesses and
/// walks are left out. An error says what is not as it should be.
llvm::Expected<ReportDocument> readReport(llvm::StringRef Json);
llvm::Expected<ReportDocument> readReport(const llvm::json::Object &Json);

} // namespace framewalk
