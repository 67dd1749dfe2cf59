//===- DebugExpression.cpp ------------------------------------------------===//
#include "Codegen/DebugExpression.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/APInt.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/DebugInfo/DWARF/DWARFDie.h"
#include "llvm/DebugInfo/DWARF/DWARFUnit.h"
#include "llvm/DebugInfo/DWARF/LowLevel/DWARFExpression.h"

#include <array>

namespace framewalk {

using namespace llvm;
using namespace llvm::dwarf;

std::string dwarfRegisterName(uint64_t Number, unsigned AddressSize) {
  // System V psABI for x86-64, figure 3.36; for i386, table 2.14.
  static constexpr std::array<const char *, 17> Names64 = {
      "rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8",
      "r9",  "r10", "r11", "r12", "r13", "r14", "r15", "rip"};
  static constexpr std::array<const char *, 9> Names32 = {
      "eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "eip"};
  struct Family {
    const char *Prefix;
    uint64_t First, Last;
    unsigned Number;
  };
  static constexpr std::array<Family, 5> Families64 = {{{"xmm", 17, 32, 0},
                                                        {"st", 33, 40, 0},
                                                        {"mm", 41, 48, 0},
                                                        {"xmm", 67, 82, 16},
                                                        {"k", 118, 125, 0}}};
  static constexpr std::array<Family, 4> Families32 = {{{"st", 11, 18, 0},
                                                        {"xmm", 21, 28, 0},
                                                        {"mm", 29, 36, 0},
                                                        {"k", 93, 100, 0}}};
  auto InFamily = [&](ArrayRef<Family> Families) -> std::string {
    for (const Family &F : Families)
      if (Number >= F.First && Number <= F.Last)
        return F.Prefix + utostr(Number - F.First + F.Number);
    return "register " + utostr(Number);
  };
  if (AddressSize == 8)
    return Number < Names64.size() ? Names64[Number] : InFamily(Families64);
  return Number < Names32.size() ? Names32[Number] : InFamily(Families32);
}

namespace {

/// A symbolic number on DWARF's stack: Text + Offset.
struct Symbol {
  std::string Text; ///< empty: the number Offset alone
  int64_t Offset = 0;
  enum {
    Number,
    Register,
    StackRegister,
    Entry,
    Static,
    Compound
  } Kind = Number;

  static Symbol number(int64_t N) { return {"", N, Number}; }
};

std::string signedHex(int64_t N) {
  if (N == 0)
    return "";
  uint64_t Magnitude = N < 0 ? -static_cast<uint64_t>(N) : N;
  return (N < 0 ? "-0x" : "+0x") + utohexstr(Magnitude, /*LowerCase=*/true);
}

std::string asAddress(const Symbol &S) {
  if (S.Kind == Symbol::Number)
    return "[0x" + utohexstr(S.Offset, true) + "]";
  return "[" + S.Text + signedHex(S.Offset) + "]";
}

/// As an operand of something larger.
std::string asOperand(const Symbol &S) {
  if (S.Kind == Symbol::Number)
    return itostr(S.Offset);
  std::string Text = S.Kind == Symbol::Entry ? S.Text + " at entry" : S.Text;
  if (S.Offset == 0)
    return S.Kind == Symbol::Compound || S.Kind == Symbol::Entry
               ? "(" + Text + ")"
               : Text;
  return "(" + Text + (S.Offset < 0 ? " - " : " + ") +
         utostr(S.Offset < 0 ? -static_cast<uint64_t>(S.Offset) : S.Offset) +
         ")";
}

/// Alone: as asOperand, without the outer parentheses.
std::string asValue(const Symbol &S) {
  std::string Text = asOperand(S);
  if (Text.size() > 1 && Text.front() == '(' && Text.back() == ')' &&
      (S.Kind == Symbol::Compound || S.Kind == Symbol::Entry || S.Offset != 0))
    return Text.substr(1, Text.size() - 2);
  return Text;
}

const char *operatorText(uint8_t Code) {
  switch (Code) {
  case DW_OP_and:
    return " & ";
  case DW_OP_div:
    return " / ";
  case DW_OP_minus:
    return " - ";
  case DW_OP_mod:
    return " % ";
  case DW_OP_mul:
    return " * ";
  case DW_OP_or:
    return " | ";
  case DW_OP_plus:
    return " + ";
  case DW_OP_shl:
    return " << ";
  case DW_OP_shr:
  case DW_OP_shra:
    return " >> ";
  case DW_OP_xor:
    return " ^ ";
  case DW_OP_eq:
    return " == ";
  case DW_OP_ge:
    return " >= ";
  case DW_OP_gt:
    return " > ";
  case DW_OP_le:
    return " <= ";
  case DW_OP_lt:
    return " < ";
  case DW_OP_ne:
    return " != ";
  default:
    return nullptr;
  }
}

/// "s32", "u8", "float64": the type that DW_OP_convert names.
std::string baseTypeName(DWARFUnit *Unit, uint64_t Offset) {
  if (!Unit || Offset == 0)
    return "";
  DWARFDie Die = Unit->getDIEForOffset(Unit->getOffset() + Offset);
  if (!Die)
    return "";
  uint64_t Encoding = toUnsigned(Die.find(DW_AT_encoding), 0);
  std::string Bits = utostr(8 * toUnsigned(Die.find(DW_AT_byte_size), 0));
  switch (Encoding) {
  case DW_ATE_signed:
  case DW_ATE_signed_char:
    return "s" + Bits;
  case DW_ATE_float:
    return "float" + Bits;
  default:
    return "u" + Bits;
  }
}

/// Runs one location description. Each step either changes the stack, says
/// what the current piece is, or ends a piece.
class Machine {
public:
  Machine(ArrayRef<uint8_t> Expression, const ExpressionContext &Context)
      : Bytes(Expression), Context(Context) {}

  std::optional<std::string> run() {
    if (Bytes.empty())
      return OptimisedOut.str();
    DataExtractor Data(toStringRef(Bytes), /*IsLittleEndian=*/true,
                       Context.AddressSize);
    DWARFExpression Program(Data, Context.AddressSize, DWARF32);
    for (const DWARFExpression::Operation &Op : Program) {
      if (Op.isError())
        return "unreadable";
      step(Op);
      if (Failed)
        return "computed (" + Failure + ")";
    }
    if (!Pieces.empty())
      return joinPieces();
    std::optional<std::string> Whole = takePlace(Context.Size);
    return IsStatic ? std::nullopt : Whole;
  }

private:
  ArrayRef<uint8_t> Bytes;
  const ExpressionContext &Context;
  SmallVector<Symbol, 4> Stack;
  std::string Direct; ///< a place that is no address: a register, a constant
  bool IsValue = false;
  bool IsStatic = false;
  bool Failed = false;
  std::string Failure;
  /// DW_OP_entry_value's block ends here.
  uint64_t EntryEnd = 0;
  struct Piece {
    uint64_t Begin, Size;
    std::string Place;
  };
  SmallVector<Piece, 2> Pieces;
  uint64_t PieceBegin = 0;
  bool PiecesAreBits = false;

  void fail(uint8_t Code) {
    Failed = true;
    Failure = OperationEncodingString(Code).str();
  }

  Symbol pop() {
    if (Stack.empty()) {
      Failed = true;
      Failure = "an empty stack";
      return {};
    }
    return Stack.pop_back_val();
  }

  Symbol registerSymbol(uint64_t Number, int64_t Offset) {
    std::string Name = dwarfRegisterName(Number, Context.AddressSize);
    bool IsStack = Name == "rsp" || Name == "esp" || Name == "rbp" ||
                   Name == "ebp" || Name == Context.FrameBase;
    return {Name, Offset, IsStack ? Symbol::StackRegister : Symbol::Register};
  }

  void binary(uint8_t Code) {
    Symbol Right = pop(), Left = pop();
    bool IsSum = Code == DW_OP_plus || Code == DW_OP_minus;
    if (IsSum && Right.Kind == Symbol::Number) {
      Left.Offset += Code == DW_OP_plus ? Right.Offset : -Right.Offset;
      Stack.push_back(Left);
      return;
    }
    if (Code == DW_OP_plus && Left.Kind == Symbol::Number) {
      Right.Offset += Left.Offset;
      Stack.push_back(Right);
      return;
    }
    bool IsMask = Code == DW_OP_and || Code == DW_OP_or || Code == DW_OP_xor;
    std::string RightText = IsMask && Right.Kind == Symbol::Number
                                ? "0x" + utohexstr(Right.Offset, true)
                                : asOperand(Right);
    Stack.push_back({asOperand(Left) + operatorText(Code) + RightText, 0,
                     Symbol::Compound});
  }

  void unary(const Twine &Before, const Twine &After) {
    Symbol S = pop();
    Stack.push_back({(Before + asValue(S) + After).str(), 0, Symbol::Register});
  }

  void deref(StringRef Width) {
    Symbol S = pop();
    if (S.Kind == Symbol::Entry)
      S = {"(" + asValue(S) + ")", 0, Symbol::Register};
    Stack.push_back({(Width + asAddress(S)).str(), 0, Symbol::Register});
  }

  void step(const DWARFExpression::Operation &Op) {
    uint8_t Code = Op.getCode();
    auto Operand = [&](unsigned I) { return Op.getRawOperand(I); };
    if (operatorText(Code))
      return binary(Code);
    if (Code >= DW_OP_lit0 && Code <= DW_OP_lit31)
      return Stack.push_back(Symbol::number(Code - DW_OP_lit0));
    if (Code >= DW_OP_reg0 && Code <= DW_OP_reg31)
      return registerPlace(Code - DW_OP_reg0, Op.getEndOffset());
    if (Code >= DW_OP_breg0 && Code <= DW_OP_breg31)
      return Stack.push_back(registerSymbol(Code - DW_OP_breg0, Operand(0)));
    switch (Code) {
    case DW_OP_nop:
      return;
    case DW_OP_regx:
      return registerPlace(Operand(0), Op.getEndOffset());
    case DW_OP_bregx:
      return Stack.push_back(registerSymbol(Operand(0), Operand(1)));
    case DW_OP_regval_type:
      return Stack.push_back(registerSymbol(Operand(0), 0));
    case DW_OP_fbreg:
      if (Context.FrameBase.empty())
        return fail(Code);
      return Stack.push_back(
          {Context.FrameBase,
           Context.FrameBaseOffset + static_cast<int64_t>(Operand(0)),
           Symbol::StackRegister});
    case DW_OP_call_frame_cfa:
      return Stack.push_back({"CFA", 0, Symbol::StackRegister});
    case DW_OP_const1u:
    case DW_OP_const2u:
    case DW_OP_const4u:
    case DW_OP_const8u:
    case DW_OP_constu:
    case DW_OP_const1s:
    case DW_OP_const2s:
    case DW_OP_const4s:
    case DW_OP_const8s:
    case DW_OP_consts:
      return Stack.push_back(Symbol::number(Operand(0)));
    case DW_OP_plus_uconst: {
      Symbol S = pop();
      S.Offset += Operand(0);
      return Stack.push_back(S);
    }
    case DW_OP_dup: {
      Symbol S = pop();
      Stack.push_back(S);
      return Stack.push_back(S);
    }
    case DW_OP_drop:
      pop();
      return;
    case DW_OP_swap: {
      Symbol A = pop(), B = pop();
      Stack.push_back(A);
      return Stack.push_back(B);
    }
    case DW_OP_over:
      if (Stack.size() < 2)
        return fail(Code);
      return Stack.push_back(Stack[Stack.size() - 2]);
    case DW_OP_pick:
      if (Stack.size() <= Operand(0))
        return fail(Code);
      return Stack.push_back(Stack[Stack.size() - 1 - Operand(0)]);
    case DW_OP_neg:
      return unary("-(", ")");
    case DW_OP_not:
      return unary("~(", ")");
    case DW_OP_abs:
      return unary("|", "|");
    case DW_OP_convert:
    case DW_OP_reinterpret: {
      std::string Type = baseTypeName(Context.Unit, Operand(0));
      return Type.empty() ? void() : unary(Type + "(", ")");
    }
    case DW_OP_deref:
      return deref("");
    case DW_OP_deref_size:
      switch (Operand(0)) {
      case 1:
        return deref("byte ");
      case 2:
        return deref("word ");
      case 4:
        return deref("dword ");
      default:
        return deref("");
      }
    case DW_OP_addr:
    case DW_OP_addrx:
    case DW_OP_GNU_addr_index:
      return Stack.push_back(
          {Context.NameOfAddress
               ? Context.NameOfAddress(Operand(0), Code != DW_OP_addr)
               : "static storage",
           0, Symbol::Static});
    case DW_OP_GNU_push_tls_address:
    case DW_OP_form_tls_address:
      pop();
      return Stack.push_back({"thread storage", 0, Symbol::Static});
    case DW_OP_entry_value:
    case DW_OP_GNU_entry_value:
      EntryEnd = Op.getEndOffset() + Operand(0);
      return;
    case DW_OP_stack_value:
      IsValue = true;
      return;
    case DW_OP_implicit_value: {
      uint64_t Size = Operand(0), Begin = Operand(1);
      if (Begin + Size > Bytes.size())
        return fail(Code);
      Direct = describeConstant(Bytes.slice(Begin, Size), Context);
      return;
    }
    case DW_OP_implicit_pointer:
    case DW_OP_GNU_implicit_pointer:
      Direct = "points to what was optimised away";
      return;
    case DW_OP_piece:
      return endPiece(Operand(0));
    case DW_OP_bit_piece:
      PiecesAreBits = true;
      return endPiece(Operand(0));
    default:
      return fail(Code);
    }
  }

  void registerPlace(uint64_t Number, uint64_t EndOffset) {
    std::string Name = dwarfRegisterName(Number, Context.AddressSize);
    if (EndOffset <= EntryEnd)
      Stack.push_back({Name, 0, Symbol::Entry});
    else
      Direct = Name;
  }

  /// What the steps since the last piece describe.
  std::string takePlace(uint64_t Size) {
    std::string Place;
    if (!Direct.empty())
      Place = std::exchange(Direct, "");
    else if (Stack.empty())
      Place = OptimisedOut.str();
    else if (Symbol Top = pop(); !IsValue) {
      IsStatic |= Top.Kind == Symbol::Static;
      if (Top.Kind == Symbol::Entry)
        Top = {"(" + asValue(Top) + ")", 0, Symbol::Register};
      Place = asAddress(Top);
    } else
      Place = valuePlace(Top, Size);
    Stack.clear();
    IsValue = false;
    return Place;
  }

  std::string valuePlace(const Symbol &S, uint64_t Size) {
    ExpressionContext OfPiece = Context;
    if (Size != Context.Size) {
      OfPiece.Type = ConstantType::Unknown;
      OfPiece.Size = Size;
    }
    switch (S.Kind) {
    case Symbol::Number:
      return describeConstant(static_cast<uint64_t>(S.Offset), OfPiece);
    case Symbol::StackRegister:
      return "address of " + asAddress(S);
    case Symbol::Static:
      return "address of " + S.Text + signedHex(S.Offset);
    case Symbol::Entry:
      if (S.Offset == 0)
        return "what " + S.Text + " was at entry";
      [[fallthrough]];
    default:
      return "value: " + asValue(S);
    }
  }

  void endPiece(uint64_t Size) {
    uint64_t Bytes = PiecesAreBits ? 0 : Size;
    Pieces.push_back({PieceBegin, Size, takePlace(Bytes)});
    PieceBegin += Size;
  }

  std::optional<std::string> joinPieces() {
    if (IsStatic)
      return std::nullopt;
    bool AnyPlace = false;
    std::string Text;
    for (const Piece &P : Pieces) {
      AnyPlace |= P.Place != OptimisedOut;
      if (!Text.empty())
        Text += "; ";
      Text += PiecesAreBits ? "bit" : "byte";
      Text += P.Size == 1
                  ? " " + utostr(P.Begin)
                  : "s " + utostr(P.Begin) + "-" + utostr(P.Begin + P.Size - 1);
      Text += ": " + P.Place;
    }
    return AnyPlace ? Text : OptimisedOut.str();
  }
};

std::string floatText(const APInt &Bits, const fltSemantics &Semantics) {
  SmallString<32> Text;
  APFloat(Semantics, Bits).toString(Text);
  return Text.str().str();
}

} // namespace

std::optional<std::string> describeLocation(ArrayRef<uint8_t> Expression,
                                            const ExpressionContext &Context) {
  return Machine(Expression, Context).run();
}

std::string describeConstant(uint64_t Value, const ExpressionContext &Context) {
  uint64_t Size = Context.Size;
  bool IsNarrow = Size == 1 || Size == 2 || Size == 4;
  switch (Context.Type) {
  case ConstantType::Boolean:
    return (Value & 0xff) ? "constant true" : "constant false";
  case ConstantType::Unsigned:
    if (IsNarrow)
      Value &= maskTrailingOnes<uint64_t>(8 * Size);
    return "constant " + utostr(Value);
  case ConstantType::Float:
    if (Size == 4)
      return "constant " +
             floatText(APInt(32, Value & 0xffffffff), APFloat::IEEEsingle());
    if (Size == 8)
      return "constant " + floatText(APInt(64, Value), APFloat::IEEEdouble());
    return "constant 0x" + utohexstr(Value, true);
  case ConstantType::Signed:
  case ConstantType::Unknown:
    break;
  }
  if (IsNarrow && Context.Type == ConstantType::Signed)
    return "constant " + itostr(SignExtend64(Value, 8 * Size));
  return "constant " + itostr(static_cast<int64_t>(Value));
}

std::string describeConstant(ArrayRef<uint8_t> Bytes,
                             const ExpressionContext &Context) {
  if (Bytes.size() <= 8) {
    uint64_t Value = 0;
    for (size_t I = 0; I != Bytes.size(); ++I)
      Value |= static_cast<uint64_t>(Bytes[I]) << (8 * I);
    return describeConstant(Value, Context);
  }
  if (Context.Type == ConstantType::Float && Bytes.size() >= 10 &&
      all_of(Bytes.drop_front(10), [](uint8_t B) { return B == 0; })) {
    // x87's 80 bits, padded to 12 or 16 bytes: the psABI's long double.
    std::array<uint64_t, 2> Words{};
    for (size_t I = 0; I != 10; ++I)
      Words[I / 8] |= static_cast<uint64_t>(Bytes[I]) << (8 * (I % 8));
    return "constant " +
           floatText(APInt(80, Words), APFloat::x87DoubleExtended());
  }
  return "constant bytes " + toHex(Bytes, /*LowerCase=*/true);
}

void readFrameBase(ArrayRef<uint8_t> Expression, ExpressionContext &Context) {
  Context.FrameBase.clear();
  Context.FrameBaseOffset = 0;
  if (Expression.empty())
    return;
  uint8_t First = Expression.front();
  if (First >= DW_OP_reg0 && First <= DW_OP_reg31) {
    Context.FrameBase =
        dwarfRegisterName(First - DW_OP_reg0, Context.AddressSize);
    return;
  }
  DataExtractor Data(toStringRef(Expression), /*IsLittleEndian=*/true,
                     Context.AddressSize);
  DWARFExpression Program(Data, Context.AddressSize, DWARF32);
  // DW_OP_call_frame_cfa, or that and a constant added.
  int64_t Constant = 0;
  bool HasConstant = false;
  std::string Base;
  for (const DWARFExpression::Operation &Op : Program) {
    if (Op.isError())
      return;
    uint8_t Code = Op.getCode();
    if (Code == DW_OP_call_frame_cfa)
      Base = "CFA";
    else if (Code >= DW_OP_breg0 && Code <= DW_OP_breg31) {
      Base = dwarfRegisterName(Code - DW_OP_breg0, Context.AddressSize);
      Context.FrameBaseOffset = Op.getRawOperand(0);
    } else if (Code == DW_OP_consts || Code == DW_OP_constu) {
      Constant = Op.getRawOperand(0);
      HasConstant = true;
    } else if (HasConstant && Code == DW_OP_plus)
      Context.FrameBaseOffset += Constant;
    else if (HasConstant && Code == DW_OP_minus)
      Context.FrameBaseOffset -= Constant;
    else
      return;
  }
  Context.FrameBase = Base;
}

} // namespace framewalk
