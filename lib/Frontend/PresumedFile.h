//===- PresumedFile.h - The file that a line says it is of ----------------===//
#pragma once

#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringRef.h"

namespace framewalk {

/// The name of the file that \p Place is in. #line can take every name away
/// (`#line 1 ""`): debug info then says the main file, and so is said here.
inline llvm::StringRef fileName(const clang::PresumedLoc &Place,
                                const clang::SourceManager &Sources) {
  llvm::StringRef Name = Place.getFilename();
  if (!Name.empty())
    return Name;
  clang::OptionalFileEntryRef Main =
      Sources.getFileEntryRefForID(Sources.getMainFileID());
  return Main ? Main->getName() : Name;
}

} // namespace framewalk
