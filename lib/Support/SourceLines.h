//===- SourceLines.h - The text of source files, by line ------------------===//
#pragma once

#include "Support/UnsavedFiles.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace llvm {
class MemoryBuffer;
}

namespace framewalk {

/// Reads each file once, when it is first asked for.
class SourceLines {
public:
  /// \p Unsaved must outlive this object; null: there are none.
  explicit SourceLines(const UnsavedFiles *Unsaved = nullptr);
  ~SourceLines();
  SourceLines(const SourceLines &) = delete;
  SourceLines &operator=(const SourceLines &) = delete;

  /// \p Text is line \p Number, whatever the file has by now.
  void remember(const std::string &File, uint32_t Number, std::string Text);
  /// The text of \p File is in the file \p Path.
  void locate(const std::string &File, std::string Path);
  /// What remember() was told; empty: nothing.
  std::string_view remembered(const std::string &File, uint32_t Number) const;

  /// All of it; empty where it cannot be read.
  std::string_view text(const std::string &File);
  /// Line \p Number, from 1, without its end; empty where there is none.
  std::string_view line(const std::string &File, uint32_t Number);

private:
  struct Source;
  Source &open(const std::string &File);
  const std::string *unsaved(const std::string &File) const;
  const UnsavedFiles *Unsaved;
  std::map<std::string, std::unique_ptr<Source>> Files;
  std::map<std::string, std::string> Places;
  std::map<std::pair<std::string, uint32_t>, std::string> Remembered;
};

/// How many UTF-16 code units the first \p Bytes bytes of \p Line are. What is
/// not UTF-8 counts one for each byte.
uint32_t utf16Units(std::string_view Line, uint32_t Bytes);

} // namespace framewalk
