//===- ProgramImage.cpp ---------------------------------------------------===//

#include "Model/ProgramImage.h"

using namespace framewalk;

std::string_view framewalk::name(SectionKind Kind) {
  switch (Kind) {
  case SectionKind::Code:
    return "code";
  case SectionKind::ReadOnly:
    return "readOnly";
  case SectionKind::RelocatedReadOnly:
    return "relocatedReadOnly";
  case SectionKind::Data:
    return "data";
  case SectionKind::ZeroInitialised:
    return "zeroInitialised";
  case SectionKind::ThreadData:
    return "threadData";
  case SectionKind::ThreadZero:
    return "threadZero";
  }
  return "";
}
