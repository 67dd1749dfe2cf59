//===- ObjectImage.h - Sections, symbols and relocations of the object ----===//
//
// Private to lib/Codegen.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Codegen/CapturedFrame.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

#include <memory>

namespace framewalk {

/// One relocation of a code section.
struct CodeRelocation {
  uint64_t Offset = 0;
  uint32_t Symbol = 0; ///< into ProgramImage::Symbols
  int64_t Addend = 0;
  ReferenceKind Kind = ReferenceKind::Other;
  /// Of the kind whose value is counted from the field itself.
  bool IsPcRelative = false;
};

/// What is read off the object file: the image, and how code refers to it.
class ObjectImage {
public:
  struct Function {
    uint32_t Symbol = 0;
    uint32_t Section = 0;
    uint64_t Begin = 0;
    uint64_t Size = 0;
    llvm::StringRef SectionContents;
  };

  /// \p Object must outlive the result.
  static llvm::Expected<ObjectImage> read(llvm::StringRef Object);

  const Function *findFunction(llvm::StringRef Name) const;
  const CodeRelocation *relocationAt(uint32_t Section, uint64_t Offset) const;

  /// The reference to what lies \p Offset bytes into \p Section. The compiler
  /// called it \p Name (empty: unknown) and added \p Addend; a name that the
  /// object does not have becomes a symbol of the image here.
  SymbolReference refer(ReferenceKind Kind, uint32_t Section, int64_t Offset,
                        llvm::StringRef Name, int64_t Addend);
  /// The same for a relocation; \p Correction is the distance from a
  /// PC-relative field to the next instruction.
  SymbolReference refer(const CodeRelocation &R, int64_t Correction,
                        llvm::StringRef Name, int64_t Addend);

  /// A label within \p F, which has no symbol, becomes a place in \p F.
  void nameByFunction(SymbolReference &R, const Function &F) const;

  ProgramImage take() { return std::move(Image); }

private:
  template <class ELFT> friend class ImageReader;

  struct SectionFacts {
    llvm::StringRef Contents;
    uint64_t EntrySize = 0; ///< of a mergeable section
    bool IsMergeable = false;
    bool HasStrings = false;
    std::vector<CodeRelocation> Relocations;
  };

  void addStrings();
  void addTitle(ImageSymbol &Symbol);
  std::string titleOf(llvm::StringRef Name, uint32_t Section, uint64_t Offset,
                      uint64_t Size) const;
  uint32_t addSymbol(llvm::StringRef Name, uint32_t Section, uint64_t Offset);
  const uint32_t *literalAt(uint32_t Section, uint64_t Offset) const;

  ProgramImage Image;
  std::vector<SectionFacts> Sections; ///< index for index Image.Sections
  llvm::StringMap<Function> Functions;
  llvm::StringMap<uint32_t> ByName; ///< defined symbols
  /// String literals, by section and offset.
  llvm::DenseMap<std::pair<uint32_t, uint64_t>, uint32_t> Literals;
};

} // namespace framewalk
