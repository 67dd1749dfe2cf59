//===- ObjectCopy.h - The object, while another program writes it ---------===//
//
// Private to lib/Codegen.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/Support/raw_ostream.h"

#include <memory>
#include <string>

namespace llvm {
class MCAsmBackend;
class MCObjectWriter;
} // namespace llvm

namespace framewalk {

/// Passes everything on and keeps a copy.
class CopyingStream final : public llvm::raw_pwrite_stream {
public:
  explicit CopyingStream(llvm::raw_pwrite_stream &To)
      : raw_pwrite_stream(/*Unbuffered=*/true), To(To), Begin(To.tell()) {}

  std::string take() { return std::move(Copy); }

private:
  void write_impl(const char *Bytes, size_t Count) override;
  void pwrite_impl(const char *Bytes, size_t Count, uint64_t Offset) override;
  uint64_t current_pos() const override { return To.tell(); }

  llvm::raw_pwrite_stream &To;
  uint64_t Begin; ///< of the object in To
  std::string Copy;
};

/// Lets \p Writer, which is about to write an ELF object, write it through the
/// stream that is returned. The object is the same.
std::unique_ptr<CopyingStream>
copyObject(const llvm::MCAsmBackend &Backend,
           std::unique_ptr<llvm::MCObjectWriter> &Writer);

} // namespace framewalk
