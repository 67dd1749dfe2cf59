//===- FreeMemory.h - What has been freed goes back to the system ---------===//
#pragma once

namespace framewalk {

/// malloc keeps what is freed for the next time. For processes that then do
/// nothing for long.
void giveFreeMemoryBack();

} // namespace framewalk
