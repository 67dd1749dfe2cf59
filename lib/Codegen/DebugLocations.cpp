//===- DebugLocations.cpp -------------------------------------------------===//
#include "Codegen/DebugLocations.h"

#include "Codegen/DebugExpression.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include "llvm/DebugInfo/DWARF/DWARFDie.h"
#include "llvm/DebugInfo/DWARF/DWARFUnit.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Object/ObjectFile.h"

namespace framewalk {

using namespace llvm;
using namespace llvm::dwarf;

namespace {

/// Section and offset in it: in a relocatable file every section begins at 0.
using Place = std::pair<uint64_t, uint64_t>;

/// Names of the object's symbols by their place.
class SymbolTable {
public:
  explicit SymbolTable(const object::ObjectFile &Object) {
    for (const object::SymbolRef &Symbol : Object.symbols()) {
      auto Type = expectedOr(Symbol.getType(), object::SymbolRef::ST_Unknown);
      bool IsFunction = Type == object::SymbolRef::ST_Function;
      if (!IsFunction && Type != object::SymbolRef::ST_Data)
        continue;
      auto Section = expectedOr(Symbol.getSection(), Object.section_end());
      if (Section == Object.section_end())
        continue;
      StringRef Name = expectedOr(Symbol.getName(), StringRef());
      uint64_t Value = expectedOr(Symbol.getValue(), uint64_t(0));
      (IsFunction ? Functions : Data)[{Section->getIndex(), Value}].push_back(
          Name);
    }
  }

  /// The function at \p Address. Several symbols may share one place (aliases,
  /// constructors): \p Preferred decides where it is among them.
  StringRef function(Place Address, StringRef Preferred) const {
    auto Found = Functions.find(Address);
    if (Found == Functions.end() || is_contained(Found->second, Preferred))
      return Preferred;
    return Found->second.front();
  }

  StringRef data(Place Address) const {
    auto Found = Data.find(Address);
    return Found == Data.end() ? StringRef() : Found->second.front();
  }

private:
  using Names = DenseMap<Place, SmallVector<StringRef, 1>>;
  Names Functions, Data;

  template <typename T> static T expectedOr(Expected<T> Value, T Otherwise) {
    if (Value)
      return *Value;
    consumeError(Value.takeError());
    return Otherwise;
  }
};

/// Reads one subprogram's variables.
class FunctionReader {
public:
  FunctionReader(DWARFUnit &Unit, const SymbolTable &Symbols,
                 std::vector<DebugVariable> &Result)
      : Symbols(Symbols), Result(Result) {
    Context.Unit = &Unit;
    Context.AddressSize = Unit.getAddressByteSize();
  }

  void read(DWARFDie Subprogram) {
    DWARFAddressRangesVector Ranges = rangesOf(Subprogram);
    if (Ranges.empty())
      return;
    Function = Ranges.front();
    // With DW_AT_ranges the first piece need not be the entry.
    if (std::optional<object::SectionedAddress> Low =
            toSectionedAddress(Subprogram.find(DW_AT_low_pc))) {
      Function.LowPC = Low->Address;
      Function.SectionIndex = Low->SectionIndex;
    }
    const char *Linkage = Subprogram.getName(DINameKind::LinkageName);
    Symbol = Symbols
                 .function({Function.SectionIndex, Function.LowPC},
                           Linkage ? Linkage : "")
                 .str();
    if (Symbol.empty())
      return;
    if (auto Base = Subprogram.find(DW_AT_frame_base))
      if (auto Block = Base->getAsBlock())
        readFrameBase(*Block, Context);
    readScope(Subprogram, Ranges, /*Inlined=*/DWARFDie());
  }

private:
  const SymbolTable &Symbols;
  std::vector<DebugVariable> &Result;
  ExpressionContext Context;
  DWARFAddressRange Function;
  std::string Symbol;

  static DWARFAddressRangesVector rangesOf(DWARFDie Die) {
    Expected<DWARFAddressRangesVector> Ranges = Die.getAddressRanges();
    if (Ranges)
      return *Ranges;
    consumeError(Ranges.takeError());
    return {};
  }

  /// \p Inlined is the innermost DW_TAG_inlined_subroutine around, if any.
  void readScope(DWARFDie Scope, const DWARFAddressRangesVector &Ranges,
                 DWARFDie Inlined) {
    for (DWARFDie Child : Scope.children()) {
      switch (Child.getTag()) {
      case DW_TAG_formal_parameter:
      case DW_TAG_variable:
        readVariable(Child, Ranges, Inlined);
        break;
      case DW_TAG_lexical_block:
      case DW_TAG_inlined_subroutine: {
        DWARFAddressRangesVector Inner = rangesOf(Child);
        readScope(Child, Inner.empty() ? Ranges : Inner,
                  Child.getTag() == DW_TAG_inlined_subroutine ? Child
                                                              : Inlined);
        break;
      }
      default:
        break;
      }
    }
  }

  void readVariable(DWARFDie Die, const DWARFAddressRangesVector &Scope,
                    DWARFDie Inlined) {
    const char *Name = Die.getShortName();
    // An unnamed parameter is known by its place alone, in inlined code.
    if ((!Name && !Inlined) ||
        toUnsigned(Die.findRecursively({DW_AT_external}), 0) ||
        toUnsigned(Die.find(DW_AT_declaration), 0))
      return;
    readType(Die);
    DebugVariable Variable;
    if (!readLocations(Die, Scope, Variable.Locations))
      return;
    Variable.Symbol = Symbol;
    Variable.Name = Name ? Name : "";
    Variable.Line = static_cast<uint32_t>(Die.getDeclLine());
    if (Inlined)
      readInlined(Die, Inlined, Variable);
    Result.push_back(std::move(Variable));
  }

  void readInlined(DWARFDie Die, DWARFDie Inlined, DebugVariable &Variable) {
    Variable.IsInlined = true;
    if (const char *From = Inlined.getShortName())
      Variable.InlinedFrom = From;
    Variable.CallLine = toUnsigned(Inlined.find(DW_AT_call_line), 0);
    Variable.CallColumn = toUnsigned(Inlined.find(DW_AT_call_column), 0);
    Variable.Size = Context.Size;
    // Names of types are long; only what may end up in a slot needs one.
    if (llvm::none_of(Variable.Locations, [](const DebugLocation &L) {
          return StringRef(L.Where).starts_with("[");
        }))
      return;
    auto Value = Die.findRecursively({DW_AT_type});
    if (!Value)
      return;
    raw_string_ostream OS(Variable.Type);
    dumpTypeQualifiedName(Die.getAttributeValueAsReferencedDie(*Value), OS);
  }

  /// False for static storage.
  bool readLocations(DWARFDie Die, const DWARFAddressRangesVector &Scope,
                     std::vector<DebugLocation> &Locations) {
    auto Everywhere = [&](StringRef Where) {
      for (const DWARFAddressRange &Range : Scope)
        add(Range, Where, Locations);
      return true;
    };
    if (auto Constant = Die.find(DW_AT_const_value)) {
      if (auto Block = Constant->getAsBlock())
        return Everywhere(describeConstant(*Block, Context));
      if (auto Signed = Constant->getAsSignedConstant())
        return Everywhere(
            describeConstant(static_cast<uint64_t>(*Signed), Context));
      if (auto Unsigned = Constant->getAsUnsignedConstant())
        return Everywhere(describeConstant(*Unsigned, Context));
    }
    if (!Die.find(DW_AT_location))
      return Everywhere(OptimisedOut);

    Expected<DWARFLocationExpressionsVector> Places =
        Die.getLocations(DW_AT_location);
    if (!Places) {
      consumeError(Places.takeError());
      return Everywhere("unreadable");
    }
    auto NameOfAddress = [this](uint64_t Value, bool IsIndex) {
      return nameOfAddress(Value, IsIndex);
    };
    Context.NameOfAddress = NameOfAddress;
    for (const DWARFLocationExpression &Each : *Places) {
      std::optional<std::string> Where = describeLocation(Each.Expr, Context);
      if (!Where)
        return false;
      if (!Each.Range) {
        Everywhere(*Where);
        continue;
      }
      add(*Each.Range, *Where, Locations);
    }
    return true;
  }

  /// Adds the part of \p Range that lies in the function's own section.
  void add(const DWARFAddressRange &Range, StringRef Where,
           std::vector<DebugLocation> &Locations) const {
    constexpr uint64_t Undefined = object::SectionedAddress::UndefSection;
    bool SameSection = Range.SectionIndex == Function.SectionIndex ||
                       Range.SectionIndex == Undefined ||
                       Function.SectionIndex == Undefined;
    if (!SameSection || Range.LowPC < Function.LowPC ||
        Range.LowPC >= Range.HighPC)
      return;
    auto Begin = static_cast<uint32_t>(Range.LowPC - Function.LowPC);
    auto End = static_cast<uint32_t>(Range.HighPC - Function.LowPC);
    if (!Locations.empty() && Locations.back().End == Begin &&
        Locations.back().Where == Where)
      Locations.back().End = End;
    else
      Locations.push_back({Begin, End, Where.str()});
  }

  /// Sets the type that constants are shown in.
  void readType(DWARFDie Die) {
    Context.Type = ConstantType::Unknown;
    Context.Size = 0;
    auto Value = Die.findRecursively({DW_AT_type});
    DWARFDie Type =
        Value ? Die.getAttributeValueAsReferencedDie(*Value) : DWARFDie();
    while (Type && (Type.getTag() == DW_TAG_typedef ||
                    Type.getTag() == DW_TAG_const_type ||
                    Type.getTag() == DW_TAG_volatile_type ||
                    Type.getTag() == DW_TAG_atomic_type ||
                    Type.getTag() == DW_TAG_enumeration_type)) {
      DWARFDie Inner = Type.getAttributeValueAsReferencedDie(DW_AT_type);
      if (!Inner)
        break;
      Type = Inner;
    }
    if (!Type)
      return;
    if (auto Size = Type.getTypeSize(Context.AddressSize))
      Context.Size = *Size;
    switch (toUnsigned(Type.find(DW_AT_encoding), 0)) {
    case DW_ATE_boolean:
      Context.Type = ConstantType::Boolean;
      break;
    case DW_ATE_signed:
    case DW_ATE_signed_char:
      Context.Type = ConstantType::Signed;
      break;
    case DW_ATE_unsigned:
    case DW_ATE_unsigned_char:
    case DW_ATE_UTF:
      Context.Type = ConstantType::Unsigned;
      break;
    case DW_ATE_float:
      Context.Type = ConstantType::Float;
      break;
    default:
      break;
    }
  }

  std::string nameOfAddress(uint64_t Value, bool IsIndex) const {
    StringRef Name;
    if (IsIndex)
      if (auto Address = Context.Unit->getAddrOffsetSectionItem(Value))
        Name = Symbols.data({Address->SectionIndex, Address->Address});
    return Name.empty() ? "static storage" : Name.str();
  }
};

} // namespace

Expected<std::vector<DebugVariable>>
readDebugLocations(const std::string &Object) {
  auto File = object::ObjectFile::createELFObjectFile(
      MemoryBufferRef(Object, "the object in memory"));
  if (!File)
    return File.takeError();

  // Damaged debug info is reported by what is then missing; a library does not
  // print.
  auto Ignore = [](Error E) { consumeError(std::move(E)); };
  std::unique_ptr<DWARFContext> Context = DWARFContext::create(
      **File, DWARFContext::ProcessDebugRelocations::Process, nullptr, "",
      Ignore, Ignore);

  SymbolTable Symbols(**File);
  std::vector<DebugVariable> Result;
  for (const std::unique_ptr<DWARFUnit> &Unit : Context->info_section_units()) {
    DWARFDie Root = Unit->getUnitDIE(/*ExtractUnitDIEOnly=*/false);
    if (!Root)
      continue;
    // Member functions' definitions hang on the unit, but those of local
    // classes and namespaces may lie deeper.
    SmallVector<DWARFDie, 16> Pending = {Root};
    while (!Pending.empty()) {
      DWARFDie Scope = Pending.pop_back_val();
      for (DWARFDie Child : Scope.children()) {
        if (Child.getTag() == DW_TAG_subprogram)
          FunctionReader(*Unit, Symbols, Result).read(Child);
        if (Child.hasChildren() && Child.getTag() != DW_TAG_enumeration_type)
          Pending.push_back(Child);
      }
    }
  }
  return Result;
}

} // namespace framewalk
