//===- Words.h - Putting text together ------------------------------------===//
#pragma once

#include <string>
#include <vector>

namespace framewalk {

/// With a capital and a full stop.
std::string sentence(std::string Text);

/// With a space between two.
std::string joined(const std::vector<std::string> &Words);

} // namespace framewalk
