//===- Invocation.h - From a compile command to a cc1 invocation ----------===//
#pragma once

#include "Frontend/Compile.h"

#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/VirtualFileSystem.h"

#include <memory>
#include <string>
#include <vector>

namespace clang {
class CompilerInvocation;
class DiagnosticConsumer;
} // namespace clang

namespace framewalk {

struct Invocation {
  std::shared_ptr<clang::CompilerInvocation> Clang;
  std::vector<std::string> Flags; ///< as used
  std::vector<std::string> Notes;
  /// A header on its own: nothing uses what it defines.
  bool IsHeader = false;
};

/// Lets clang's own driver make the cc1 command that `clang -c` would run, so
/// that every default is the compiler's. The result differs from it only in
/// what does not reach the object: no file is written beside it, and values in
/// the IR keep their names. A null Clang means that the driver refused the
/// flags, and told \p Diagnostics why.
llvm::Expected<Invocation>
createInvocation(const CompileCommand &Command, bool IsLast,
                 llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files,
                 clang::DiagnosticConsumer &Diagnostics);

/// Whether it makes an object, for a target that we know: one whose frames can
/// be told, where it has debug information.
bool makesExplainableObject(const clang::CompilerInvocation &Clang);
bool hasDebugInfo(const clang::CompilerInvocation &Clang);

} // namespace framewalk
