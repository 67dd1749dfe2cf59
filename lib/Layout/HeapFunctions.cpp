//===- HeapFunctions.cpp --------------------------------------------------===//
#include "Layout/HeapFunctions.h"

#include <algorithm>
#include <array>

namespace framewalk {

namespace {

constexpr HeapFunction fromC(std::string_view Name, int8_t Size,
                             int8_t Count = -1, int8_t Align = -1) {
  HeapFunction F;
  F.Symbol = F.Name = Name;
  F.Allocates = true;
  F.Size = Size;
  F.Count = Count;
  F.Align = Align;
  return F;
}

constexpr HeapFunction fromReallocation(std::string_view Name, int8_t Size,
                                        int8_t Count = -1) {
  HeapFunction F = fromC(Name, Size, Count);
  F.Release = 0;
  return F;
}

constexpr HeapFunction withFixedAlign(HeapFunction F, uint16_t Align) {
  F.FixedAlign = Align;
  return F;
}

constexpr HeapFunction returningThrough(HeapFunction F, int8_t Argument) {
  F.Result = Argument;
  return F;
}

/// operator new: the size, then perhaps the alignment (Itanium C++ ABI 5.1).
constexpr HeapFunction fromNew(std::string_view Symbol, std::string_view Name,
                               int8_t Align = -1) {
  HeapFunction F = fromC(Symbol, 0, -1, Align);
  F.Name = Name;
  return F;
}

constexpr HeapFunction releasing(std::string_view Symbol,
                                 std::string_view Name) {
  HeapFunction F;
  F.Symbol = Symbol;
  F.Name = Name;
  F.Release = 0;
  return F;
}

constexpr std::string_view New = "operator new", NewArray = "operator new[]",
                           Delete = "operator delete",
                           DeleteArray = "operator delete[]";

/// glibc's valloc aligns to a page.
constexpr uint16_t PageAlign = 4096;

constexpr std::array Functions = {
    fromC("malloc", 0),
    fromC("calloc", 1, 0),
    fromReallocation("realloc", 1),
    fromReallocation("reallocf", 1),
    fromReallocation("reallocarray", 2, 1),
    withFixedAlign(fromC("valloc", 0), PageAlign),
    withFixedAlign(fromC("pvalloc", 0), PageAlign),
    fromC("memalign", 1, -1, 0),
    fromC("aligned_alloc", 1, -1, 0),
    returningThrough(fromC("posix_memalign", 2, -1, 1), 0),
    fromC("strdup", -1),
    fromC("strndup", -1),
    fromC("__strdup", -1),
    fromC("__strndup", -1),
    releasing("free", "free"),
    releasing("cfree", "cfree"),

    // m: size_t of x86-64; j: of i386.
    fromNew("_Znwm", New),
    fromNew("_Znwj", New),
    fromNew("_ZnwmRKSt9nothrow_t", New),
    fromNew("_ZnwjRKSt9nothrow_t", New),
    fromNew("_ZnwmSt11align_val_t", New, 1),
    fromNew("_ZnwjSt11align_val_t", New, 1),
    fromNew("_ZnwmSt11align_val_tRKSt9nothrow_t", New, 1),
    fromNew("_ZnwjSt11align_val_tRKSt9nothrow_t", New, 1),
    fromNew("_Znam", NewArray),
    fromNew("_Znaj", NewArray),
    fromNew("_ZnamRKSt9nothrow_t", NewArray),
    fromNew("_ZnajRKSt9nothrow_t", NewArray),
    fromNew("_ZnamSt11align_val_t", NewArray, 1),
    fromNew("_ZnajSt11align_val_t", NewArray, 1),
    fromNew("_ZnamSt11align_val_tRKSt9nothrow_t", NewArray, 1),
    fromNew("_ZnajSt11align_val_tRKSt9nothrow_t", NewArray, 1),
    releasing("_ZdlPv", Delete),
    releasing("_ZdlPvm", Delete),
    releasing("_ZdlPvj", Delete),
    releasing("_ZdlPvRKSt9nothrow_t", Delete),
    releasing("_ZdlPvSt11align_val_t", Delete),
    releasing("_ZdlPvmSt11align_val_t", Delete),
    releasing("_ZdlPvjSt11align_val_t", Delete),
    releasing("_ZdlPvSt11align_val_tRKSt9nothrow_t", Delete),
    releasing("_ZdaPv", DeleteArray),
    releasing("_ZdaPvm", DeleteArray),
    releasing("_ZdaPvj", DeleteArray),
    releasing("_ZdaPvRKSt9nothrow_t", DeleteArray),
    releasing("_ZdaPvSt11align_val_t", DeleteArray),
    releasing("_ZdaPvmSt11align_val_t", DeleteArray),
    releasing("_ZdaPvjSt11align_val_t", DeleteArray),
    releasing("_ZdaPvSt11align_val_tRKSt9nothrow_t", DeleteArray),
};

} // namespace

const HeapFunction *findHeapFunction(std::string_view Symbol) {
  auto It =
      std::find_if(Functions.begin(), Functions.end(),
                   [&](const HeapFunction &F) { return F.Symbol == Symbol; });
  return It == Functions.end() ? nullptr : &*It;
}

CalleeWrites calleeWrites(std::string_view Symbol) {
  static constexpr std::string_view First[] = {
      "memset",  "memcpy",       "memmove",      "strcpy",
      "strncpy", "__memset_chk", "__memcpy_chk", "strcat",
      "strncat", "__strcpy_chk", "__memmove_chk"};
  static constexpr std::string_view None[] = {
      "memcmp", "bcmp",    "memchr", "strlen",  "strnlen",         "strcmp",
      "strchr", "strrchr", "strstr", "strncmp", "__stack_chk_fail"};
  if (std::find(std::begin(First), std::end(First), Symbol) != std::end(First))
    return CalleeWrites::FirstArgument;
  if (std::find(std::begin(None), std::end(None), Symbol) != std::end(None))
    return CalleeWrites::Nothing;
  return CalleeWrites::Anything;
}

} // namespace framewalk
