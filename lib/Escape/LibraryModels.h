//===- LibraryModels.h - Functions known by their names -------------------===//
#pragma once

#include "llvm/ADT/StringRef.h"

#include <cstdint>

namespace framewalk::escape {

/// Where a library function's result points.
enum class ResultKind : uint8_t {
  Unknown,
  None,     ///< no pointer
  Argument, ///< exactly the argument
  Within,   ///< somewhere in what the argument points to
  Advanced, ///< what the pointer there was: strsep(), which moves it on
  Fresh,    ///< newly allocated
};

/// What a library function does with pointers. -1: no argument.
struct LibraryModel {
  llvm::StringRef Name;
  ResultKind Result = ResultKind::None;
  int8_t ResultArgument = -1;
  /// The result is null where nothing was found, or nothing was left to read.
  bool MayBeNull = false;
  /// *Arguments[StoredInto] = Arguments[Stored], somewhere in it where
  /// StoredWithin.
  int8_t Stored = -1;
  int8_t StoredInto = -1;
  bool StoredWithin = false;
  /// Kept where the program cannot see it, until it is replaced: putenv.
  int8_t Kept = -1;
  /// Not the argument is kept, but the pointer at this offset of what it points
  /// to.
  int8_t KeptAt = -1;
  /// What it returns keeps this argument: fmemopen().
  int8_t KeptInResult = -1;
  /// What it returns has the contents of this argument's block: realloc().
  int8_t Moved = -1;
  /// It cuts its first argument into tokens, and saves where it is in this
  /// argument; 0: in memory of its own.
  int8_t Tokens = -1;
  /// Of the function that keeps, what this one makes it forget: pthread_join.
  llvm::StringRef Forgets = "";
  int8_t Freed = -1;
  /// Copies bytes, pointers with them: memcpy(To, From, Size).
  int8_t CopyTo = -1, CopyFrom = -1, CopySize = -1;
};

/// Null: nothing is known of the function.
const LibraryModel *libraryModel(llvm::StringRef Symbol);

} // namespace framewalk::escape
