//===- FrameWords.h - How reports call what is in a frame -----------------===//
#pragma once

#include "Model/TranslationUnitReport.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

/// "80 bytes", "at least 64 bytes" where a part is dynamic.
std::string sizeText(FrameSize Size);

/// What the bytes of the slot's kind are called: "in locals", "saved rbp".
std::string kindName(const FrameSlot &S);

/// "8 return address, 8 saved rbp, 41 in locals, 23 padding".
std::string byteSummary(const FrameLayout &L);

/// "16"; "0-15" where it differs from run to run, and "varies" where nobody
/// knows: the dynamic area, and arguments of which only the caller knows the
/// end.
std::string bytesOf(const FrameSlot &S, std::string_view Dash = "-");

/// The registers that slots are addressed by, in the order of the slots.
std::vector<std::string> basesOf(const FrameLayout &L);

/// "+16", "-16", "0".
std::string signedText(int64_t Value);

/// Parameters that the caller put there lie above this frame.
bool isAboveCfa(const FrameSlot &S);

/// The variable's name, or in parentheses what it is without one.
std::string displayName(const LocalVariable &V);

/// The same by the variable's number; empty: there is no such variable.
std::string displayName(const FunctionReport &F, VariableId Id);

/// The same of what lives in a slot.
std::string displayName(const FunctionReport &F, const Occupant &O);

/// The name of what lies at \p Slot: "buf", "saved rbx".
std::string slotName(const FrameLayout &Frame, SlotId Slot);

/// "4:13-8:1"; empty where no place is known.
std::string lifeRange(const FunctionReport &F, const Lifetime &L);

/// The lifetimes by their variables.
std::map<VariableId, const Lifetime *> lifetimesOf(const FunctionReport &F);

/// "48 89 e5".
std::string codeBytes(const Instruction &I);

/// Why the code touches the frame, where the source does not say so.
const char *originText(TouchOrigin Origin);

/// "[rbp-0x20]", as instructions have it.
std::string operandText(const std::string &Base, int64_t Displacement);

} // namespace framewalk
