// An atomic pointer is a pointer.
// run: stack-use-after-return
#include <atomic>

struct task {
  int priority;
};

static std::atomic<const task *> pending;

static void submit(int priority) {
  task t{priority};
  // trace 1: the address of 't' is passed to 'store'
  pending.store(&t, std::memory_order_release); // expect: global
} // trace 2: 't' dies here

int main() {
  submit(3);
  // also: use-after-scope
  return pending.load()->priority == 3 ? 0 : 1;
}
