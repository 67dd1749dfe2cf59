//===- ObjectImage.cpp - Sections, symbols and relocations of the object --===//
#include "Codegen/ObjectImage.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/Object/ELF.h"
#include "llvm/Object/ELFTypes.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace llvm::object;

namespace framewalk {

namespace {

struct RelocationFacts {
  ReferenceKind Kind = ReferenceKind::Other;
  bool IsPcRelative = false;
  uint8_t Size = 4; ///< bytes of the field
};

/// psABI x86-64 table 4.9.
RelocationFacts factsOfX86_64(unsigned Type) {
  switch (Type) {
  case ELF::R_X86_64_64:
    return {ReferenceKind::Direct, false, 8};
  case ELF::R_X86_64_32:
  case ELF::R_X86_64_32S:
    return {ReferenceKind::Direct, false};
  case ELF::R_X86_64_16:
    return {ReferenceKind::Direct, false, 2};
  case ELF::R_X86_64_8:
    return {ReferenceKind::Direct, false, 1};
  case ELF::R_X86_64_PC64:
    return {ReferenceKind::Direct, true, 8};
  case ELF::R_X86_64_PC32:
  case ELF::R_X86_64_PLT32:
    return {ReferenceKind::Direct, true};
  case ELF::R_X86_64_PC16:
    return {ReferenceKind::Direct, true, 2};
  case ELF::R_X86_64_PC8:
    return {ReferenceKind::Direct, true, 1};
  case ELF::R_X86_64_GOTPCREL:
  case ELF::R_X86_64_GOTPCRELX:
  case ELF::R_X86_64_REX_GOTPCRELX:
  case ELF::R_X86_64_CODE_4_GOTPCRELX:
    return {ReferenceKind::GotEntry, true};
  case ELF::R_X86_64_GOT32:
    return {ReferenceKind::GotEntry, false};
  case ELF::R_X86_64_GOT64:
    return {ReferenceKind::GotEntry, false, 8};
  case ELF::R_X86_64_GOTOFF64:
    return {ReferenceKind::GotOffset, false, 8};
  case ELF::R_X86_64_GOTPC32:
    return {ReferenceKind::GotBase, true};
  case ELF::R_X86_64_GOTPC64:
    return {ReferenceKind::GotBase, true, 8};
  case ELF::R_X86_64_TPOFF32:
    return {ReferenceKind::ThreadOffset, false};
  case ELF::R_X86_64_TPOFF64:
    return {ReferenceKind::ThreadOffset, false, 8};
  case ELF::R_X86_64_GOTTPOFF:
  case ELF::R_X86_64_CODE_4_GOTTPOFF:
  case ELF::R_X86_64_CODE_6_GOTTPOFF:
    return {ReferenceKind::ThreadGotEntry, true};
  case ELF::R_X86_64_TLSGD:
  case ELF::R_X86_64_TLSLD:
    return {ReferenceKind::ThreadGetAddress, true};
  case ELF::R_X86_64_DTPOFF32:
    return {ReferenceKind::ThreadBlockOffset, false};
  case ELF::R_X86_64_DTPOFF64:
    return {ReferenceKind::ThreadBlockOffset, false, 8};
  default:
    return {};
  }
}

/// psABI i386 table 4.9; LLVM's names for the thread-local ones.
RelocationFacts factsOfI386(unsigned Type) {
  switch (Type) {
  case ELF::R_386_32:
    return {ReferenceKind::Direct, false};
  case ELF::R_386_16:
    return {ReferenceKind::Direct, false, 2};
  case ELF::R_386_8:
    return {ReferenceKind::Direct, false, 1};
  case ELF::R_386_PC32:
  case ELF::R_386_PLT32:
    return {ReferenceKind::Direct, true};
  case ELF::R_386_PC16:
    return {ReferenceKind::Direct, true, 2};
  case ELF::R_386_PC8:
    return {ReferenceKind::Direct, true, 1};
  case ELF::R_386_GOT32:
  case ELF::R_386_GOT32X:
    return {ReferenceKind::GotEntry, false};
  case ELF::R_386_GOTOFF:
    return {ReferenceKind::GotOffset, false};
  case ELF::R_386_GOTPC:
    return {ReferenceKind::GotBase, true};
  case ELF::R_386_TLS_LE:
  case ELF::R_386_TLS_LE_32:
    return {ReferenceKind::ThreadOffset, false};
  case ELF::R_386_TLS_IE:
  case ELF::R_386_TLS_GOTIE:
  case ELF::R_386_TLS_IE_32:
    return {ReferenceKind::ThreadGotEntry, false};
  case ELF::R_386_TLS_GD:
  case ELF::R_386_TLS_LDM:
    return {ReferenceKind::ThreadGetAddress, false};
  case ELF::R_386_TLS_LDO_32:
    return {ReferenceKind::ThreadBlockOffset, false};
  default:
    return {};
  }
}

int64_t signedField(StringRef Contents, uint64_t Offset, unsigned Size) {
  if (Offset > Contents.size() || Contents.size() - Offset < Size)
    return 0;
  uint64_t Value = 0;
  for (unsigned I = 0; I < Size; ++I)
    Value |= uint64_t(uint8_t(Contents[Offset + I])) << (8 * I);
  return Size == 8 ? int64_t(Value) : SignExtend64(Value, 8 * Size);
}

SectionKind kindOf(StringRef Name, uint64_t Flags, unsigned Type) {
  const bool HasNoBytes = Type == ELF::SHT_NOBITS;
  if (Flags & ELF::SHF_TLS)
    return HasNoBytes ? SectionKind::ThreadZero : SectionKind::ThreadData;
  if (Flags & ELF::SHF_EXECINSTR)
    return SectionKind::Code;
  if (!(Flags & ELF::SHF_WRITE))
    return SectionKind::ReadOnly;
  if (HasNoBytes)
    return SectionKind::ZeroInitialised;
  // What linkers put into PT_GNU_RELRO.
  if (Name.starts_with(".data.rel.ro") || Type == ELF::SHT_INIT_ARRAY ||
      Type == ELF::SHT_FINI_ARRAY || Type == ELF::SHT_PREINIT_ARRAY)
    return SectionKind::RelocatedReadOnly;
  return SectionKind::Data;
}

/// A literal as it would stand in source, shortened.
std::string quoted(StringRef Text, const char *Prefix, bool IsCut) {
  constexpr size_t Shown = 40;
  if (Text.size() > Shown) {
    size_t End = Shown;
    while (End > 0 && (uint8_t(Text[End]) & 0xC0) == 0x80)
      --End; // not within a character of UTF-8
    Text = Text.take_front(End);
    IsCut = true;
  }
  const bool IsUtf8 = json::isUTF8(Text);
  std::string Result = std::string(Prefix) + '"';
  for (char C : Text) {
    const auto Byte = static_cast<uint8_t>(C);
    if (C == '"' || C == '\\')
      (Result += '\\') += C;
    else if (C == '\n')
      Result += "\\n";
    else if (C == '\t')
      Result += "\\t";
    else if (C == '\r')
      Result += "\\r";
    else if (Byte < 0x20 || Byte == 0x7F || (Byte >= 0x80 && !IsUtf8))
      (((Result += '\\') += char('0' + (Byte >> 6))) +=
       char('0' + (Byte >> 3 & 7))) += char('0' + (Byte & 7));
    else
      Result += C;
  }
  return Result + '"' + (IsCut ? "..." : "");
}

} // namespace

/// Reads one class of ELF file.
template <class ELFT> class ImageReader {
public:
  ImageReader(const ELFFile<ELFT> &File, ObjectImage &Out)
      : File(File), Out(Out) {}

  Error read() {
    auto Headers = File.sections();
    if (!Headers)
      return Headers.takeError();
    if (Error E = readSections(*Headers))
      return E;
    for (const typename ELFT::Shdr &Header : *Headers)
      if (Header.sh_type == ELF::SHT_SYMTAB)
        if (Error E = readSymbols(Header, *Headers))
          return E;
    Out.addStrings();
    for (const typename ELFT::Shdr &Header : *Headers)
      if (Header.sh_type == ELF::SHT_RELA || Header.sh_type == ELF::SHT_REL)
        if (Error E = readRelocations(Header))
          return E;
    return Error::success();
  }

private:
  static constexpr uint32_t None = UINT32_MAX;

  Error readSections(ArrayRef<typename ELFT::Shdr> Headers);
  Error readSymbols(const typename ELFT::Shdr &Table,
                    ArrayRef<typename ELFT::Shdr> Headers);
  Error readRelocations(const typename ELFT::Shdr &Table);
  template <class Entry>
  void addRelocation(const Entry &R, int64_t Addend, uint32_t Section);
  RelocationFacts facts(unsigned Type) const {
    return File.getHeader().e_machine == ELF::EM_386 ? factsOfI386(Type)
                                                     : factsOfX86_64(Type);
  }
  uint32_t common();

  const ELFFile<ELFT> &File;
  ObjectImage &Out;
  std::vector<uint32_t> SectionOf; ///< by index in the file
  std::vector<uint32_t> SymbolOf;
  uint32_t Common = None;
};

template <class ELFT>
Error ImageReader<ELFT>::readSections(ArrayRef<typename ELFT::Shdr> Headers) {
  for (const typename ELFT::Shdr &Header : Headers) {
    SectionOf.push_back(None);
    if (!(Header.sh_flags & ELF::SHF_ALLOC))
      continue;
    Expected<StringRef> Name = File.getSectionName(Header);
    if (!Name)
      return Name.takeError();
    SectionOf.back() = Out.Image.Sections.size();
    Out.Image.Sections.push_back(
        {Name->str(), kindOf(*Name, Header.sh_flags, Header.sh_type),
         Header.sh_size, std::max<uint64_t>(Header.sh_addralign, 1)});
    ObjectImage::SectionFacts Facts;
    Facts.EntrySize = Header.sh_entsize;
    Facts.IsMergeable = Header.sh_flags & ELF::SHF_MERGE;
    Facts.HasStrings = Facts.IsMergeable && Header.sh_flags & ELF::SHF_STRINGS;
    if (Header.sh_type != ELF::SHT_NOBITS) {
      Expected<ArrayRef<uint8_t>> Bytes = File.getSectionContents(Header);
      if (!Bytes)
        return Bytes.takeError();
      Facts.Contents = toStringRef(*Bytes);
    }
    Out.Sections.push_back(std::move(Facts));
  }
  for (uint32_t I = 0; I < Out.Image.Sections.size(); ++I) {
    ImageSymbol Own;
    Own.Name = Out.Image.Sections[I].Name;
    Own.Section = I;
    Own.Size = Out.Image.Sections[I].Size;
    Out.Image.Symbols.push_back(std::move(Own));
  }
  return Error::success();
}

/// -fcommon: the linker makes room for these beside .bss. A section of their
/// own stands for that.
template <class ELFT> uint32_t ImageReader<ELFT>::common() {
  if (Common == None) {
    // A section's own symbol has the section's index: none may follow.
    Common = Out.Image.Sections.size();
    Out.Image.Sections.push_back(
        {"COMMON", SectionKind::ZeroInitialised, 0, 1});
    Out.Sections.emplace_back();
    ImageSymbol Own;
    Own.Name = "COMMON";
    Own.Section = Common;
    Out.Image.Symbols.push_back(std::move(Own));
  }
  return Common;
}

template <class ELFT>
Error ImageReader<ELFT>::readSymbols(const typename ELFT::Shdr &Table,
                                     ArrayRef<typename ELFT::Shdr> Headers) {
  auto Symbols = File.symbols(&Table);
  if (!Symbols)
    return Symbols.takeError();
  Expected<StringRef> Names = File.getStringTableForSymtab(Table);
  if (!Names)
    return Names.takeError();
  // Indices of sections where there are more than 0xff00.
  DataRegion<typename ELFT::Word> Extended((ArrayRef<typename ELFT::Word>()));
  for (const typename ELFT::Shdr &Header : Headers)
    if (Header.sh_type == ELF::SHT_SYMTAB_SHNDX) {
      Expected<ArrayRef<typename ELFT::Word>> Words =
          File.getSHNDXTable(Header, Headers);
      if (!Words)
        return Words.takeError();
      Extended = DataRegion<typename ELFT::Word>(*Words);
    }
  SymbolOf.assign(Symbols->size(), None);
  for (const typename ELFT::Sym &S : *Symbols)
    if (S.st_shndx == ELF::SHN_COMMON)
      common();
  for (size_t I = 1; I < Symbols->size(); ++I) {
    const typename ELFT::Sym &S = (*Symbols)[I];
    if (S.getType() == ELF::STT_FILE)
      continue;
    uint32_t Section = None;
    if (S.st_shndx == ELF::SHN_COMMON)
      Section = Common;
    else if (S.st_shndx != ELF::SHN_UNDEF && S.st_shndx != ELF::SHN_ABS) {
      Expected<uint32_t> Index = File.getSectionIndex(S, *Symbols, Extended);
      if (!Index)
        return Index.takeError();
      Section = *Index < SectionOf.size() ? SectionOf[*Index] : None;
      if (Section == None)
        continue; // debug sections, groups
    }
    if (S.getType() == ELF::STT_SECTION) {
      SymbolOf[I] = Section;
      continue;
    }
    Expected<StringRef> Name = S.getName(*Names);
    if (!Name)
      return Name.takeError();
    ImageSymbol Symbol;
    Symbol.Name = Name->str();
    if (Section != None)
      Symbol.Section = Section;
    Symbol.Offset = S.st_value;
    Symbol.Size = S.st_size;
    if (S.st_shndx == ELF::SHN_COMMON) {
      ImageSection &Space = Out.Image.Sections[Common];
      const uint64_t Align = std::max<uint64_t>(S.st_value, 1);
      Symbol.Offset = alignTo(Space.Size, Align);
      Space.Size = Symbol.Offset + Symbol.Size;
      Space.Align = std::max(Space.Align, Align);
      Out.Image.Symbols[Common].Size = Space.Size;
    }
    Symbol.IsFunction =
        S.getType() == ELF::STT_FUNC || S.getType() == ELF::STT_GNU_IFUNC;
    Symbol.IsThreadLocal = S.getType() == ELF::STT_TLS;
    Symbol.IsLocal = S.getBinding() == ELF::STB_LOCAL;
    Symbol.IsWeak = S.getBinding() == ELF::STB_WEAK;
    // An entry of a mergeable section, which the symbol does not measure.
    if (Section != None && Symbol.Size == 0 &&
        Out.Sections[Section].IsMergeable && !Out.Sections[Section].HasStrings)
      Symbol.Size = Out.Sections[Section].EntrySize;
    SymbolOf[I] = Out.Image.Symbols.size();
    if (Section != None) {
      Out.ByName[*Name] = SymbolOf[I];
      if (Symbol.IsFunction)
        Out.Functions[*Name] = {SymbolOf[I], Section, Symbol.Offset,
                                Symbol.Size, Out.Sections[Section].Contents};
    }
    Out.addTitle(Symbol);
    Out.Image.Symbols.push_back(std::move(Symbol));
  }
  return Error::success();
}

template <class ELFT>
template <class Entry>
void ImageReader<ELFT>::addRelocation(const Entry &R, int64_t Addend,
                                      uint32_t Section) {
  const uint32_t Symbol = R.getSymbol(/*isMips64EL=*/false);
  CodeRelocation Relocation;
  Relocation.Offset = R.r_offset;
  Relocation.Addend = Addend;
  if (Symbol < SymbolOf.size() && SymbolOf[Symbol] != None) {
    const RelocationFacts Facts = facts(R.getType(/*isMips64EL=*/false));
    Relocation.Symbol = SymbolOf[Symbol];
    Relocation.Kind = Facts.Kind;
    Relocation.IsPcRelative = Facts.IsPcRelative;
  }
  Out.Sections[Section].Relocations.push_back(Relocation);
}

template <class ELFT>
Error ImageReader<ELFT>::readRelocations(const typename ELFT::Shdr &Table) {
  const uint32_t Section =
      Table.sh_info < SectionOf.size() ? SectionOf[Table.sh_info] : None;
  if (Section == None || Out.Image.Sections[Section].Kind != SectionKind::Code)
    return Error::success();
  ObjectImage::SectionFacts &Target = Out.Sections[Section];
  if (Table.sh_type == ELF::SHT_RELA) {
    auto Entries = File.relas(Table);
    if (!Entries)
      return Entries.takeError();
    Target.Relocations.reserve(Entries->size());
    for (const typename ELFT::Rela &R : *Entries)
      addRelocation(R, R.r_addend, Section);
  } else {
    auto Entries = File.rels(Table);
    if (!Entries)
      return Entries.takeError();
    Target.Relocations.reserve(Entries->size());
    for (const typename ELFT::Rel &R : *Entries) {
      const RelocationFacts Facts = facts(R.getType(/*isMips64EL=*/false));
      addRelocation(R, signedField(Target.Contents, R.r_offset, Facts.Size),
                    Section);
    }
  }
  auto ByOffset = [](const CodeRelocation &A, const CodeRelocation &B) {
    return A.Offset < B.Offset;
  };
  if (!llvm::is_sorted(Target.Relocations, ByOffset))
    llvm::sort(Target.Relocations, ByOffset);
  return Error::success();
}

Expected<ObjectImage> ObjectImage::read(StringRef Object) {
  ObjectImage Result;
  auto Read = [&](auto File) -> Error {
    if (!File)
      return File.takeError();
    return ImageReader(*File, Result).read();
  };
  const std::pair<unsigned char, unsigned char> Ident = getElfArchType(Object);
  if (Ident.second != ELF::ELFDATA2LSB)
    return createStringError("framewalk reads ELF objects of x86 only");
  if (Error E = Ident.first == ELF::ELFCLASS64
                    ? Read(ELFFile<ELF64LE>::create(Object))
                    : Read(ELFFile<ELF32LE>::create(Object)))
    return std::move(E);
  return Result;
}

const ObjectImage::Function *ObjectImage::findFunction(StringRef Name) const {
  auto It = Functions.find(Name);
  return It == Functions.end() ? nullptr : &It->second;
}

const CodeRelocation *ObjectImage::relocationAt(uint32_t Section,
                                                uint64_t Offset) const {
  const std::vector<CodeRelocation> &All = Sections[Section].Relocations;
  auto It =
      llvm::lower_bound(All, Offset, [](const CodeRelocation &R, uint64_t At) {
        return R.Offset < At;
      });
  return It != All.end() && It->Offset == Offset ? &*It : nullptr;
}

/// Every string of the mergeable sections, whether code refers to it or data.
void ObjectImage::addStrings() {
  for (uint32_t I = 0; I < Image.Symbols.size(); ++I) {
    const ImageSymbol &S = Image.Symbols[I];
    if (I >= Image.Sections.size() && S.Section &&
        Sections[*S.Section].HasStrings)
      Literals[{*S.Section, S.Offset}] = I;
  }
  for (uint32_t Index = 0; Index < Sections.size(); ++Index) {
    const SectionFacts &Section = Sections[Index];
    const uint64_t Unit = std::max<uint64_t>(Section.EntrySize, 1);
    if (!Section.HasStrings || Section.Contents.size() % Unit)
      continue;
    uint64_t Begin = 0;
    for (uint64_t At = 0; At < Section.Contents.size(); At += Unit) {
      if (Section.Contents.substr(At, Unit).find_first_not_of('\0') !=
          StringRef::npos)
        continue;
      const uint64_t Size = At + Unit - Begin;
      auto [It, IsNew] =
          Literals.try_emplace({Index, Begin}, Image.Symbols.size());
      if (IsNew) {
        ImageSymbol Symbol;
        Symbol.Section = Index;
        Symbol.Offset = Begin;
        Symbol.Name =
            Image.Sections[Index].Name + "+0x" + utohexstr(Begin, true);
        Image.Symbols.push_back(std::move(Symbol));
      }
      ImageSymbol &Symbol = Image.Symbols[It->second];
      Symbol.Size = Size;
      addTitle(Symbol);
      Begin = At + Unit;
    }
  }
}

/// The string at a place of a mergeable section, or at \p Offset of any with
/// bytes up to the first NUL.
static std::string stringTitle(StringRef Bytes, uint64_t Unit) {
  std::string Text;
  switch (Unit) {
  case 2:
    if (!convertUTF16ToUTF8String(
            ArrayRef<char>(Bytes.data(), Bytes.size() - Unit), Text))
      return "a UTF-16 string";
    return quoted(Text, "u", false);
  case 4:
    if (!convertUTF32ToUTF8String(
            ArrayRef<char>(Bytes.data(), Bytes.size() - Unit), Text))
      return "a UTF-32 string";
    return quoted(Text, "L", false);
  default:
    return quoted(Bytes.drop_back(), "", false);
  }
}

void ObjectImage::addTitle(ImageSymbol &Symbol) {
  if (!Symbol.Section) {
    if (StringRef(Symbol.Name).starts_with("_Z"))
      Symbol.Title = demangle(Symbol.Name);
    return;
  }
  Symbol.Title =
      titleOf(Symbol.Name, *Symbol.Section, Symbol.Offset, Symbol.Size);
}

std::string ObjectImage::titleOf(StringRef Name, uint32_t Index,
                                 uint64_t Offset, uint64_t Size) const {
  const SectionFacts &Section = Sections[Index];
  if (Section.HasStrings && Size != 0 &&
      Offset + Size <= Section.Contents.size())
    return stringTitle(Section.Contents.substr(Offset, Size),
                       Section.EntrySize);
  if (Name.starts_with("_Z"))
    return demangle(Name);
  if (!Name.consume_front(".L"))
    return {};
  if (Name.starts_with("CPI"))
    return "constant";
  if (Name.starts_with("JTI"))
    return "jump table";
  if (Name.starts_with("switch.table"))
    return "lookup table";
  if (Name.consume_front("__const."))
    return "initial value of " + Name.rsplit('.').second.str();
  // A literal with NULs in it is no mergeable string.
  if (Name.starts_with("str") && Offset < Section.Contents.size()) {
    const StringRef Text = Section.Contents.drop_front(Offset).take_until(
        [](char C) { return C == 0; });
    return quoted(Text, "", /*IsCut=*/true);
  }
  return {};
}

uint32_t ObjectImage::addSymbol(StringRef Name, uint32_t Section,
                                uint64_t Offset) {
  ImageSymbol Symbol;
  Symbol.Name = Name.str();
  Symbol.Section = Section;
  Symbol.Offset = Offset;
  if (Sections[Section].IsMergeable && !Sections[Section].HasStrings)
    Symbol.Size = Sections[Section].EntrySize;
  addTitle(Symbol);
  Image.Symbols.push_back(std::move(Symbol));
  return ByName[Name] = Image.Symbols.size() - 1;
}

const uint32_t *ObjectImage::literalAt(uint32_t Section,
                                       uint64_t Offset) const {
  auto It = Literals.find({Section, Offset});
  return It == Literals.end() ? nullptr : &It->second;
}

SymbolReference ObjectImage::refer(ReferenceKind Kind, uint32_t Section,
                                   int64_t Offset, StringRef Name,
                                   int64_t Addend) {
  SymbolReference R{Kind, Section, Offset};
  auto To = [&](uint32_t Symbol) {
    R.Symbol = Symbol;
    R.Offset = Offset - static_cast<int64_t>(Image.Symbols[Symbol].Offset);
    return R;
  };
  if (auto It = ByName.find(Name); It != ByName.end() && !Name.empty())
    if (Image.Symbols[It->second].Section == Section)
      return To(It->second);
  const int64_t Begin = Offset - Addend;
  if (Begin < 0 || static_cast<uint64_t>(Begin) > Image.Sections[Section].Size)
    return R;
  if (const uint32_t *Literal = literalAt(Section, Begin)) {
    // The section's name was all that there was until now.
    if (!Name.empty() && ByName.try_emplace(Name, *Literal).second &&
        StringRef(Image.Symbols[*Literal].Name).contains("+0x"))
      Image.Symbols[*Literal].Name = Name.str();
    return To(*Literal);
  }
  // A label in code is no symbol: see nameByFunction().
  if (Name.empty() || Image.Sections[Section].Kind == SectionKind::Code)
    return R;
  return To(addSymbol(Name, Section, Begin));
}

void ObjectImage::nameByFunction(SymbolReference &R, const Function &F) const {
  const auto Begin = static_cast<int64_t>(F.Begin);
  if (R.Kind != ReferenceKind::Direct || R.Symbol != F.Section ||
      R.Offset < Begin || R.Offset >= Begin + static_cast<int64_t>(F.Size))
    return;
  R.Symbol = F.Symbol;
  R.Offset -= Begin;
}

SymbolReference ObjectImage::refer(const CodeRelocation &R, int64_t Correction,
                                   StringRef Name, int64_t Addend) {
  if (R.Kind == ReferenceKind::GotBase)
    return {R.Kind, R.Symbol, 0};
  const int64_t Offset = R.Addend + (R.IsPcRelative ? Correction : 0);
  if (R.Symbol < Image.Sections.size())
    return refer(R.Kind, R.Symbol, Offset, Name, Addend);
  return {R.Kind, R.Symbol, Offset};
}

} // namespace framewalk
