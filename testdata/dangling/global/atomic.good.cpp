// The submitter waits until the task is taken away again.
#include <atomic>

struct task {
  int priority;
};

static std::atomic<const task *> pending;

static void submit(int priority) {
  task t{priority};
  pending.store(&t, std::memory_order_release);
  pending.store(nullptr, std::memory_order_release);
}

int main() {
  submit(3);
  return pending.load() ? 1 : 0;
}
