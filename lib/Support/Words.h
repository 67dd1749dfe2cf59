//===- Words.h - Putting text together ------------------------------------===//
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

/// With a capital and a full stop.
std::string sentence(std::string Text);
/// With a full stop alone: it may begin with the name of something.
std::string stopped(std::string Text);

/// "1 page", "2 pages", "2 accesses".
std::string counted(uint64_t Count, std::string_view Noun);
/// "1 byte", "80 bytes".
std::string bytesText(uint64_t Bytes);

/// With a space between two.
std::string joined(const std::vector<std::string> &Words);

} // namespace framewalk
