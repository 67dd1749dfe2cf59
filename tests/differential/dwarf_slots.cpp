//===- dwarf_slots.cpp - What an object's DWARF says of its locals --------===//
//
// The oracle of compare.py: nothing in here knows framewalk. One JSON object a
// line, one line a function that has code:
//
//   {"function": linkage name, "frameBase": "rbp" | {"cfa": -40} | "other",
//    "variables": [{"name", "line", "size", "inlined", "where", ...}]}
//
// where is
//   slot      the variable is at base + displacement, all of it, always
//   indirect  base + displacement holds an address that leads to it
//   pieces    it lies in several places
//   list      it moves
//   none      it has no place at all (optimised out, a constant)
//   other     a register, static storage, an expression of another kind
//
// base is a register ("rbp") or "cfa"; fbreg says that the place was given from
// the frame base and not from a register that the expression names.
//
//===----------------------------------------------------------------------===//

#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include "llvm/DebugInfo/DWARF/DWARFDie.h"
#include "llvm/DebugInfo/DWARF/LowLevel/DWARFExpression.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace llvm::dwarf;
using Operation = DWARFExpression::Operation;

namespace {

std::string registerName(unsigned Number, bool Is64) {
  static const char *const Names64[] = {
      "rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp",
      "r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15"};
  static const char *const Names32[] = {"eax", "ecx", "edx", "ebx",
                                        "esp", "ebp", "esi", "edi"};
  if (Is64 && Number < std::size(Names64))
    return Names64[Number];
  if (!Is64 && Number < std::size(Names32))
    return Names32[Number];
  return "register " + std::to_string(Number);
}

/// base + displacement.
struct Address {
  std::string Base; ///< a register, "cfa"; empty: something else
  int64_t Displacement = 0;
};

struct Place {
  const char *Where = "other";
  bool IsFrameBase = false; ///< fbreg, not a register of its own choice
  Address At;
  std::string Rest; ///< what an indirect one goes on with
};

class Reader {
public:
  explicit Reader(DWARFContext &Context)
      : Context(Context), Is64(Context.getCUAddrSize() == 8) {}

  void run() {
    for (const auto &Unit : Context.compile_units())
      visit(Unit->getUnitDIE(false));
  }

private:
  std::vector<Operation> operations(StringRef Bytes) const {
    DataExtractor Data(Bytes, Context.isLittleEndian(), Is64 ? 8 : 4);
    DWARFExpression Expression(Data, Is64 ? 8 : 4);
    std::vector<Operation> Result;
    for (const Operation &Op : Expression)
      Result.push_back(Op);
    return Result;
  }

  static StringRef asString(ArrayRef<uint8_t> Bytes) {
    return StringRef(reinterpret_cast<const char *>(Bytes.data()),
                     Bytes.size());
  }

  Address frameBase(DWARFDie Function) const {
    auto Value = Function.find(DW_AT_frame_base);
    if (!Value)
      return {};
    auto Block = Value->getAsBlock();
    if (!Block)
      return {};
    std::vector<Operation> Ops = operations(asString(*Block));
    if (Ops.empty() || Ops.front().isError())
      return {};
    unsigned Code = Ops.front().getCode();
    if (Ops.size() == 1 && Code >= DW_OP_reg0 && Code <= DW_OP_reg31)
      return {registerName(Code - DW_OP_reg0, Is64), 0};
    if (Code != DW_OP_call_frame_cfa)
      return {};
    Address Result = {"cfa", 0};
    size_t I = 1;
    return addConstants(Ops, I, Result) && I == Ops.size() ? Result : Address();
  }

  /// Takes in `consts N, plus` and `plus_uconst N` from \p I on; false where an
  /// operation cannot be read.
  static bool addConstants(const std::vector<Operation> &Ops, size_t &I,
                           Address &To) {
    for (; I < Ops.size(); ++I) {
      if (Ops[I].isError())
        return false;
      bool IsConstant =
          Ops[I].getCode() == DW_OP_consts || Ops[I].getCode() == DW_OP_constu;
      if (Ops[I].getCode() == DW_OP_plus_uconst) {
        To.Displacement += static_cast<int64_t>(Ops[I].getRawOperand(0));
      } else if (IsConstant && I + 1 < Ops.size() &&
                 (Ops[I + 1].getCode() == DW_OP_plus ||
                  Ops[I + 1].getCode() == DW_OP_minus)) {
        auto Value = static_cast<int64_t>(Ops[I].getRawOperand(0));
        ++I;
        To.Displacement += Ops[I].getCode() == DW_OP_plus ? Value : -Value;
      } else {
        break;
      }
    }
    return true;
  }

  Place place(StringRef Bytes, const Address &FrameBase) const {
    std::vector<Operation> Ops = operations(Bytes);
    Place Result;
    if (Ops.empty()) {
      Result.Where = "none";
      return Result;
    }
    for (const Operation &Op : Ops) {
      if (Op.isError())
        return Result;
      if (Op.getCode() == DW_OP_piece || Op.getCode() == DW_OP_bit_piece) {
        Result.Where = "pieces";
        return Result;
      }
    }
    unsigned Code = Ops.front().getCode();
    if (Code == DW_OP_fbreg) {
      Result.IsFrameBase = true;
      Result.At = FrameBase;
      Result.At.Displacement +=
          static_cast<int64_t>(Ops.front().getRawOperand(0));
    } else if (Code >= DW_OP_breg0 && Code <= DW_OP_breg31) {
      Result.At = {registerName(Code - DW_OP_breg0, Is64),
                   static_cast<int64_t>(Ops.front().getRawOperand(0))};
    } else {
      return Result;
    }
    size_t I = 1;
    if (Result.At.Base.empty() || !addConstants(Ops, I, Result.At))
      return Result;
    if (I == Ops.size()) {
      Result.Where = "slot";
      return Result;
    }
    if (Ops[I].getCode() == DW_OP_stack_value)
      return Result;
    if (Ops[I].getCode() == DW_OP_deref)
      Result.Where = "indirect";
    for (; I < Ops.size(); ++I) {
      Result.Rest += OperationEncodingString(Ops[I].getCode());
      for (uint64_t Operand : Ops[I].getRawOperands())
        Result.Rest += " " + std::to_string(static_cast<int64_t>(Operand));
      Result.Rest += I + 1 < Ops.size() ? ", " : "";
    }
    return Result;
  }

  void variable(json::OStream &J, DWARFDie Die, const Address &FrameBase,
                StringRef Inlined) const {
    Place P;
    auto Location = Die.find(DW_AT_location);
    if (!Location) {
      P.Where = "none";
    } else if (auto Block = Location->getAsBlock()) {
      P = place(asString(*Block), FrameBase);
    } else {
      P.Where = "list";
    }
    J.object([&] {
      const char *Name = Die.getShortName();
      J.attribute("name", Name ? Name : "");
      J.attribute("line", static_cast<int64_t>(Die.getDeclLine()));
      J.attribute("parameter", Die.getTag() == DW_TAG_formal_parameter);
      if (Die.find(DW_AT_artificial))
        J.attribute("artificial", true);
      if (!Inlined.empty())
        J.attribute("inlined", Inlined);
      DWARFDie Type = Die.getAttributeValueAsReferencedDie(DW_AT_type);
      if (!Type)
        if (DWARFDie Origin =
                Die.getAttributeValueAsReferencedDie(DW_AT_abstract_origin))
          Type = Origin.getAttributeValueAsReferencedDie(DW_AT_type);
      if (Type)
        if (auto Size = Type.getTypeSize(Is64 ? 8 : 4))
          J.attribute("size", static_cast<int64_t>(*Size));
      J.attribute("where", P.Where);
      if (!P.At.Base.empty()) {
        J.attribute("base", P.At.Base);
        J.attribute("displacement", P.At.Displacement);
        J.attribute("fbreg", P.IsFrameBase);
      }
      if (!P.Rest.empty())
        J.attribute("rest", P.Rest);
    });
  }

  /// The variables below \p Die, with those of inlined functions.
  void variables(json::OStream &J, DWARFDie Die, const Address &FrameBase,
                 StringRef Inlined) const {
    for (DWARFDie Child : Die.children()) {
      switch (Child.getTag()) {
      case DW_TAG_variable:
      case DW_TAG_formal_parameter:
        variable(J, Child, FrameBase, Inlined);
        break;
      case DW_TAG_lexical_block:
      case DW_TAG_try_block:
      case DW_TAG_catch_block:
        variables(J, Child, FrameBase, Inlined);
        break;
      case DW_TAG_inlined_subroutine: {
        const char *Name = Child.getSubroutineName(DINameKind::LinkageName);
        variables(J, Child, FrameBase, Name ? Name : "?");
        break;
      }
      default:
        break;
      }
    }
  }

  void function(DWARFDie Die) const {
    if (!Die.find(DW_AT_low_pc) && !Die.find(DW_AT_ranges))
      return;
    const char *Name = Die.getSubroutineName(DINameKind::LinkageName);
    if (!Name)
      return;
    Address Base = frameBase(Die);
    json::OStream J(outs());
    J.object([&] {
      J.attribute("function", Name);
      if (Base.Base == "cfa")
        J.attributeObject("frameBase",
                          [&] { J.attribute("cfa", Base.Displacement); });
      else
        J.attribute("frameBase", Base.Base.empty() ? "other" : Base.Base);
      J.attributeArray("variables", [&] { variables(J, Die, Base, ""); });
    });
    J.flush();
    outs() << '\n';
  }

  void visit(DWARFDie Die) const {
    if (Die.getTag() == DW_TAG_subprogram)
      function(Die);
    // Classes and functions hold functions, too: local ones.
    for (DWARFDie Child : Die.children())
      visit(Child);
  }

  DWARFContext &Context;
  bool Is64;
};

} // namespace

int main(int Count, char **Arguments) {
  if (Count != 2) {
    errs() << "usage: dwarf_slots OBJECT\n";
    return 2;
  }
  auto File = object::ObjectFile::createObjectFile(Arguments[1]);
  if (!File) {
    errs() << Arguments[1] << ": " << toString(File.takeError()) << '\n';
    return 1;
  }
  std::unique_ptr<DWARFContext> Context =
      DWARFContext::create(*File->getBinary());
  Reader(*Context).run();
}
