//===- SourceLines.cpp ----------------------------------------------------===//

#include "Support/SourceLines.h"

#include "Support/Paths.h"

#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/MemoryBuffer.h"

#include <algorithm>

namespace framewalk {

struct SourceLines::Source {
  std::unique_ptr<llvm::MemoryBuffer> Buffer; ///< null: cannot be read
  std::vector<size_t> Begins;

  void findLines() {
    std::string_view Text = Buffer->getBuffer();
    Begins.push_back(0);
    for (size_t At = Text.find('\n'); At != Text.npos;
         At = Text.find('\n', At + 1))
      Begins.push_back(At + 1);
  }
};

SourceLines::SourceLines(const UnsavedFiles *Unsaved) : Unsaved(Unsaved) {}
SourceLines::~SourceLines() = default;

const std::string *SourceLines::unsaved(const std::string &File) const {
  if (!Unsaved || Unsaved->empty())
    return nullptr;
  auto It = Unsaved->find(absolutePath(File));
  return It == Unsaved->end() ? nullptr : &It->second;
}

SourceLines::Source &SourceLines::open(const std::string &File) {
  std::unique_ptr<Source> &Known = Files[File];
  if (Known)
    return *Known;
  Known = std::make_unique<Source>();
  auto Place = Places.find(File);
  const std::string &Path = Place == Places.end() ? File : Place->second;
  if (const std::string *Text = unsaved(Path))
    Known->Buffer = llvm::MemoryBuffer::getMemBuffer(*Text);
  else if (auto Buffer = llvm::MemoryBuffer::getFile(Path, /*IsText=*/false))
    Known->Buffer = std::move(*Buffer);
  return *Known;
}

std::string_view SourceLines::text(const std::string &File) {
  Source &S = open(File);
  return S.Buffer ? std::string_view(S.Buffer->getBuffer())
                  : std::string_view();
}

void SourceLines::locate(const std::string &File, std::string Path) {
  Places[File] = std::move(Path);
}

void SourceLines::remember(const std::string &File, uint32_t Number,
                           std::string Text) {
  Remembered[{File, Number}] = std::move(Text);
}

std::string_view SourceLines::remembered(const std::string &File,
                                         uint32_t Number) const {
  if (Remembered.empty())
    return "";
  auto It = Remembered.find({File, Number});
  return It == Remembered.end() ? std::string_view() : It->second;
}

std::string_view SourceLines::line(const std::string &File, uint32_t Number) {
  if (std::string_view Known = remembered(File, Number); !Known.empty())
    return Known;
  Source &S = open(File);
  if (!S.Buffer || Number == 0)
    return "";
  if (S.Begins.empty())
    S.findLines();
  if (Number > S.Begins.size())
    return "";
  std::string_view Rest = S.Buffer->getBuffer();
  Rest.remove_prefix(S.Begins[Number - 1]);
  std::string_view Line = Rest.substr(0, Rest.find('\n'));
  if (Line.ends_with('\r'))
    Line.remove_suffix(1);
  return Line;
}

uint32_t utf16Units(std::string_view Line, uint32_t Bytes) {
  auto *At = reinterpret_cast<const llvm::UTF8 *>(Line.data());
  const llvm::UTF8 *LineEnd = At + Line.size();
  const llvm::UTF8 *End = At + std::min<size_t>(Bytes, Line.size());
  uint32_t Units = 0;
  while (At < End) {
    unsigned Length = llvm::getNumBytesForUTF8(*At);
    if (At + Length > LineEnd || !llvm::isLegalUTF8Sequence(At, LineEnd))
      Length = 1;
    Units += Length == 4 ? 2 : 1;
    At += Length;
  }
  // Columns behind the line's end: one more is right behind its last byte.
  return Units + (Bytes > Line.size() ? Bytes - uint32_t(Line.size()) : 0);
}

} // namespace framewalk
