// The vector has the strings.
#include <string>
#include <string_view>
#include <vector>

static std::vector<std::string> labels(int count) {
  std::vector<std::string> result;
  for (int i = 0; i < count; ++i) {
    std::string label = "the label with number " + std::to_string(i);
    result.push_back(label);
  }
  return result;
}

int main() {
  auto all = labels(2);
  return all[1].back() == '1' ? 0 : 1;
}
