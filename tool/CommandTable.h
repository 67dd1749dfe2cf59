//===- CommandTable.h - The commands: one table ---------------------------===//
//
// What --help, the manual page and the shells' completions say of a command is
// made of its row here and of the options' table.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Options.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace framewalk {

/// One command, and what is said of it.
struct CommandSpec {
  llvm::StringRef Name;
  Command Verb;
  unsigned Options;         ///< the Scope of its options
  llvm::StringRef Synopsis; ///< what follows its name; a line for each form
  llvm::StringRef Summary;  ///< half a line
  llvm::StringRef About;    ///< a paragraph
  /// Behind the options: paragraphs, and examples, which are indented.
  llvm::StringRef Notes;
  /// What it says without a file or an address; empty: all of --help.
  llvm::StringRef Short = {};
};

llvm::ArrayRef<CommandSpec> commandTable();

/// Null: there is no such command.
const CommandSpec *findCommand(llvm::StringRef Name);

/// What FLAGS are and where they come from: paragraphs.
llvm::StringRef flagsHelp();

} // namespace framewalk
