//===- JsonAccesses.cpp ---------------------------------------------------===//

#include "Render/JsonAccesses.h"

#include "Render/JsonMembers.h"

#include "llvm/Support/raw_ostream.h"

using namespace framewalk;

namespace {

/// The members of a walk, behind another member.
void walkMembers(llvm::raw_ostream &OS, const AccessWalk &W) {
  OS << "\"virtualAddress\":";
  writeHex(OS, W.Virtual.Value);
  OS << ",\"walk\":" << W.Walk.Value << ",\"tlb\":\"" << name(W.Tlb)
     << "\",\"physicalAddress\":";
  writeHex(OS, W.Physical.Value);
}

void walk(llvm::raw_ostream &OS, const AccessWalk &W) {
  OS << '{';
  walkMembers(OS, W);
  OS << '}';
}

/// The slot, and which of its bytes.
void bytesInSlot(llvm::raw_ostream &OS, std::optional<SlotId> Slot,
                 int64_t Offset, uint64_t Size) {
  OS << ",\"slot\":";
  if (Slot)
    OS << Slot->Value;
  else
    OS << "null";
  OS << ",\"offset\":" << Offset << ",\"size\":" << Size;
}

//===----------------------------------------------------------------------===//
// Accesses
//===----------------------------------------------------------------------===//

/// As the value of a member "address", with its text.
void instruction(llvm::raw_ostream &OS, const Instruction &I) {
  OS << "{\"address\":" << I.Address << ",\"text\":";
  writeString(OS, I.Text);
}

void access(llvm::raw_ostream &OS, const TranslationUnitReport &Unit,
            const FunctionReport &F, const Access &A) {
  OS << "{\"variable\":";
  const LocalVariable *Variable = F.variable(A.Variable);
  writeString(OS, Variable ? std::string_view(Variable->Name) : "");
  OS << ",\"variableId\":" << A.Variable.Value;
  if (A.Position.isValid() && A.Position.File != F.Position.File) {
    OS << ",\"file\":";
    writeString(OS, Unit.fileName(A.Position.File));
  }
  OS << ",\"line\":" << A.Position.Line << ",\"column\":" << A.Position.Column
     << ",\"kind\":\"" << name(A.Kind) << '"';
  bytesInSlot(OS, A.Slot, A.Offset, A.Size);
  OS << ",\"instructions\":[";
  for (const InstructionId &Id : A.Instructions) {
    OS << (&Id == &A.Instructions.front() ? "" : ",");
    instruction(OS, F.Instructions[Id.Value]);
    OS << '}';
  }
  OS << ']';
  if (!A.WhyUnlinked.empty()) {
    OS << ",\"whyUnlinked\":";
    writeString(OS, A.WhyUnlinked);
  }
  OS << ',';
  if (A.Walk)
    walkMembers(OS, *A.Walk);
  else
    OS << "\"virtualAddress\":null,\"walk\":null,\"tlb\":null,"
          "\"physicalAddress\":null";
  OS << '}';
}

void compilerAccess(llvm::raw_ostream &OS, const Instruction &I) {
  instruction(OS, I);
  OS << ",\"origin\":\"" << name(I.Touch->Origin) << "\",\"kind\":\""
     << name(I.Touch->Kind) << '"';
  bytesInSlot(OS, I.Touch->Slot, I.Touch->Offset, I.Touch->Size);
  OS << '}';
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

void baseName(llvm::raw_ostream &OS, const ProgramImage &Image,
              const MemoryPlace &P) {
  if (P.Base == PlaceBase::Heap) {
    OS << ",\"heapCall\":" << P.Index;
  } else if (P.Base == PlaceBase::Section && P.Index < Image.Sections.size()) {
    OS << ",\"section\":";
    writeString(OS, Image.Sections[P.Index].Name);
  } else if ((P.Base == PlaceBase::Symbol || P.Base == PlaceBase::GotEntry) &&
             P.Index < Image.Symbols.size()) {
    OS << ",\"symbol\":";
    writeString(OS, Image.Symbols[P.Index].Name);
  }
}

/// The instruction is named by its address.
void memoryTouch(llvm::raw_ostream &OS, const ProgramImage &Image,
                 const FunctionReport &F, const MemoryTouch &T) {
  OS << "{\"address\":" << F.Instructions[T.Instruction.Value].Address
     << ",\"kind\":\"" << name(T.Kind) << '"';
  if (T.Role != MemoryRole::Operand)
    OS << ",\"role\":\"" << name(T.Role) << '"';
  OS << ",\"size\":" << T.Size;
  if (T.Range)
    OS << ",\"range\":" << T.Range;
  OS << ",\"base\":\"" << name(T.Place.Base) << '"';
  baseName(OS, Image, T.Place);
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
      walk(OS, W);
      Before = ',';
    }
    OS << ']';
  }
  OS << '}';
}

} // namespace

void framewalk::writeAccessesJson(llvm::json::OStream &J,
                                  const TranslationUnitReport &Unit,
                                  const FunctionReport &F) {
  J.attributeArray("accesses", [&] {
    for (const Access &A : F.Accesses)
      J.rawValue([&](llvm::raw_ostream &OS) { access(OS, Unit, F, A); });
  });
  J.attributeArray("compilerAccesses", [&] {
    for (const Instruction &I : F.Instructions)
      if (I.Touch && I.Touch->Origin != TouchOrigin::Source)
        J.rawValue([&](llvm::raw_ostream &OS) { compilerAccess(OS, I); });
  });
}

void framewalk::writeMemoryJson(llvm::json::OStream &J,
                                const TranslationUnitReport &Unit,
                                const FunctionReport &F) {
  J.attributeArray("memory", [&] {
    for (const MemoryTouch &T : F.Memory)
      J.rawValue(
          [&](llvm::raw_ostream &OS) { memoryTouch(OS, Unit.Image, F, T); });
  });
}

void framewalk::writeFetchJson(llvm::json::OStream &J,
                               const FunctionReport &F) {
  J.attributeBegin("fetch");
  J.rawValue([&](llvm::raw_ostream &OS) {
    if (F.Fetch)
      walk(OS, *F.Fetch);
    else
      OS << "null";
  });
  J.attributeEnd();
}
