// Threads that were given locals by reference. A comment `expect: rule` names
// what is found on its line; a line without one must stay silent.
#include <functional>
#include <thread>
#include <vector>

namespace bad {
void detached() {
  int x = 1;
  std::thread t([&] { ++x; }); // expect: capture
  t.detach();
}
void detached_ref() {
  int x = 1;
  std::thread([&x] { ++x; }).detach(); // expect: capture
}
void detached_arg() {
  int x = 1;
  std::thread t([](int &r) { ++r; }, std::ref(x)); // expect: capture global
  t.detach();
}
std::thread returned_thread() {
  int x = 1;
  return std::thread([&] { ++x; }); // expect: capture
}
struct worker {
  std::thread t;
  void start() {
    int x = 1;
    t = std::thread([&] { ++x; }); // expect: capture
  }
  void run() {
    int x = 1;
    t = std::thread([&] { ++x; });
    t.join();
  }
};
} // namespace bad

namespace good {
void joined() {
  int x = 1;
  std::thread t([&] { ++x; });
  t.join();
}
void jjoined() {
  int x = 1;
  std::jthread t([&] { ++x; });
}
void threads() {
  int x = 1;
  std::vector<std::thread> ts;
  for (int i = 0; i < 4; ++i) ts.emplace_back([&] { ++x; });
  for (auto &t : ts) t.join();
}
} // namespace good
