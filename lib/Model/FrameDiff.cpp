//===- FrameDiff.cpp ------------------------------------------------------===//

#include "Model/FrameDiff.h"

std::string_view framewalk::name(ChangeKind Kind) {
  switch (Kind) {
  case ChangeKind::Appeared:
    return "appeared";
  case ChangeKind::Vanished:
    return "vanished";
  case ChangeKind::Moved:
    return "moved";
  case ChangeKind::Resized:
    return "resized";
  case ChangeKind::Shared:
    return "shared";
  }
  return "moved";
}
