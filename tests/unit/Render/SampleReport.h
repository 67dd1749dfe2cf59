//===- SampleReport.h - Reports to render in tests ------------------------===//
#pragma once

#include "Model/ReportDocument.h"

namespace framewalk {

inline SourcePosition at(uint32_t Line, uint32_t Column) {
  SourcePosition P;
  P.Line = Line;
  P.Column = Column;
  return P;
}

inline FrameSlot slotAt(SlotKind Kind, int64_t CfaOffset, uint64_t Size,
                        std::string Title, std::string Reason) {
  FrameSlot S;
  S.Kind = Kind;
  S.CfaOffset = FrameOffset(CfaOffset);
  S.Size = Size;
  S.Base = "rbp";
  S.Displacement = CfaOffset + 16;
  S.Title = std::move(Title);
  S.Reason = std::move(Reason);
  return S;
}

inline FrameSlot variableAt(int64_t CfaOffset, uint64_t Size, std::string Name,
                            std::string Type, uint32_t Variable,
                            std::string Reason = "") {
  FrameSlot S =
      slotAt(SlotKind::Variable, CfaOffset, Size, "", std::move(Reason));
  Occupant &O = S.Occupants.emplace_back();
  O.Name = std::move(Name);
  O.Type = std::move(Type);
  O.Size = Size;
  O.Variable = VariableId(Variable);
  return S;
}

inline LocalVariable variable(std::string Name, std::string Type,
                              SourcePosition Declared, uint32_t Slot) {
  LocalVariable V;
  V.Name = std::move(Name);
  V.Type = std::move(Type);
  V.Declared = Declared;
  V.Slots = {SlotId(Slot)};
  return V;
}

inline Instruction instruction(uint32_t Address, std::vector<uint8_t> Bytes,
                               std::string Text, std::string Effect = "") {
  Instruction I;
  I.Address = Address;
  I.Length = Bytes.size();
  std::copy(Bytes.begin(), Bytes.end(), I.Bytes.begin());
  I.Text = std::move(Text);
  I.Effect = std::move(Effect);
  return I;
}

/// `int sum(int n, char c)` with some of what the tool says of it.
inline FunctionReport sampleFunction() {
  FunctionReport F;
  F.Name = F.LinkageName = "sum";
  F.Signature = "int sum(int n, char c)";
  F.Position = at(4, 5);
  F.Body = {at(4, 24), at(8, 1)};
  F.Variables = {variable("n", "int", at(4, 13), 2),
                 variable("c", "char", at(4, 21), 3)};
  for (LocalVariable &V : F.Variables)
    V.Kind = VariableKind::Parameter;
  std::vector<FrameSlot> Slots = {
      slotAt(SlotKind::ReturnAddress, -8, 8, "return address",
             "pushed by call"),
      slotAt(SlotKind::SavedFramePointer, -16, 8, "saved rbp", "push rbp"),
      variableAt(-20, 4, "n", "int", 0, "parameter, arrives in edi"),
      variableAt(-21, 1, "c", "char", 1, "parameter, arrives in sil"),
      slotAt(SlotKind::Padding, -32, 11, "", "rsp stays 16-byte aligned")};
  Slots[3].Occupants[0].Parameter = Slots[2].Occupants[0].Parameter = true;
  F.Frame = cantFail(
      FrameLayout::create("rbp", {.Min = 32, .Max = 32}, std::move(Slots)));
  F.Instructions = {
      instruction(0, {0x55}, "push rbp", "save the caller's frame pointer"),
      instruction(1, {0x48, 0x89, 0xe5}, "mov rbp, rsp", "this frame's anchor"),
      instruction(4, {0x40, 0x88, 0x75, 0xfb}, "mov byte ptr [rbp - 5], sil"),
      instruction(8, {0x8a, 0x45, 0xfb}, "mov al, byte ptr [rbp - 5]"),
      instruction(11, {0x5d}, "pop rbp", "the caller's rbp again"),
      instruction(12, {0xc3}, "ret", "back to the caller")};
  F.Instructions[2].Touch = FrameTouch{.Slot = SlotId(3),
                                       .Offset = 0,
                                       .Size = 1,
                                       .Kind = AccessKind::Write,
                                       .Origin = TouchOrigin::ParameterStore};
  F.Instructions[3].Touch = FrameTouch{.Slot = SlotId(3),
                                       .Offset = 0,
                                       .Size = 1,
                                       .Kind = AccessKind::Read,
                                       .Origin = TouchOrigin::Source};
  F.Prologue = {{InstructionId(0), InstructionId(2)}};
  F.Epilogues = {{InstructionId(4), InstructionId(6)}};
  F.Returns = {{.Statement = {at(7, 3), at(7, 10)},
                .Instructions = {InstructionId(3)},
                .Epilogues = {0}}};
  Lifetime &L = F.Lifetimes.emplace_back();
  L.Variable = VariableId(1);
  L.Begin = at(4, 21);
  L.End = at(8, 1);
  L.Storage = StorageDuration::Parameter;
  Access &A = F.Accesses.emplace_back();
  A.Variable = VariableId(1);
  A.Position = at(5, 9);
  A.Slot = SlotId(3);
  A.Size = 1;
  A.Instructions = {InstructionId(3)};
  A.Walk = AccessWalk{.Virtual = VirtualAddress(0x7ffffffeeffb),
                      .Walk = WalkId(0),
                      .Tlb = TlbOutcome::Miss,
                      .Physical = PhysicalAddress(0x5ffb)};
  return F;
}

inline PageWalk sampleWalk() {
  PageWalk W;
  W.Page = VirtualAddress(0x7ffffffee000);
  W.Frame = PhysicalAddress(0x5000);
  auto Step = [&](unsigned Level, uint64_t Table, unsigned Index,
                  uint64_t Entry) {
    W.Steps.push_back({.Level = Level,
                       .Table = PhysicalAddress(Table),
                       .Index = Index,
                       .Entry = Entry,
                       .Flags = {"P", "RW", "US", "A"}});
  };
  Step(4, 0x1000, 255, 0x2027);
  Step(3, 0x2000, 511, 0x3027);
  Step(2, 0x3000, 511, 0x4027);
  Step(1, 0x4000, 494, 0x8000000000005067);
  W.Fault = PageWalkFault{.Vector = 14,
                          .ErrorCode = 6,
                          .Cr2 = VirtualAddress(0x7ffffffeeffb),
                          .Kernel = "The kernel maps a page of zeroes."};
  return W;
}

inline ReportDocument sampleReport() {
  ReportDocument D;
  D.Target = "x86_64-pc-linux-gnu";
  TranslationUnitReport &U = D.Units.emplace_back();
  U.Source = "sum.c";
  U.Target = D.Target;
  U.Flags = {"-O0", "-g"};
  U.Files = {"sum.c"};
  U.Functions = {sampleFunction()};
  U.Walks = {sampleWalk()};
  return D;
}

} // namespace framewalk
