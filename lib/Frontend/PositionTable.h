//===- PositionTable.h - Where debug info puts a source location ----------===//
//
// Facts and instructions meet by line and column. So a location must be decoded
// here the way clang's code generation decodes it for debug info
// (CGDebugInfo::setLocation): a macro's argument is where it was written, what
// a macro's body spells is where the macro was used, and #line counts.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/SourceRange.h"

#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

#include <string>
#include <string_view>
#include <vector>

namespace clang {
class LangOptions;
class SourceManager;
} // namespace clang

namespace framewalk {

class PositionTable {
public:
  /// Names of files go to \p Files, which may hold some already.
  PositionTable(const clang::SourceManager &Sources,
                const clang::LangOptions &Language,
                std::vector<std::string> &Files);

  SourcePosition at(clang::SourceLocation Location);

  /// The byte behind the token at \p Location: behind an expression's last
  /// token this is, as a rule, the semicolon.
  SourcePosition behind(clang::SourceLocation Location);

  /// Whether the text at \p Location was written in the main file itself.
  bool isInMainFile(clang::SourceLocation Location) const;

private:
  struct File {
    clang::FileID Id;
    FileId Number;
    bool HasLineDirectives = false;
    /// The offset of each line's first byte.
    llvm::ArrayRef<unsigned> Lines;
  };
  const File &file(clang::FileID Id, clang::SourceLocation Location);
  FileId number(std::string_view Name);
  unsigned lineOf(unsigned Offset);

  const clang::SourceManager &Sources;
  const clang::LangOptions &Language;
  std::vector<std::string> &Files;
  llvm::StringMap<FileId> Numbers;
  llvm::DenseMap<clang::FileID, File> Known;
  File Last;
  unsigned LastLine = 1; ///< of Last
};

} // namespace framewalk
