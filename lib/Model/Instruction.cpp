//===- Instruction.cpp - One machine instruction, explained ---------------===//

#include "Model/Instruction.h"

using namespace framewalk;

std::string_view framewalk::name(AccessKind Kind) {
  switch (Kind) {
  case AccessKind::Read:
    return "read";
  case AccessKind::Write:
    return "write";
  case AccessKind::Update:
    return "update";
  case AccessKind::Address:
    return "address";
  }
  return "read";
}

std::string_view framewalk::name(TouchOrigin Origin) {
  switch (Origin) {
  case TouchOrigin::Source:
    return "source";
  case TouchOrigin::Initialiser:
    return "initialiser";
  case TouchOrigin::ParameterStore:
    return "parameterStore";
  case TouchOrigin::Spill:
    return "spill";
  case TouchOrigin::Reload:
    return "reload";
  case TouchOrigin::SavedRegister:
    return "savedRegister";
  case TouchOrigin::Cleanup:
    return "cleanup";
  case TouchOrigin::ReturnAddress:
    return "returnAddress";
  case TouchOrigin::OutgoingArgument:
    return "outgoingArgument";
  case TouchOrigin::StackProtector:
    return "stackProtector";
  case TouchOrigin::CompilerTemporary:
    return "compilerTemporary";
  case TouchOrigin::Unknown:
    return "unknown";
  }
  return "unknown";
}
