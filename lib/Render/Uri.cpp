//===- Uri.cpp ------------------------------------------------------------===//

#include "Render/Uri.h"

#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

std::string framewalk::percentEncoded(llvm::StringRef Path,
                                      llvm::StringRef Kept) {
  std::string Text;
  for (char C : Path)
    if (llvm::isAlnum(C) || Kept.contains(C))
      Text += C;
    else
      Text += fmt::format("%{:02X}", static_cast<unsigned char>(C));
  return Text;
}
