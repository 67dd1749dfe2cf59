//===- FormatString.cpp ---------------------------------------------------===//
#include "Escape/FormatString.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/InstrTypes.h"

using namespace llvm;

namespace framewalk::escape {

/// The conversion that takes variable argument \p Wanted, counted from 0; a
/// width or precision of '*' takes one, too (C17 7.21.6.1).
static char conversionOf(StringRef Format, unsigned Wanted) {
  unsigned Next = 0;
  for (size_t I = 0; I < Format.size(); ++I) {
    if (Format[I] != '%')
      continue;
    for (++I; I < Format.size(); ++I) {
      char C = Format[I];
      if (C == '%')
        break;
      bool IsConversion = isAlpha(C) && !StringRef("hlLqjzt").contains(C);
      if ((C == '*' || IsConversion) && Next++ == Wanted)
        return C;
      if (IsConversion)
        break;
    }
  }
  return 0;
}

bool isPrintedAddress(const CallBase &I, unsigned Index) {
  unsigned Named = I.getFunctionType()->getNumParams();
  if (!I.getFunctionType()->isVarArg() || Named == 0 || Index < Named)
    return false;
  StringRef Format;
  return getConstantStringInfo(I.getArgOperand(Named - 1), Format) &&
         conversionOf(Format, Index - Named) == 'p';
}

} // namespace framewalk::escape
