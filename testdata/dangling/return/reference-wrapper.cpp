// std::ref() wraps a pointer.
// run: stack-use-after-return
#include <functional>

struct session {
  int user;
};

static std::reference_wrapper<session> log_in(int user) {
  session s{user};
  // trace 1: the address of 's' is passed to 'ref'
  return std::ref(s); // expect: return
} // trace 2: 's' dies here

int main() {
  session &s = log_in(5);
  // also: use-after-scope
  return s.user == 5 ? 0 : 1;
}
