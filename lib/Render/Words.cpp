//===- Words.cpp - Putting text together ----------------------------------===//

#include "Render/Words.h"

using namespace framewalk;

std::string framewalk::sentence(std::string Text) {
  if (Text.empty())
    return Text;
  if (Text[0] >= 'a' && Text[0] <= 'z')
    Text[0] += 'A' - 'a';
  if (Text.back() != '.')
    Text += '.';
  return Text;
}

std::string framewalk::joined(const std::vector<std::string> &Words) {
  std::string Text;
  for (const std::string &W : Words)
    Text += (Text.empty() ? "" : " ") + W;
  return Text;
}
