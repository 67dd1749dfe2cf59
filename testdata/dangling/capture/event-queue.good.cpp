// What is posted has a copy.
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
  queue.post([rounded] { sum += rounded; });
}

int main() {
  event_queue queue;
  request(queue, 19);
  queue.run();
  return sum == 10 ? 0 : 1;
}
