// Each view is of a string that dies with its round.
// run: heap-use-after-free|stack-use-after-return|stack-use-after-scope
#include <string>
#include <string_view>
#include <vector>

static std::vector<std::string_view> labels(int count) {
  std::vector<std::string_view> result;
  for (int i = 0; i < count; ++i) {
    std::string label = "the label with number " + std::to_string(i);
    result.push_back(label); // expect: view // trace 1: passed to 'push_back'
  } // trace 2: 'label' dies here
  return result;
}

int main() {
  auto all = labels(2);
  // also: view
  return all[1].back() == '1' ? 0 : 1;
}
