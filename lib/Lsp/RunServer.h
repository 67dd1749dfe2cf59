//===- RunServer.h - The language server on standard input and output -----===//
#pragma once

#include <string>

namespace framewalk {

/// What is written to standard error.
enum class LogLevel { Nothing, Errors, Messages, Everything };

struct ServerOptions {
  LogLevel Log = LogLevel::Nothing;
  /// Where compile_commands.json is, for documents of which neither the client
  /// nor a `.framewalk` says so; empty: it is looked for.
  std::string BuildFolder;
  std::string Version;
};

/// Takes over standard input and output until the client says `exit`; the exit
/// code. Once in a process.
int runLanguageServer(const ServerOptions &Options);

} // namespace framewalk
