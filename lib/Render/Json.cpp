//===- Json.cpp - The report for programs ---------------------------------===//
//
// A large translation unit has some hundred thousand accesses, so this streams:
// no value is built before it is written, and the members of the many small
// objects are written without going through a json::Value.
//
//===----------------------------------------------------------------------===//

#include "Render/Json.h"

#include "Render/JsonMembers.h"

#include "llvm/Support/raw_ostream.h"

using namespace framewalk;

namespace {

const char *nameOf(SectionKind Kind) {
  switch (Kind) {
  case SectionKind::Code:
    return "code";
  case SectionKind::ReadOnly:
    return "readOnly";
  case SectionKind::RelocatedReadOnly:
    return "relocatedReadOnly";
  case SectionKind::Data:
    return "data";
  case SectionKind::ZeroInitialised:
    return "zeroInitialised";
  case SectionKind::ThreadData:
    return "threadData";
  case SectionKind::ThreadZero:
    return "threadZero";
  }
  return "";
}

class Writer : JsonMembers {
public:
  Writer(const ReportDocument &Document, llvm::raw_ostream &OS)
      : JsonMembers(OS), Document(Document) {}

  void document() {
    J.object([&] {
      text("schema", Document.Schema);
      text("target", Document.Target);
      J.attributeArray("units", [&] {
        for (const TranslationUnitReport &U : Document.Units)
          unit(U);
      });
    });
  }

  void functionOf(const TranslationUnitReport &U, const FunctionReport &F) {
    Unit = &U;
    function(F);
  }

private:
  void lineAndColumn(const SourcePosition &P) {
    number("line", P.Line);
    number("column", P.Column);
  }
  std::string_view fileName(FileId File) const {
    if (File.Value < Unit->Files.size())
      return Unit->Files[File.Value];
    return Unit->Source;
  }
  /// The file is named where it is not the function's.
  void position(const SourcePosition &P) {
    if (P.isValid() && P.File != Function->Position.File)
      text("file", fileName(P.File));
    lineAndColumn(P);
  }
  void positionMember(llvm::StringRef Key, const SourcePosition &P) {
    J.attributeObject(Key, [&] { position(P); });
  }

  //===--- The unit -------------------------------------------------------===//

  void unit(const TranslationUnitReport &U) {
    Unit = &U;
    J.object([&] {
      text("source", U.Source);
      text("target", U.Target);
      texts("flags", U.Flags);
      texts("notes", U.Notes);
      J.attributeArray("functions", [&] {
        for (const FunctionReport &F : U.Functions)
          function(F);
      });
      J.attributeArray("walks", [&] {
        for (size_t I = 0; I < U.Walks.size(); ++I)
          walk(I, U.Walks[I]);
      });
      J.attributeObject("image", [&] { image(U.Image); });
      J.attributeObject("process", [&] { programMemory(U.Memory); });
      J.attributeArray("findings", [&] {
        for (const Finding &F : U.Findings)
          finding(F);
      });
      J.attributeArray("suppressed", [&] {
        for (const Finding &F : U.Suppressed)
          finding(F);
      });
      if (!U.Lines.empty())
        J.attributeArray("lines", [&] {
          for (const QuotedLine &L : U.Lines)
            quotedLine(L);
        });
    });
  }

  void quotedLine(const QuotedLine &L) {
    J.object([&] {
      text("file", fileName(L.File));
      number("line", L.Number);
      text("text", L.Text);
    });
  }

  void walk(size_t Id, const PageWalk &W) {
    J.object([&] {
      number("id", Id);
      hex("page", W.Page.Value);
      J.attributeArray("steps", [&] {
        for (const PageWalkStep &S : W.Steps)
          J.object([&] {
            number("level", S.Level);
            hex("table", S.Table.Value);
            number("index", S.Index);
            hex("entry", S.Entry);
            texts("flags", S.Flags);
          });
      });
      hex("frame", W.Frame.Value);
      if (!W.Fault) {
        null("fault");
        return;
      }
      J.attributeObject("fault", [&] {
        number("vector", W.Fault->Vector);
        number("errorCode", W.Fault->ErrorCode);
        hex("cr2", W.Fault->Cr2.Value);
        text("kernel", W.Fault->Kernel);
      });
    });
  }

  void place(const SourcePosition &P) {
    text("file", fileName(P.File));
    lineAndColumn(P);
  }

  void endUnlessUnknown(const SourcePosition &End) {
    if (!End.isValid())
      return;
    number("endLine", End.Line);
    number("endColumn", End.Column);
  }

  void finding(const Finding &F) {
    J.object([&] {
      text("rule", F.RuleId);
      place(F.Position);
      endUnlessUnknown(F.PositionEnd);
      text("message", F.Message);
      text("role", name(F.Role));
      if (F.IsOwned)
        J.attribute("owned", true);
      text("variable", F.Variable);
      text("function", F.Function);
      slotOrNull("slot", F.Slot);
      J.attributeArray("trace", [&] {
        for (const TraceStep &S : F.Trace)
          J.object([&] {
            place(S.Position);
            endUnlessUnknown(S.End);
            text("message", S.Message);
            text("role", name(S.Role));
          });
      });
      text("severity", name(F.Level));
      text("fingerprint", F.Fingerprint);
      if (F.Declared.isValid())
        J.attributeObject("declared", [&] { place(F.Declared); });
      deadPlace(F);
      death(F.End);
      fixes(F.Fixes);
      if (F.Next)
        heir(*F.Next);
      else
        null("heir");
    });
  }

  void deadPlace(const Finding &F) {
    if (!F.Place) {
      null("place");
      return;
    }
    const DeadPlace &P = *F.Place;
    J.attributeObject("place", [&] {
      if (P.Base.empty()) {
        null("base");
        null("displacement");
      } else {
        text("base", P.Base);
        number("displacement", P.Displacement);
      }
      if (P.CfaOffset)
        number("cfaOffset", P.CfaOffset->Value);
      else
        null("cfaOffset");
      number("size", P.Size);
      addressOrNull("virtualAddress", P.Address);
      addressOrNull("page", P.Page);
      addressOrNull("frame", P.Frame);
    });
  }

  template <typename Address>
  void addressOrNull(llvm::StringRef Key, const std::optional<Address> &A) {
    if (A)
      hex(Key, A->Value);
    else
      null(Key);
  }

  void death(const Death &D) {
    J.attributeObject("death", [&] {
      text("cause", name(D.Cause));
      if (D.Position.isValid())
        place(D.Position);
      if (D.Instruction.empty())
        return;
      J.attributeObject("instruction", [&] {
        number("address", D.CodeOffset);
        text("text", D.Instruction);
      });
    });
  }

  void fixes(const std::vector<FixHint> &Fixes) {
    J.attributeArray("fixes", [&] {
      for (const FixHint &Fix : Fixes)
        J.object([&] {
          text("title", Fix.Title);
          J.attributeArray("edits", [&] {
            for (const TextEdit &E : Fix.Edits)
              J.object([&] {
                place(E.Begin);
                number("endLine", E.End.Line);
                number("endColumn", E.End.Column);
                text("replacement", E.Replacement);
              });
          });
        });
    });
  }

  void heir(const Heir &H) {
    J.attributeObject("heir", [&] {
      text("description", H.Description);
      slotOrNull("slot", H.Slot);
      text("kind", name(H.Kind));
      if (H.Kind == HeirKind::LaterCall) {
        text("caller", H.Caller);
        text("callee", H.Callee);
        J.attributeObject("call", [&] { place(H.Call); });
      }
      textUnlessEmpty("staleValue", H.StaleValue);
      J.attributeArray("parts", [&] {
        for (const HeirPart &P : H.Parts)
          J.object([&] {
            number("offset", P.Offset);
            number("size", P.Size);
            text("kind", name(P.Kind));
            text("owner", P.Owner);
            text("function", P.Function);
            text("variable", P.Variable);
            if (P.CfaOffset)
              number("cfaOffset", P.CfaOffset->Value);
            else
              null("cfaOffset");
            text("written", name(P.Written));
          });
      });
    });
  }

  //===--- A function -----------------------------------------------------===//

  void function(const FunctionReport &F) {
    Function = &F;
    J.object([&] {
      text("name", F.Name);
      text("linkageName", F.LinkageName);
      textUnlessEmpty("signature", F.Signature);
      text("file", fileName(F.Position.File));
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
      J.attributeArray("lifetimes", [&] {
        for (const Lifetime &L : F.Lifetimes)
          lifetime(L);
      });
      J.attributeArray("accesses", [&] {
        for (const Access &A : F.Accesses)
          access(A);
      });
      J.attributeArray("compilerAccesses", [&] {
        for (const Instruction &I : F.Instructions)
          if (I.Touch && I.Touch->Origin != TouchOrigin::Source)
            compilerAccess(I);
      });
      J.attributeArray("calls", [&] {
        for (const CallSite &C : F.Calls)
          call(C);
      });
      J.attributeArray("memory", [&] {
        for (const MemoryTouch &T : F.Memory)
          memoryTouch(T);
      });
      J.attributeArray("heapCalls", [&] {
        for (const HeapCall &C : F.HeapCalls)
          heapCall(C);
      });
      J.attributeObject("stackRoom", [&] { stackRoom(F.Stack); });
      J.attributeBegin("fetch");
      J.rawValue([&](llvm::raw_ostream &OS) {
        if (F.Fetch)
          writeWalk(OS, *F.Fetch);
        else
          OS << "null";
      });
      J.attributeEnd();
    });
  }

  /// The callee's frame begins where the stack pointer is.
  void call(const CallSite &C) {
    const Instruction &I = Function->Instructions[C.Instruction.Value];
    J.object([&] {
      number("address", I.Address);
      if (C.Symbol && *C.Symbol < Unit->Image.Symbols.size())
        text("symbol", Unit->Image.Symbols[*C.Symbol].Name);
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
    if (I && I->Value < Function->Instructions.size())
      number(Key, Function->Instructions[I->Value].Address);
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
          if (P.Walk)
            number("walk", P.Walk->Value);
          else
            null("walk");
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
      slotOrNull("pointerSlot", C.PointerSlot);
      textUnlessEmpty("pointer", C.PointerName);
      numberOrNull("releases", C.Releases);
      J.attributeArray("releasedBy", [&] {
        for (uint32_t Call : C.ReleasedBy)
          J.value(int64_t(Call));
      });
      hexOrNull("virtualAddress",
                C.Address ? std::optional(C.Address->Value) : std::nullopt);
      text("effect", C.Effect);
    });
  }

  /// The many: by hand. The instruction is named by its address.
  void memoryTouch(const MemoryTouch &T) {
    J.rawValue([&](llvm::raw_ostream &OS) { writeMemoryTouch(OS, T); });
  }

  void writeMemoryTouch(llvm::raw_ostream &OS, const MemoryTouch &T) {
    OS << "{\"address\":" << Function->Instructions[T.Instruction.Value].Address
       << ",\"kind\":\"" << name(T.Kind) << '"';
    if (T.Role != MemoryRole::Operand)
      OS << ",\"role\":\"" << name(T.Role) << '"';
    OS << ",\"size\":" << T.Size;
    if (T.Range)
      OS << ",\"range\":" << T.Range;
    OS << ",\"base\":\"" << name(T.Place.Base) << '"';
    writeBaseName(OS, T.Place);
    if (T.Place.Base != PlaceBase::Unknown)
      OS << ",\"offset\":" << T.Place.Offset;
    if (!T.What.empty()) {
      OS << ",\"what\":";
      writeString(OS, T.What);
    }
    if (!T.WhyUnresolved.empty()) {
      OS << ",\"why\":";
      writeString(OS, T.WhyUnresolved);
    }
    if (!T.Walks.empty()) {
      OS << ",\"walks\":";
      char Before = '[';
      for (const AccessWalk &W : T.Walks) {
        OS << Before;
        writeWalk(OS, W);
        Before = ',';
      }
      OS << ']';
    }
    OS << '}';
  }

  void writeBaseName(llvm::raw_ostream &OS, const MemoryPlace &P) const {
    const ProgramImage &Image = Unit->Image;
    if (P.Base == PlaceBase::Heap) {
      OS << ",\"heapCall\":" << P.Index;
    } else if (P.Base == PlaceBase::Section &&
               P.Index < Image.Sections.size()) {
      OS << ",\"section\":";
      writeString(OS, Image.Sections[P.Index].Name);
    } else if ((P.Base == PlaceBase::Symbol || P.Base == PlaceBase::GotEntry) &&
               P.Index < Image.Symbols.size()) {
      OS << ",\"symbol\":";
      writeString(OS, Image.Symbols[P.Index].Name);
    }
  }

  static void writeWalk(llvm::raw_ostream &OS, const AccessWalk &W) {
    OS << "{\"virtualAddress\":";
    writeHex(OS, W.Virtual.Value);
    OS << ",\"walk\":" << W.Walk.Value << ",\"tlb\":\"" << name(W.Tlb)
       << "\",\"physicalAddress\":";
    writeHex(OS, W.Physical.Value);
    OS << '}';
  }

  void image(const ProgramImage &Image) {
    J.attributeArray("sections", [&] {
      for (const ImageSection &S : Image.Sections)
        J.object([&] {
          text("name", S.Name);
          text("kind", nameOf(S.Kind));
          number("size", S.Size);
          number("align", S.Align);
        });
    });
  }

  void frame(const FrameLayout &L) {
    J.attributeObject("frame", [&] {
      if (L.framePointer())
        text("framePointer", *L.framePointer());
      else
        null("framePointer");
      J.attributeObject("size", [&] {
        number("min", L.size().Min);
        numberOrNull("max", L.size().Max);
      });
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
      if (S.CfaOffset)
        number("cfaOffset", S.CfaOffset->Value);
      else
        null("cfaOffset");
      number("size", S.Size);
      if (S.MaxSize && *S.MaxSize != S.Size)
        number("maxSize", *S.MaxSize);
      number("align", S.Align);
      if (S.Base.empty()) {
        null("base");
        null("displacement");
      } else {
        text("base", S.Base);
        number("displacement", S.Displacement);
      }
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

  void instructions(InstructionRange R) {
    for (uint32_t I = R.Begin.Value; I < R.End.Value; ++I)
      instruction(Function->Instructions[I]);
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

  void lifetime(const Lifetime &L) {
    J.object([&] {
      text("variable", variableName(L.Variable));
      number("variableId", L.Variable.Value);
      if (L.Variable.Value < Function->Variables.size())
        number("line", Function->Variables[L.Variable.Value].Declared.Line);
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

  std::string_view variableName(VariableId Id) const {
    if (Id.Value < Function->Variables.size())
      return Function->Variables[Id.Value].Name;
    return "";
  }

  //===--- Accesses: the many ---------------------------------------------===//

  void access(const Access &A) {
    J.rawValue([&](llvm::raw_ostream &OS) { writeAccess(OS, A); });
  }

  void writeAccess(llvm::raw_ostream &OS, const Access &A) {
    OS << "{\"variable\":";
    writeString(OS, variableName(A.Variable));
    OS << ",\"variableId\":" << A.Variable.Value;
    if (A.Position.isValid() && A.Position.File != Function->Position.File) {
      OS << ",\"file\":";
      writeString(OS, fileName(A.Position.File));
    }
    OS << ",\"line\":" << A.Position.Line << ",\"column\":" << A.Position.Column
       << ",\"kind\":\"" << name(A.Kind) << '"';
    writeSlot(OS, A.Slot);
    OS << ",\"offset\":" << A.Offset << ",\"size\":" << A.Size
       << ",\"instructions\":[";
    bool First = true;
    for (InstructionId Id : A.Instructions) {
      const Instruction &I = Function->Instructions[Id.Value];
      OS << (First ? "{\"address\":" : ",{\"address\":") << I.Address
         << ",\"text\":";
      writeString(OS, I.Text);
      OS << '}';
      First = false;
    }
    OS << ']';
    if (!A.WhyUnlinked.empty()) {
      OS << ",\"whyUnlinked\":";
      writeString(OS, A.WhyUnlinked);
    }
    writeAccessWalk(OS, A.Walk);
    OS << '}';
  }

  static void writeSlot(llvm::raw_ostream &OS, std::optional<SlotId> Slot) {
    if (Slot)
      OS << ",\"slot\":" << Slot->Value;
    else
      OS << ",\"slot\":null";
  }

  static void writeAccessWalk(llvm::raw_ostream &OS,
                              const std::optional<AccessWalk> &W) {
    if (!W) {
      OS << ",\"virtualAddress\":null,\"walk\":null,\"tlb\":null,"
            "\"physicalAddress\":null";
      return;
    }
    OS << ",\"virtualAddress\":";
    writeHex(OS, W->Virtual.Value);
    OS << ",\"walk\":" << W->Walk.Value << ",\"tlb\":\"" << name(W->Tlb)
       << "\",\"physicalAddress\":";
    writeHex(OS, W->Physical.Value);
  }

  /// An access that no expression in the source spells out.
  void compilerAccess(const Instruction &I) {
    J.rawValue([&](llvm::raw_ostream &OS) {
      OS << "{\"address\":" << I.Address << ",\"text\":";
      writeString(OS, I.Text);
      OS << ",\"origin\":\"" << name(I.Touch->Origin) << "\",\"kind\":\""
         << name(I.Touch->Kind) << '"';
      writeSlot(OS, I.Touch->Slot);
      OS << ",\"offset\":" << I.Touch->Offset << ",\"size\":" << I.Touch->Size
         << '}';
    });
  }

  const ReportDocument &Document;
  const TranslationUnitReport *Unit = nullptr;
  const FunctionReport *Function = nullptr;
};

} // namespace

void framewalk::renderJson(const ReportDocument &Document,
                           llvm::raw_ostream &OS) {
  Writer(Document, OS).document();
  OS << '\n';
}

void framewalk::renderFunctionJson(const TranslationUnitReport &Unit,
                                   const FunctionReport &F,
                                   llvm::raw_ostream &OS) {
  Writer(ReportDocument(), OS).functionOf(Unit, F);
}
