//===- Direction.h - Characters that reorder what stands around -----------===//
#pragma once

#include <cstddef>
#include <string_view>

namespace framewalk {

/// Bytes of the direction control at the begin of \p Rest, one of Unicode's
/// Bidi_Control characters in UTF-8. 0: there is none.
size_t directionControl(std::string_view Rest);

} // namespace framewalk
