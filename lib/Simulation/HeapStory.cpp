//===- HeapStory.cpp - What a call of malloc and the like does ------------===//

#include "Simulation/HeapStory.h"

#include "Support/Words.h"

#include <fmt/format.h>

namespace framewalk {

namespace {

std::string hex(VirtualAddress A) { return fmt::format("{:#x}", A.Value); }

/// "64 KiB", "100 bytes".
std::string roundText(uint64_t Bytes) {
  if (Bytes >= 4096 && Bytes % 1024 == 0)
    return fmt::format("{} KiB", Bytes / 1024);
  return bytesText(Bytes);
}

std::string placeText(const SourcePosition &P) {
  return P.isValid() ? fmt::format(" at {}:{}", P.Line, P.Column) : "";
}

/// "rbp-16".
std::string slotText(const FrameSlot &S) {
  if (S.Base.empty())
    return "";
  return S.Displacement ? fmt::format("{}{:+}", S.Base, S.Displacement)
                        : S.Base;
}

std::string requestText(const HeapRequest &R) {
  uint64_t Bytes = static_cast<uint64_t>(R.Bytes < 0 ? -R.Bytes : R.Bytes);
  switch (R.Kind) {
  case HeapRequest::Call::Brk:
    return R.Bytes < 0
               ? fmt::format("gives the heap's last {} back (brk down to {})",
                             roundText(Bytes), hex(R.Begin + R.Bytes))
               : fmt::format("grows the heap by {} (brk from {} to {})",
                             roundText(Bytes), hex(R.Begin),
                             hex(R.Begin + R.Bytes));
  case HeapRequest::Call::Mmap:
    return fmt::format("maps {} for this block alone (mmap at {})",
                       roundText(Bytes), hex(R.Begin));
  case HeapRequest::Call::Munmap:
    return fmt::format("gives the block's own {} back (munmap at {})",
                       roundText(Bytes), hex(R.Begin));
  case HeapRequest::Call::Mremap:
    return fmt::format("{} the block's own mapping by {} (mremap, now at {})",
                       R.Bytes < 0 ? "shortens" : "lengthens", roundText(Bytes),
                       hex(R.Begin));
  }
  return "";
}

/// What brk and mmap were asked for, a sentence.
std::string requestsText(const HeapModel &Heap) {
  std::vector<HeapRequest> Requests = Heap.lastRequests();
  // Two calls of brk in a row are one step to whoever looks at the heap.
  for (size_t I = 1; I < Requests.size();)
    if (Requests[I].Kind == HeapRequest::Call::Brk &&
        Requests[I - 1].Kind == HeapRequest::Call::Brk) {
      Requests[I - 1].Bytes += Requests[I].Bytes;
      Requests.erase(Requests.begin() + static_cast<ptrdiff_t>(I));
    } else {
      ++I;
    }
  if (Requests.empty())
    return " The kernel is not asked.";
  std::string Result = " glibc";
  for (size_t I = 0; I < Requests.size(); ++I)
    Result += (I ? " and " : " ") + requestText(Requests[I]);
  return Result + ".";
}

/// "p lives here in the frame, at rbp-16; "
std::string pointerText(const HeapCall &C, const FrameLayout &Frame) {
  if (!C.PointerSlot || C.PointerSlot->Value >= Frame.slots().size())
    return C.PointerName.empty()
               ? "the pointer is kept in a register; "
               : C.PointerName + ", the pointer, is in no slot of the frame; ";
  std::string Name = C.PointerName.empty() ? "the pointer" : C.PointerName;
  std::string At = slotText(Frame.slot(*C.PointerSlot));
  return Name + " lives here in the frame" + (At.empty() ? "" : ", at " + At) +
         "; ";
}

/// What the pointer points to, where it has a name.
std::string itsText(const HeapCall &C) {
  return C.PointerName.empty() && !C.PointerSlot ? "" : " it points to";
}

bool givesBack(const HeapCall &C) {
  switch (heapFormOf(C.Function)) {
  case HeapForm::Free:
  case HeapForm::Delete:
  case HeapForm::Realloc:
  case HeapForm::Reallocf:
    return C.Instruction.has_value(); // not removed
  default:
    return false;
  }
}

/// Until when a block lives, as far as this function decides.
std::string untilText(const std::vector<HeapCall> &Calls, const HeapCall &C) {
  std::string Result;
  for (uint32_t Each : C.ReleasedBy) {
    const HeapCall &R = Calls[Each];
    if (heapFormOf(R.Function) != HeapForm::Cleanup)
      Result += fmt::format("{} {}{}", Result.empty() ? ", until" : " or",
                            R.Function, placeText(R.Position));
  }
  if (!Result.empty())
    return Result;
  for (const HeapCall &R : Calls)
    if (&R != &C && givesBack(R) && !R.Releases)
      return fmt::format("; whether {}{} gives them back is only known at run "
                         "time",
                         R.Function, placeText(R.Position));
  return "; nothing in this function gives them back";
}

/// "(a chunk of 48: 8 of header, 40 to use)"
std::string chunkText(const HeapModel &Heap, VirtualAddress Pointer) {
  std::optional<HeapBlock> B = Heap.block(Pointer);
  if (!B)
    return "";
  return fmt::format(" (a chunk of {}: {} of header before them, {} to use)",
                     B->ChunkBytes, B->HeaderBytes, B->UsableBytes);
}

/// What the bytes hold at first.
std::string contentText(HeapForm Form, const HeapModel &Heap) {
  if (Form == HeapForm::Calloc)
    return " calloc makes them zero.";
  if (Form == HeapForm::New || Form == HeapForm::NewNothrow)
    return "";
  return Heap.isReused() ? " They were freed before, and hold what was left "
                           "there: nothing clears them."
                         : " Nothing has been written there yet; C calls their "
                           "values indeterminate.";
}

/// What the form itself promises.
std::string formText(HeapForm Form, const HeapCall &C) {
  switch (Form) {
  case HeapForm::Reallocf:
    return " reallocf is BSD's: realloc that frees the old block where it "
           "fails; glibc has none, so a Linux program must bring its own.";
  case HeapForm::Valloc:
    return " valloc begins them at a page; aligned_alloc replaces it.";
  case HeapForm::Aligned:
    return C.Align ? fmt::format(" They begin at a multiple of {}.", *C.Align)
                   : "";
  case HeapForm::New:
    return " Where there is no room, new throws std::bad_alloc; the result is "
           "never null.";
  case HeapForm::NewNothrow:
    return " Where there is no room, this form returns null and throws "
           "nothing.";
  default:
    return "";
  }
}

std::string caveatText(const HeapModel &Heap) {
  return Heap.isExact() ? ""
                        : " From here on the addresses need not be glibc's: "
                          "the heap could not grow as it wants to.";
}

/// What becomes of the bytes of a block that is free.
std::string freedText(const HeapModel &Heap, unsigned Word) {
  auto Kept = [&](unsigned Words, const char *Where) {
    return fmt::format("{} Its bytes stay as they are but for the first {}, "
                       "where the allocator keeps its own pointers.",
                       Where, Words * Word);
  };
  switch (Heap.lastFreedTo()) {
  case FreedTo::Tcache:
    return Kept(2, "goes to the thread's cache, for the next request of that "
                   "size.");
  case FreedTo::FastBin:
    return Kept(1, "goes to a fast bin, for the next request of that size.");
  case FreedTo::UnsortedBin:
    return "is merged with free neighbours and kept for later requests. Its "
           "bytes stay as they are but for the allocator's own pointers at "
           "the begin and the size behind the end.";
  case FreedTo::Top:
    return "is merged with the unused rest of the heap. Its bytes stay as "
           "they are until they are handed out again, or the rest goes back "
           "to the kernel.";
  case FreedTo::Kernel:
    return "goes back to the kernel with its pages: to touch it now is "
           "SIGSEGV.";
  case FreedTo::Nowhere:
    break;
  }
  return "is not known to the allocator.";
}

/// free and delete.
std::string releaseText(const HeapCall &C, std::optional<VirtualAddress> Block,
                        HeapModel &Heap, const FrameLayout &Frame,
                        unsigned Word) {
  std::string Result =
      C.Function.starts_with("delete")
          ? "runs the destructor first, where the type has one, then gives "
            "the bytes back: "
          : "";
  if (!Block)
    return Result + "gives a block back; which one is only known at run time.";
  if (!Heap.release(*Block))
    return Result + fmt::format("no block in use begins at {}: it was given "
                                "back before. glibc aborts where it notices; "
                                "else its heap is damaged.",
                                hex(*Block));
  Result += fmt::format("the block at {} ", hex(*Block)) +
            freedText(Heap, Word) + requestsText(Heap);
  if (C.PointerSlot && !C.PointerName.empty()) {
    std::string At = slotText(Frame.slot(*C.PointerSlot));
    Result += fmt::format(" {}{} still holds the address.", C.PointerName,
                          At.empty() ? "" : ", at " + At + ",");
  }
  return Result;
}

std::optional<VirtualAddress> allocate(HeapModel &Heap, HeapForm Form,
                                       const HeapCall &C) {
  uint64_t Align = C.Align.value_or(0);
  if (Form == HeapForm::Calloc)
    return Heap.allocateZeroed(*C.Bytes);
  // libstdc++'s aligned new asks aligned_alloc, whose sizes are multiples.
  bool IsNew = Form == HeapForm::New || Form == HeapForm::NewNothrow;
  if (C.Function == "pvalloc" || (IsNew && Align > 1))
    return Heap.allocate(alignUp(*C.Bytes, IsNew ? Align : SmallPage), Align);
  return Heap.allocate(*C.Bytes, Align);
}

/// realloc of a block that is known.
std::optional<VirtualAddress> reallocate(HeapModel &Heap, VirtualAddress Old,
                                         uint64_t Bytes, std::string &Moved) {
  uint64_t Before = 0;
  if (std::optional<HeapBlock> B = Heap.block(Old))
    Before = B->UsableBytes;
  std::optional<VirtualAddress> New = Heap.reallocate(Old, Bytes);
  if (New && *New == Old)
    Moved = " The block stays where it was; what it held is still there.";
  else if (New)
    Moved = fmt::format(" The block moves: up to {} are copied from {}, which "
                        "is free now, and every other pointer to it dangles.",
                        roundText(std::min(Before, Bytes)), hex(Old));
  return New;
}

} // namespace

HeapForm heapFormOf(std::string_view Function) {
  if (Function.ends_with("constructor throws"))
    return HeapForm::Cleanup;
  bool IsNothrow = Function.find("nothrow") != std::string_view::npos;
  if (Function.starts_with("placement") ||
      Function.starts_with("operator placement"))
    return HeapForm::PlacementNew;
  if (Function.starts_with("operator "))
    Function.remove_prefix(std::string_view("operator ").size());
  if (Function.starts_with("delete"))
    return HeapForm::Delete;
  if (Function.starts_with("new"))
    return IsNothrow ? HeapForm::NewNothrow : HeapForm::New;
  if (Function == "free" || Function == "cfree")
    return HeapForm::Free;
  if (Function == "reallocf")
    return HeapForm::Reallocf;
  if (Function.starts_with("realloc"))
    return HeapForm::Realloc;
  if (Function == "calloc")
    return HeapForm::Calloc;
  if (Function == "valloc" || Function == "pvalloc")
    return HeapForm::Valloc;
  if (Function.find("align") != std::string_view::npos)
    return HeapForm::Aligned;
  return HeapForm::Malloc;
}

void runHeapCall(std::vector<HeapCall> &Calls, size_t Index, HeapModel &Heap,
                 const FrameLayout &Frame) {
  HeapCall &C = Calls[Index];
  HeapForm Form = heapFormOf(C.Function);
  if (Form == HeapForm::PlacementNew) {
    if (C.Effect.empty())
      C.Effect = "allocates nothing: the object lives where the pointer says, "
                 "as long as that memory does; its destructor is for the "
                 "program to call.";
    return;
  }
  if (Form == HeapForm::Cleanup) {
    C.Effect = "gives back what new allocated, and only where the constructor "
               "throws: not in this run.";
    return;
  }
  // Told already: clang removed the call.
  if (!C.Instruction && !C.Effect.empty())
    return;
  std::optional<VirtualAddress> Old;
  if (C.Releases && *C.Releases < Calls.size())
    Old = Calls[*C.Releases].Address;
  if (Form == HeapForm::Free || Form == HeapForm::Delete) {
    C.Effect = releaseText(C, Old, Heap, Frame, Heap.wordBytes());
    return;
  }
  std::string Pointer = pointerText(C, Frame);
  bool IsRealloc = Form == HeapForm::Realloc || Form == HeapForm::Reallocf;
  if (!C.Bytes || (IsRealloc && !Old)) {
    const char *Unknown =
        C.Bytes ? "the bytes{} live in the heap; which block grows, and so "
                  "where they are, is only known at run time{}.{}"
                : "the bytes{} live in the heap; how many, and so where, is "
                  "only known at run time{}.{}";
    C.Effect = Pointer + fmt::format(fmt::runtime(Unknown), itsText(C),
                                     untilText(Calls, C), formText(Form, C));
    return;
  }
  if (IsRealloc && *C.Bytes == 0) {
    Heap.release(*Old);
    C.Effect = fmt::format("0 bytes: glibc frees the block at {} and returns "
                           "null.",
                           hex(*Old));
    return;
  }
  std::string Moved;
  C.Address = IsRealloc ? reallocate(Heap, *Old, *C.Bytes, Moved)
                        : allocate(Heap, Form, C);
  if (!C.Address) {
    C.Effect = fmt::format("there is no room for {}: ", roundText(*C.Bytes)) +
               (Form == HeapForm::New ? "new throws std::bad_alloc."
                                      : "the result is a null pointer.") +
               caveatText(Heap);
    return;
  }
  std::optional<HeapBlock> Block = Heap.block(*C.Address);
  C.Effect =
      Pointer +
      fmt::format("the {}{} live in {} at {}", roundText(*C.Bytes), itsText(C),
                  Block && Block->IsMapped ? "a mapping of their own"
                                           : "the heap",
                  hex(*C.Address)) +
      chunkText(Heap, *C.Address) + untilText(Calls, C) + "." +
      (IsRealloc ? Moved : contentText(Form, Heap)) + formText(Form, C) +
      requestsText(Heap) + caveatText(Heap);
}

} // namespace framewalk
