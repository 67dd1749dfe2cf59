//===- GuessedCommand.h - Is the command the build's? ---------------------===//
#pragma once

#include <string>

namespace framewalk::tidy {

/// Where clang-tidy has no command of the build for \p File and takes a
/// neighbour's, or none at all: a sentence that says so. clang-tidy keeps this
/// to itself; its command line, read from the process, says which database it
/// has asked. Empty: the command is the build's, or the user's (behind --), or
/// one cannot know.
std::string commandGuess(const std::string &File);

} // namespace framewalk::tidy
