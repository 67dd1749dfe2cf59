//===- Exceptions.h - The C++ runtime's calls for exceptions --------------===//
#pragma once

namespace llvm {
class Function;
class Instruction;
class Value;
} // namespace llvm

namespace framewalk::escape {

struct FunctionFrame;
struct ModuleContext;

/// An exception is made by \p Call, to be thrown.
bool allocatesException(const llvm::Value &Call);

/// \p I does not return, but an exception goes on.
bool isThrow(const llvm::Instruction &I, const ModuleContext &Module);

/// A handler of \p F may catch a pointer, and not an object.
bool mayCatchPointer(const llvm::Function &F);

/// Which handlers end where.
void readHandlers(const llvm::Function &F, FunctionFrame &Frame);

} // namespace framewalk::escape
