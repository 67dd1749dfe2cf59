// The lock is declared before its guard, and dies behind it.
struct lock {
  int held;
};

static void release(struct lock **l) { (*l)->held = 0; }

static int guarded(void) {
  struct lock inner = {1};
  __attribute__((cleanup(release))) struct lock *guard = &(struct lock){0};
  {
    guard = &inner;
  }
  return 0;
}

int main(void) { return guarded(); }
