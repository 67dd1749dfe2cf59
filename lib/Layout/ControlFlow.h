//===- ControlFlow.h - Basic blocks and the ways between them -------------===//
//
// Private to lib/Layout.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Codegen/CapturedFrame.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace framewalk {

/// Instructions [Begin, End) that run one after the other.
struct BasicBlock {
  uint32_t Begin = 0;
  uint32_t End = 0;
  /// Blocks that may be next. A jump through a register or a table, and an
  /// exception, lead to blocks that nothing here names.
  std::optional<uint32_t> Next;
  std::optional<uint32_t> Target;
  /// Reached from the first block along Next and Target.
  bool IsSeen = false;
};

std::vector<BasicBlock> findBlocks(const CapturedFrame &Frame);

} // namespace framewalk
