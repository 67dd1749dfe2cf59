// The barrier may see the address of a local: it is over before the local is.
static void *hidden(void *p) {
  __asm__("" : "+r"(p));
  return p;
}

static int made(int value) {
  int local = value;
  int *p = &local;
  __asm__ volatile("" : : "r"(p) : "memory");
  return *p;
}

int main(void) {
  int four = made(4);
  return *(int *)hidden(&four) == 4 ? 0 : 1;
}
