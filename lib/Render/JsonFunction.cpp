//===- JsonFunction.cpp ---------------------------------------------------===//

#include "Render/JsonFunction.h"

#include "Render/JsonAccesses.h"
#include "Render/JsonMembers.h"

#include "llvm/Support/raw_ostream.h"

using namespace framewalk;

namespace {

class FunctionWriter : JsonMembers {
public:
  FunctionWriter(llvm::json::OStream &J, const TranslationUnitReport &Unit,
                 const FunctionReport &Function)
      : JsonMembers(J), Unit(Unit), Function(Function) {}

  void function() {
    const FunctionReport &F = Function;
    J.object([&] {
      text("name", F.Name);
      text("linkageName", F.LinkageName);
      textUnlessEmpty("signature", F.Signature);
      text("file", Unit.fileName(F.Position.File));
      lineAndColumn(F.Position);
      texts("notes", F.Notes);
      frame(F.Frame);
      J.attributeArray("variables", [&] {
        for (size_t I = 0; I < F.Variables.size(); ++I)
          variable(I, F.Variables[I]);
      });
      J.attributeArray("prologue", [&] {
        for (const InstructionRange &R : F.Prologue)
          instructions(R);
      });
      J.attributeArray("epilogues", [&] {
        for (const InstructionRange &R : F.Epilogues)
          J.array([&] { instructions(R); });
      });
      J.attributeArray("returns", [&] {
        for (const ReturnSite &R : F.Returns)
          returnSite(R);
      });
      J.attributeArray("lifetimes", [&] {
        for (const Lifetime &L : F.Lifetimes)
          lifetime(L);
      });
      writeAccessesJson(J, Unit, F);
      J.attributeArray("calls", [&] {
        for (const CallSite &C : F.Calls)
          call(C);
      });
      writeMemoryJson(J, Unit, F);
      J.attributeArray("heapCalls", [&] {
        for (const HeapCall &C : F.HeapCalls)
          heapCall(C);
      });
      J.attributeObject("stackRoom", [&] { stackRoom(F.Stack); });
      writeFetchJson(J, F);
    });
  }

private:
  /// The file is named where it is not the function's.
  void position(const SourcePosition &P) {
    if (P.isValid() && P.File != Function.Position.File)
      text("file", Unit.fileName(P.File));
    lineAndColumn(P);
  }
  void positionMember(llvm::StringRef Key, const SourcePosition &P) {
    J.attributeObject(Key, [&] { position(P); });
  }

  //===--- The frame ------------------------------------------------------===//

  void frame(const FrameLayout &L) {
    J.attributeObject("frame", [&] {
      if (L.framePointer())
        text("framePointer", *L.framePointer());
      else
        null("framePointer");
      frameSize("size", L.size());
      J.attributeArray("slots", [&] {
        for (size_t I = 0; I < L.slots().size(); ++I)
          slot(I, L.slots()[I]);
      });
    });
  }

  void slot(size_t Id, const FrameSlot &S) {
    J.object([&] {
      number("id", Id);
      text("kind", name(S.Kind));
      valueOrNull("cfaOffset", S.CfaOffset);
      number("size", S.Size);
      if (S.MaxSize && *S.MaxSize != S.Size)
        number("maxSize", *S.MaxSize);
      number("align", S.Align);
      operand(S.Base, S.Displacement);
      textUnlessEmpty("title", S.Title);
      J.attributeArray("occupants", [&] {
        for (const Occupant &O : S.Occupants)
          occupant(O);
      });
      text("reason", S.Reason);
      text("evidence", name(S.Source));
    });
  }

  void occupant(const Occupant &O) {
    J.object([&] {
      text("name", O.Name);
      if (O.Variable)
        number("variableId", O.Variable->Value);
      text("type", O.Type);
      J.attribute("parameter", O.Parameter);
      position(O.Declared);
      number("offset", O.Offset);
      number("size", O.Size);
      textUnlessEmpty("note", O.Note);
    });
  }

  //===--- Variables ------------------------------------------------------===//

  void variable(size_t Id, const LocalVariable &V) {
    J.object([&] {
      number("id", Id);
      text("name", V.Name);
      text("type", V.Type);
      text("kind", name(V.Kind));
      position(V.Declared);
      numberOrNull("size", V.Size);
      numberOrNull("align", V.Align);
      J.attributeArray("slots", [&] {
        for (SlotId S : V.Slots)
          J.value(int64_t(S.Value));
      });
      textUnlessEmpty("whyNoSlot", V.WhyNoSlot);
      if (V.Locations.empty())
        return;
      J.attributeArray("locations", [&] {
        for (const VariableLocation &L : V.Locations)
          J.object([&] {
            number("begin", L.Code.Begin);
            number("end", L.Code.End);
            text("where", L.Where);
          });
      });
    });
  }

  void lifetime(const Lifetime &L) {
    const LocalVariable *Variable = Function.variable(L.Variable);
    J.object([&] {
      text("variable", Variable ? std::string_view(Variable->Name) : "");
      number("variableId", L.Variable.Value);
      if (Variable)
        number("line", Variable->Declared.Line);
      positionMember("begin", L.Begin);
      positionMember("end", L.End);
      text("storage", name(L.Storage));
      textUnlessEmpty("note", L.Note);
      J.attributeArray("code", [&] {
        for (const CodeRange &R : L.Code)
          J.object([&] {
            number("begin", R.Begin);
            number("end", R.End);
          });
      });
      textUnlessEmpty("before", L.Before);
      textUnlessEmpty("after", L.After);
    });
  }

  //===--- Code -----------------------------------------------------------===//

  void instructions(InstructionRange R) {
    for (uint32_t I = R.Begin.Value; I < R.End.Value; ++I)
      instruction(Function.Instructions[I]);
  }

  void instruction(const Instruction &I) {
    J.object([&] {
      number("address", I.Address);
      J.attributeBegin("bytes");
      J.rawValue([&](llvm::raw_ostream &OS) { bytes(OS, I); });
      J.attributeEnd();
      text("text", I.Text);
      text("effect", I.Effect);
    });
  }

  static void bytes(llvm::raw_ostream &OS, const Instruction &I) {
    const char *Digits = "0123456789abcdef";
    OS << '"';
    for (unsigned B = 0; B < I.Length; ++B)
      OS << Digits[I.Bytes[B] >> 4] << Digits[I.Bytes[B] & 0xf];
    OS << '"';
  }

  /// Instructions by their addresses, epilogues by their place in the list.
  void returnSite(const ReturnSite &R) {
    J.object([&] {
      position(R.Statement.Begin);
      number("endLine", R.Statement.End.Line);
      number("endColumn", R.Statement.End.Column + 1); // behind it
      J.attributeArray("instructions", [&] {
        for (InstructionId I : R.Instructions)
          J.value(int64_t(Function.Instructions[I.Value].Address));
      });
      J.attributeArray("epilogues", [&] {
        for (uint32_t E : R.Epilogues)
          J.value(int64_t(E));
      });
    });
  }

  /// The callee's frame begins where the stack pointer is.
  void call(const CallSite &C) {
    const Instruction &I = Function.Instructions[C.Instruction.Value];
    J.object([&] {
      number("address", I.Address);
      if (C.Symbol && *C.Symbol < Unit.Image.Symbols.size())
        text("symbol", Unit.Image.Symbols[*C.Symbol].Name);
      else
        null("symbol");
      J.attribute("tailCall", C.IsTailCall);
      numberOrNull("stackDepth", I.StackDepth);
      if (I.Position.isValid())
        position(I.Position);
    });
  }

  //===--- Memory ---------------------------------------------------------===//

  void instructionOrNull(llvm::StringRef Key, std::optional<InstructionId> I) {
    if (I && I->Value < Function.Instructions.size())
      number(Key, Function.Instructions[I->Value].Address);
    else
      null(Key);
  }

  void stackRoom(const StackRoom &Room) {
    J.attributeArray("pages", [&] {
      for (const FramePage &P : Room.Pages)
        J.object([&] {
          hex("page", P.Page.Value);
          number("bytes", P.Bytes);
          instructionOrNull("firstTouch", P.FirstTouch);
          J.attribute("probe", P.IsProbe);
          valueOrNull("walk", P.Walk);
        });
    });
    number("toLimit", Room.ToLimit);
    numberOrNull("toGuardGap", Room.ToGuardGap);
  }

  void heapCall(const HeapCall &C) {
    J.object([&] {
      text("function", C.Function);
      position(C.Position);
      instructionOrNull("address", C.Instruction);
      numberOrNull("bytes", C.Bytes);
      numberOrNull("align", C.Align);
      valueOrNull("pointerSlot", C.PointerSlot);
      textUnlessEmpty("pointer", C.PointerName);
      numberOrNull("releases", C.Releases);
      J.attributeArray("releasedBy", [&] {
        for (uint32_t Call : C.ReleasedBy)
          J.value(int64_t(Call));
      });
      addressOrNull("virtualAddress", C.Address);
      text("effect", C.Effect);
    });
  }

  const TranslationUnitReport &Unit;
  const FunctionReport &Function;
};

} // namespace

void framewalk::writeFunctionJson(llvm::json::OStream &J,
                                  const TranslationUnitReport &Unit,
                                  const FunctionReport &F) {
  FunctionWriter(J, Unit, F).function();
}
