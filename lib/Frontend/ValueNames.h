//===- ValueNames.h - Names in the IR -------------------------------------===//
#pragma once

namespace clang {
class CodeGenOptions;
} // namespace clang

namespace framewalk {

/// Has clang give the IR's values names: those of allocas tell what compiler
/// temporaries are for ("ref.tmp", "saved_stack"). Where nothing is optimised,
/// the names of all other values go before machine code is made, which needs
/// the memory.
void keepAllocaNames(clang::CodeGenOptions &Options);

} // namespace framewalk
