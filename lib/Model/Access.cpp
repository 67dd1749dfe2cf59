//===- Access.cpp - A use of a local, from the source to the byte ---------===//

#include "Model/Access.h"

using namespace framewalk;

std::string_view framewalk::name(TlbOutcome Outcome) {
  return Outcome == TlbOutcome::Hit ? "hit" : "miss";
}
