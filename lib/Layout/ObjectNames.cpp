//===- ObjectNames.cpp - What a frame object without a variable is --------===//
#include "Layout/ObjectNames.h"

#include "llvm/ADT/StringRef.h"

#include <fmt/format.h>

namespace framewalk {

namespace {

/// clang's names for the temporaries that it makes (clang/lib/CodeGen), without
/// the number that tells several apart.
struct KnownTemporary {
  llvm::StringLiteral Name;
  SlotKind Kind;
  const char *Title;
  const char *Reason;
};

constexpr KnownTemporary KnownTemporaries[] = {
    {"retval", SlotKind::Temporary, "return value",
     "each `return` stores here; the end of the function loads it"},
    {"saved_stack", SlotKind::SavedStackPointer, "saved stack pointer",
     "rsp before the variable-length array, put back where its scope ends"},
    {"exn.slot", SlotKind::Temporary, "exception pointer",
     "the exception in flight, kept while destructors run"},
    {"ehselector.slot", SlotKind::Temporary, "exception selector",
     "tells which catch clause takes the exception"},
    {"result.ptr", SlotKind::Temporary, "sret pointer",
     "where the caller wants the result: it came in as a hidden argument"},
    {"agg.tmp.ensured", SlotKind::Temporary, "unused result",
     "a result that the source discards still needs a place"},
    {"agg.tmp", SlotKind::Temporary, "argument temporary",
     "an argument of class type is built here for a call"},
    {"ref.tmp", SlotKind::Temporary, "temporary",
     "an unnamed object that a reference or a member call needs in memory"},
    {"byval-temp", SlotKind::ByvalCopy, "by-value copy",
     "a copy of the argument, so that the callee may change its own"},
    {"indirect-arg-temp", SlotKind::ByvalCopy, "by-value copy",
     "a copy of the argument, passed by its address"},
    {"cleanup.dest.slot", SlotKind::Temporary, "cleanup destination",
     "remembers where to go on after the destructors: return, break ..."},
    {"cleanup.isactive", SlotKind::Temporary, "cleanup flag",
     "tells whether the destructor has to run"},
    {"cleanup.cond", SlotKind::Temporary, "cleanup flag",
     "tells whether a conditional temporary was made and must be destroyed"},
    {"cond-cleanup.save", SlotKind::Temporary, "saved for a cleanup",
     "a value that a conditional cleanup needs later"},
    {"nrvo", SlotKind::Temporary, "NRVO flag",
     "set when the named result is being returned, so that it is not "
     "destroyed"},
    {"asan_local_stack_base", SlotKind::Temporary, "ASan frame address",
     "AddressSanitizer keeps the locals in a frame of its own, with red zones "
     "between them; this points to it"},
    {"MyAlloca", SlotKind::Temporary, "ASan frame",
     "the locals, with AddressSanitizer's red zones between them"},
    {"coerce", SlotKind::Temporary, "coerced value",
     "a struct that travels in registers is put together here"},
    {"undef.agg.tmp", SlotKind::Temporary, "empty aggregate",
     "an empty class needs an address, not a value"},
    {"__vla_expr", SlotKind::Temporary, "array length",
     "the number of elements of a variable-length array"},
    {"unsafe_stack_ptr", SlotKind::Temporary, "unsafe stack pointer",
     "where SafeStack keeps this function's address-taken locals"},
    {".compoundliteral", SlotKind::Temporary, "compound literal",
     "lives as long as its block (C11 6.5.2.5)"},
    {".addr", SlotKind::Variable, "unnamed parameter",
     "has no name, but the ABI passes it and -O0 stores it"},
    {"temp", SlotKind::Temporary, "temporary", "holds a value between steps"},
    {"tmp", SlotKind::Temporary, "temporary", "holds a value between steps"},
};

const KnownTemporary *findTemporary(llvm::StringRef Name) {
  llvm::StringRef Stem = Name.rtrim("0123456789").rtrim('.');
  for (const KnownTemporary &Each : KnownTemporaries)
    if (Stem == Each.Name || Name == Each.Name)
      return &Each;
  if (Stem.starts_with("__vla_expr"))
    return findTemporary("__vla_expr");
  if (Stem.ends_with(".addr"))
    return findTemporary(".addr");
  return nullptr;
}

bool isRegisterSaveArea(const CapturedObject &O, const CapturedFrame &Frame) {
  // psABI x86-64 3.5.7: 6 general purpose registers of 8 bytes and, unless
  // compiled without SSE, 8 vector registers of 16.
  return Frame.IsVariadic && Frame.PointerSize == 8 && !O.IsFixed &&
         !O.IsSpill && O.AllocaName.empty() && (O.Size == 176 || O.Size == 48);
}

ObjectName nameFixedObject(const CapturedObject &O,
                           const CapturedFrame &Frame) {
  int64_t Pointer = Frame.PointerSize;
  // The code generator marks where va_arg goes on with an object of one byte.
  if (O.NominalOffset >= 0 && Frame.IsVariadic && O.Size == 1)
    return {SlotKind::Parameter, "variadic arguments on the stack",
            "those that found no register begin here, in the caller's frame "
            "(va_list's overflow_arg_area); how many there are, only the "
            "caller knows",
            /*IsOpenEnded=*/true};
  if (O.NominalOffset >= 0)
    return {SlotKind::Parameter, "argument on the stack",
            "passed in memory: it lies in the caller's frame"};
  if (O.NominalOffset == -2 * Pointer && Frame.HasFramePointer)
    return {SlotKind::SavedFramePointer,
            Pointer == 8 ? "saved rbp" : "saved ebp",
            "the caller's frame pointer; the frame is anchored here"};
  return {SlotKind::Temporary, "fixed object", "placed by the ABI"};
}

} // namespace

ObjectName nameObject(const CapturedObject &O, const CapturedFrame &Frame) {
  if (!O.CalleeSavedRegister.empty())
    return {SlotKind::CalleeSaved, "saved " + O.CalleeSavedRegister,
            fmt::format("{} belongs to the caller and is put back at the end",
                        O.CalleeSavedRegister)};
  if (O.IsStackProtector)
    return {SlotKind::StackProtector, "stack protector",
            "a secret value between the arrays and the return address: if it "
            "changed, an array overflowed"};
  if (O.IsFixed)
    return nameFixedObject(O, Frame);
  if (O.IsSpill)
    return {SlotKind::Spill, "spill",
            "a value that found no free register here"};
  if (isRegisterSaveArea(O, Frame))
    return {SlotKind::RegisterSaveArea, "register save area",
            "variadic arguments that came in registers, stored for va_arg"};
  if (const KnownTemporary *Known = findTemporary(O.AllocaName))
    return {Known->Kind, Known->Title, Known->Reason};
  if (!O.AllocaName.empty())
    return {SlotKind::Temporary,
            fmt::format("compiler temporary {}", O.AllocaName),
            "made by the compiler, not named in the source"};
  return {SlotKind::Temporary, "compiler temporary",
          "made by the code generator for a value that needs memory"};
}

} // namespace framewalk
