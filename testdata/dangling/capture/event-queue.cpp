// The queue runs what is posted to it when the function that posted has
// returned.
// run: stack-use-after-return
#include <functional>
#include <vector>

class event_queue {
  std::vector<std::function<void()>> events;

public:
  void post(std::function<void()> event) { events.push_back(std::move(event)); }
  void run() {
    for (auto &event : events)
      event();
    events.clear();
  }
};

static int sum;

static void request(event_queue &queue, int amount) {
  int rounded = amount / 10 * 10;
  // expect: capture
  queue.post([&rounded] { sum += rounded; });
} // trace 1: 'rounded' dies here

int main() {
  event_queue queue;
  request(queue, 19);
  queue.run(); // also: use-after-scope
  return sum == 10 ? 0 : 1;
}
