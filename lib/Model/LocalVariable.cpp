//===- LocalVariable.cpp - What lives in a frame, and for how long --------===//

#include "Model/LocalVariable.h"

using namespace framewalk;

std::string_view framewalk::name(VariableKind Kind) {
  switch (Kind) {
  case VariableKind::Local:
    return "local";
  case VariableKind::Parameter:
    return "parameter";
  case VariableKind::ImplicitParameter:
    return "implicitParameter";
  case VariableKind::Temporary:
    return "temporary";
  case VariableKind::ExtendedTemporary:
    return "extendedTemporary";
  case VariableKind::Binding:
    return "binding";
  case VariableKind::Static:
    return "static";
  case VariableKind::ThreadLocal:
    return "threadLocal";
  }
  return "local";
}

std::string_view framewalk::name(StorageDuration Storage) {
  switch (Storage) {
  case StorageDuration::Parameter:
    return "parameter";
  case StorageDuration::Block:
    return "block";
  case StorageDuration::Iteration:
    return "iteration";
  case StorageDuration::FullExpression:
    return "fullExpression";
  case StorageDuration::Extended:
    return "extended";
  case StorageDuration::DynamicArray:
    return "dynamicArray";
  case StorageDuration::Static:
    return "static";
  case StorageDuration::Thread:
    return "thread";
  }
  return "block";
}
