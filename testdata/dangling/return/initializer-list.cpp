// The array behind an initializer_list is a temporary of the return statement
// (C++20 [dcl.init.list]/6): the list is a pair of pointers to it.
// run: stack-use-after-return
#include <initializer_list>

static std::initializer_list<int> sizes(int small) {
  // trace 1: the temporary dies here
  return {small, small * 2, small * 4}; // expect: return
}

int main() {
  int sum = 0;
  std::initializer_list<int> all = sizes(1);
  for (int each : all) // also: temporary
    sum += each;       // also: use-after-scope
  return sum == 7 ? 0 : 1;
}
