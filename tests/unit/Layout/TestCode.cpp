//===- TestCode.cpp - Captured frames from assembly text ------------------===//

#include "TestCode.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <cstdlib>
#include <map>
#include <set>
#include <string>

using llvm::StringRef;

namespace framewalk::test {

namespace {

/// Register names outlive every frame, as LLVM's own do.
const char *intern(StringRef Name) {
  static std::set<std::string> Names;
  return Names.insert(Name.str()).first->c_str();
}

bool isRegister(StringRef S) {
  return !S.empty() && llvm::all_of(S, [](char C) { return isalnum(C); }) &&
         (S[0] < '0' || S[0] > '9');
}

std::optional<int64_t> number(StringRef S) {
  int64_t Value = 0;
  if (S.trim().getAsInteger(0, Value))
    return std::nullopt;
  return Value;
}

/// "table", "table@GOTPCREL".
SymbolReference reference(StringRef Text, const ProgramImage *Image) {
  const auto [Name, Specifier] = Text.trim().split('@');
  SymbolReference R;
  if (!Image)
    return R;
  static const std::pair<StringRef, ReferenceKind> Kinds[] = {
      {"", ReferenceKind::Direct},
      {"PLT", ReferenceKind::Direct},
      {"GOTPCREL", ReferenceKind::GotEntry},
      {"GOT", ReferenceKind::GotEntry},
      {"GOTOFF", ReferenceKind::GotOffset},
      {"TPOFF", ReferenceKind::ThreadOffset},
      {"GOTTPOFF", ReferenceKind::ThreadGotEntry},
      {"TLSGD", ReferenceKind::ThreadGetAddress}};
  for (const auto &[Text, Kind] : Kinds)
    if (Text == Specifier)
      R.Kind = Kind;
  if (Name == "_GLOBAL_OFFSET_TABLE_") {
    R.Kind = ReferenceKind::GotBase;
    return R;
  }
  for (const ImageSymbol &Symbol : Image->Symbols)
    if (Symbol.Name == Name) {
      R.Symbol = static_cast<uint32_t>(&Symbol - Image->Symbols.data());
      return R;
    }
  return {};
}

/// "qword ptr [rbp - 8]", "fs:[0x28]", "[rsp]".
bool parseMemory(StringRef Operand, MemoryOperand &Memory,
                 const ProgramImage *Image) {
  const auto [Head, Rest] = Operand.split('[');
  if (Rest.empty())
    return false;
  static const std::pair<StringRef, uint16_t> Sizes[] = {
      {"byte", 1}, {"dword", 4}, {"qword", 8}, {"xmmword", 16}, {"word", 2}};
  for (const auto &[Name, Size] : Sizes)
    if (Head.starts_with(Name))
      Memory.Size = Size;
  if (Head.contains("fs:"))
    Memory.Segment = "fs";
  if (Head.contains("gs:"))
    Memory.Segment = "gs";
  std::string Inside = Rest.take_until([](char C) { return C == ']'; }).str();
  std::string Spread;
  for (char C : Inside)
    if (C == '-')
      Spread += "+-";
    else if (C != ' ')
      Spread += C;
  llvm::SmallVector<StringRef, 4> Parts;
  StringRef(Spread).split(Parts, '+', -1, false);
  for (StringRef Part : Parts) {
    if (const std::optional<int64_t> N = number(Part)) {
      Memory.Displacement = *N;
    } else if (Part.contains('*')) {
      const auto [A, B] = Part.split('*');
      Memory.Index = intern(isRegister(A) ? A : B);
      Memory.Scale =
          static_cast<uint8_t>(number(isRegister(A) ? B : A).value_or(1));
    } else if (SymbolReference R = reference(Part, Image);
               R.Kind != ReferenceKind::None) {
      Memory.IsSymbolic = true;
      Memory.Symbol = R;
    } else if (isRegister(Part)) {
      (*Memory.Base ? Memory.Index : Memory.Base) = intern(Part);
    } else {
      Memory.IsSymbolic = true;
    }
  }
  if (Memory.IsSymbolic) {
    Memory.Symbol.Offset = Memory.Displacement;
    Memory.Displacement = 0;
  }
  return true;
}

bool isStack(StringRef R) { return R == "rsp" || R == "esp"; }

uint32_t maskOf(StringRef Register) {
  const std::optional<unsigned> Number =
      generalRegister(std::string_view(Register.data(), Register.size()));
  return Number ? uint32_t(1) << *Number : 0;
}

/// "rep movsq", "stosb": their registers have 64 bits.
bool fillString(CapturedInstruction &I, StringRef Text) {
  I.IsRepeated = Text.consume_front("rep ");
  const StringRef Verb = Text.take_front(4);
  if (Text.size() != 5 || (Verb != "movs" && Verb != "stos" && Verb != "lods"))
    return false;
  const char Unit = Text[4];
  I.StringUnit = Unit == 'b' ? 1 : Unit == 'w' ? 2 : Unit == 'd' ? 4 : 8;
  if (Verb != "stos")
    I.StringSource = MemoryUse::Read;
  if (Verb != "lods")
    I.StringDestination = MemoryUse::Write;
  I.Writes = maskOf("rsi") | maskOf("rdi") | (I.IsRepeated ? maskOf("rcx") : 0);
  return true;
}

void fillFromText(CapturedInstruction &I, StringRef Text,
                  const ProgramImage *Image) {
  if (fillString(I, Text))
    return;
  const auto [Mnemonic, Rest] = Text.split(' ');
  llvm::SmallVector<StringRef, 3> Operands;
  Rest.split(Operands, ',', -1, false);
  for (StringRef &O : Operands)
    O = O.trim();
  const StringRef First = Operands.empty() ? "" : Operands[0];
  const StringRef Second = Operands.size() > 1 ? Operands[1] : "";
  const bool FirstIsMemory = parseMemory(First, I.Memory, Image);
  if (FirstIsMemory)
    I.Memory.Use = MemoryUse::Write;
  else if (parseMemory(Second, I.Memory, Image))
    I.Memory.Use = MemoryUse::Read;
  if (isRegister(First))
    I.Register = intern(First);
  if (isRegister(Second))
    I.SourceRegister = intern(Second);

  const bool OnlyReads = Mnemonic == "cmp" || Mnemonic == "test" ||
                         Mnemonic == "push" || Mnemonic == "jmp";
  if (isRegister(First) && !OnlyReads)
    I.Writes = maskOf(First);

  if (Mnemonic == "push" || Mnemonic == "pop") {
    if (FirstIsMemory && Mnemonic == "push")
      I.Memory.Use = MemoryUse::Read;
    if (Mnemonic == "push")
      I.SourceRegister = I.Register;
    I.Kind = Mnemonic == "push" ? InstructionKind::Push : InstructionKind::Pop;
  } else if (Mnemonic == "call") {
    I.Kind = InstructionKind::Call;
    I.Register = "";
    I.Writes = 0;
    if (FirstIsMemory)
      I.Memory.Use = MemoryUse::Read;
    else if (SymbolReference R = reference(First, Image);
             R.Kind != ReferenceKind::None)
      I.Target = R;
  } else if (Mnemonic == "ret") {
    I.Kind = InstructionKind::Return;
    I.Immediate = number(First).value_or(0);
  } else if (Mnemonic == "leave") {
    I.Kind = InstructionKind::Leave;
  } else if (Mnemonic == "nop") {
    I.Kind = InstructionKind::Nop;
  } else if (Mnemonic == "jmp" && !First.starts_with(".") &&
             !isRegister(First)) {
    I.Kind = InstructionKind::TailCall;
  } else if (Mnemonic.starts_with("j")) {
    I.Kind = InstructionKind::Branch;
  } else if (Mnemonic == "lea") {
    I.Memory.Use = MemoryUse::Address;
    I.Kind = InstructionKind::LoadAddress;
  } else if (Mnemonic == "mov" && isRegister(First) && isRegister(Second)) {
    I.Kind = InstructionKind::CopyRegister;
  } else if ((Mnemonic == "sub" || Mnemonic == "add") && isStack(First) &&
             number(Second)) {
    I.Kind = InstructionKind::AdjustStack;
    I.Immediate = Mnemonic == "sub" ? -*number(Second) : *number(Second);
  } else if (Mnemonic == "mov" && isRegister(First) && number(Second)) {
    I.Kind = InstructionKind::LoadImmediate;
    I.Immediate = *number(Second);
  } else if (Mnemonic == "mov" && isRegister(First)) {
    I.Kind = InstructionKind::Load;
  } else if (Mnemonic == "mov" && FirstIsMemory && isRegister(Second)) {
    I.Kind = InstructionKind::Store;
  } else if (Mnemonic == "mov" && FirstIsMemory && number(Second)) {
    I.Kind = InstructionKind::StoreImmediate;
    I.Immediate = *number(Second);
  } else if (Mnemonic == "xor" && First == Second) {
    I.Kind = InstructionKind::LoadImmediate;
  } else if ((Mnemonic == "sub" || Mnemonic == "add") && isRegister(First) &&
             reference(Second, Image).Kind == ReferenceKind::GotBase) {
    I.Kind = InstructionKind::AddImmediate;
    I.Target = reference(Second, Image);
  } else if ((Mnemonic == "sub" || Mnemonic == "add") && isRegister(First) &&
             number(Second)) {
    I.Kind = InstructionKind::AddImmediate;
    I.Immediate = Mnemonic == "sub" ? -*number(Second) : *number(Second);
  } else if (Mnemonic == "and" && isStack(First)) {
    I.Kind = InstructionKind::AlignStack;
    I.Immediate = number(Second).value_or(0);
  } else if (FirstIsMemory && (Mnemonic == "cmp" || Mnemonic == "test")) {
    I.Memory.Use = MemoryUse::Read;
  } else if (FirstIsMemory && (Mnemonic == "add" || Mnemonic == "sub")) {
    I.Memory.Use = MemoryUse::Update;
  }
}

struct CfiState {
  const char *Register = "";
  int32_t Offset = 0;
};

void fillFromNotes(CapturedInstruction &I, StringRef Notes, CfiState &Cfi) {
  llvm::SmallVector<StringRef, 4> Parts;
  Notes.split(Parts, ',', -1, false);
  for (StringRef Part : Parts) {
    const auto [Word, Rest] = Part.trim().split(' ');
    if (Word == "setup")
      I.IsFrameSetup = true;
    else if (Word == "destroy")
      I.IsFrameDestroy = true;
    else if (Word == "pops")
      I.Immediate = number(Rest).value_or(0);
    else if (Word == "at")
      I.Position = {0, static_cast<uint32_t>(*number(Rest.split(':').first)),
                    static_cast<uint32_t>(*number(Rest.split(':').second))};
    else if (Word == "spill")
      I.IsSpillStore = true;
    else if (Word == "reload")
      I.IsSpillReload = true;
    else if (Word == "inlined")
      I.InlinedFrom = intern(Rest);
    else if (Word == "object")
      I.ObjectFrameIndex = static_cast<int>(*number(Rest));
    else if (Word == "tail")
      I.Kind = InstructionKind::TailCall;
    else if (Word == "cfa")
      Cfi = {intern(Rest.split('+').first),
             static_cast<int32_t>(number(Rest.split('+').second).value_or(0))};
    else
      std::abort(); // a typing error in a test
  }
}

} // namespace

CapturedFrame assemble(std::string_view Source, CapturedFrame Frame,
                       const ProgramImage *Image) {
  std::map<std::string, uint32_t> Labels;
  std::vector<std::string> Targets;
  CfiState Cfi;
  llvm::SmallVector<StringRef, 32> Lines;
  StringRef(Source.data(), Source.size()).split(Lines, '\n', -1, false);
  for (StringRef Line : Lines) {
    const auto [Code, Notes] = Line.split(';');
    const StringRef Text = Code.trim();
    if (Text.empty())
      continue;
    if (Text.ends_with(":")) {
      Labels[Text.drop_back().str()] = static_cast<uint32_t>(Frame.Code.size());
      continue;
    }
    CapturedInstruction I;
    I.Address = static_cast<uint32_t>(Frame.Code.size());
    fillFromText(I, Text, Image);
    fillFromNotes(I, Notes, Cfi);
    I.CfaRegister = Cfi.Register;
    I.CfaOffset = Cfi.Offset;
    const bool ReadsPc = Text == "call .pc";
    I.Length = ReadsPc ? 5 : 4;
    Frame.Code.append(ReadsPc ? std::string("\xe8\0\0\0\0", 5)
                              : std::string(4, '\x90'));
    I.TextBegin = static_cast<uint32_t>(Frame.Texts.size());
    I.TextLength = static_cast<uint32_t>(Text.size());
    Frame.Texts += Text;
    Frame.HasCalls |= I.Kind == InstructionKind::Call;
    Targets.push_back(Text.split(' ').second.trim().str());
    Frame.Instructions.push_back(I);
  }
  for (size_t N = 0; N < Targets.size(); ++N)
    if (Frame.Instructions[N].Kind == InstructionKind::Branch)
      if (const auto It = Labels.find(Targets[N]); It != Labels.end())
        Frame.Instructions[N].BranchTarget = It->second;
  return Frame;
}

} // namespace framewalk::test
