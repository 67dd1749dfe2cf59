// The answer is shared by the two.
#include <functional>
#include <memory>

struct button {
  std::function<void()> clicked;
};

static int ask(button &ok) {
  auto answer = std::make_shared<int>(0);
  ok.clicked = [answer] { *answer = 1; };
  return *answer;
}

int main() {
  button ok;
  ask(ok);
  ok.clicked();
  return 0;
}
