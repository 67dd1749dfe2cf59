// The button is the caller's and calls back later.
// run: stack-use-after-return
#include <functional>

struct button {
  std::function<void()> clicked;
};

static int ask(button &ok) {
  int answer = 0;
  // trace 1: a lambda captures 'answer' by reference
  ok.clicked = [&answer] { answer = 1; }; // expect: capture
  return answer;
} // trace 2: 'answer' dies here

int main() {
  button ok;
  ask(ok);
  ok.clicked(); // also: use-after-scope
  return 0;
}
