//===- FrameWords.h - How reports call what is in a frame -----------------===//
#pragma once

#include "Model/TranslationUnitReport.h"

#include <string>

namespace framewalk {

/// "1 byte", "80 bytes".
std::string bytesText(uint64_t Bytes);

/// "80 bytes", "at least 64 bytes" where a part is dynamic.
std::string sizeText(FrameSize Size);

/// What the bytes of the slot's kind are called: "in locals", "saved rbp".
std::string kindName(const FrameSlot &S);

/// "8 return address, 8 saved rbp, 41 in locals, 23 padding".
std::string byteSummary(const FrameLayout &L);

/// Parameters that the caller put there lie above this frame.
bool isAboveCfa(const FrameSlot &S);

/// The variable's name, or in parentheses what it is without one.
std::string displayName(const LocalVariable &V);

/// The same of what lives in a slot.
std::string displayName(const FunctionReport &F, const Occupant &O);

/// The name of what lies at \p Slot: "buf", "saved rbx".
std::string slotName(const FrameLayout &Frame, SlotId Slot);

/// "4:13-8:1"; empty where no place is known.
std::string lifeRange(const FunctionReport &F, const Lifetime &L);

/// Why the code touches the frame, where the source does not say so.
const char *originText(TouchOrigin Origin);

/// "[rbp-0x20]", as instructions have it.
std::string operandText(const std::string &Base, int64_t Displacement);

} // namespace framewalk
