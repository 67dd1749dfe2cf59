//===- ObjectCopy.cpp -----------------------------------------------------===//
#include "Codegen/ObjectCopy.h"

#include "llvm/MC/MCAsmBackend.h"
#include "llvm/MC/MCELFObjectWriter.h"
#include "llvm/MC/MCObjectWriter.h"

using namespace llvm;

namespace framewalk {

void CopyingStream::write_impl(const char *Bytes, size_t Count) {
  Copy.append(Bytes, Count);
  To.write(Bytes, Count);
}

void CopyingStream::pwrite_impl(const char *Bytes, size_t Count,
                                uint64_t Offset) {
  Copy.replace(Offset - Begin, Count, Bytes, Count);
  To.pwrite(Bytes, Count, Offset);
}

std::unique_ptr<CopyingStream>
copyObject(const MCAsmBackend &Backend,
           std::unique_ptr<MCObjectWriter> &Writer) {
  auto &Elf = static_cast<ELFObjectWriter &>(*Writer);
  auto Stream = std::make_unique<CopyingStream>(Elf.OS);
  // A writer cannot be given another stream; this one has not begun.
  Writer = Elf.DwoOS ? Backend.createDwoObjectWriter(*Stream, *Elf.DwoOS)
                     : Backend.createObjectWriter(*Stream);
  return Stream;
}

} // namespace framewalk
