//===- MemoryCase.h - A function whose touches of memory are asked for ----===//
//
//   MemoryCase Case;
//   Case.local("x", 4);                        // [rbp - 4]
//   Case.local("p", 8);                        // [rbp - 12]
//   Case.code(R"(
//     lea rax, [rbp - 4]
//     mov qword ptr [rbp - 12], rax
//     mov rcx, qword ptr [rbp - 12]
//     mov dword ptr [rcx], 5
//   )");
//   EXPECT_EQ(Case.at("mov dword ptr [rcx], 5"), "write x at CFA-20");
//
// The frame is rbp-based; locals lie below it in the order of their making, and
// are frame objects 0, 1 ... in this order.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Layout/MemoryTracking.h"

#include <string>
#include <string_view>
#include <vector>

namespace framewalk::test {

class MemoryCase {
public:
  MemoryCase();

  void local(std::string Name, uint64_t Size) { slot(Name, Size, false); }
  void parameter(std::string Name, uint64_t Size) { slot(Name, Size, true); }
  /// A slot without a variable.
  void unnamed(SlotKind Kind, uint64_t Size);
  void global(std::string Name, uint64_t Size);
  /// Defined by another file.
  void external(std::string Name);
  void threadLocal(std::string Name, uint64_t Size);

  /// The function's code after `push rbp; mov rbp, rsp`.
  void code(std::string_view Assembly);
  /// All of the code; the frame has no frame pointer.
  void bareCode(std::string_view Assembly);

  /// The touches of the last instruction with \p Text, joined by "; ": what it
  /// does, what is there, where, how many bytes run time chooses from; or "?"
  /// and why that is not known.
  std::string at(std::string_view Text) const;
  const HeapCall &heap(size_t I) const { return Memory.HeapCalls.at(I); }

  CapturedFrame Frame;
  ProgramImage Image;
  BuiltFrame Built;
  TrackedMemory Memory;

private:
  std::vector<FrameSlot> Slots;
  int64_t Lowest = 0;

  void slot(std::string Name, uint64_t Size, bool IsParameter);
  void track();
  std::string tell(const MemoryTouch &Touch) const;
};

} // namespace framewalk::test
