// Frames of several pages, of unknown size, and with stricter alignment.
__attribute__((noinline)) void use(char *bytes, int n) { bytes[n] = 1; }

int threePages(int n) {
  char room[3 * 4096];
  room[0] = 1;
  room[sizeof room - 1] = 2;
  use(room, n);
  return room[0] + room[n];
}

int manyPages(int n) {
  char room[200000];
  use(room, n);
  use(room, 199999);
  return room[199999] + room[n];
}

int dynamic(int n) {
  char room[n * 3000 + 10];
  use(room, n);
  int fixed = room[n];
  char *more = __builtin_alloca(n + 1);
  use(more, n);
  return more[n] + fixed;
}

int aligned(int n) {
  _Alignas(64) char line[64];
  int plain = n;
  int *at = &plain;
  *at += 1;
  use(line, n);
  line[3] = 4;
  return line[n] + plain + line[3];
}

int alignedAndDynamic(int n) {
  _Alignas(32) long line[4];
  char room[n + 1];
  line[1] = n;
  use(room, n);
  return room[n] + (int)line[1];
}

int atDepth(int n, int depth) {
  volatile char pad[8] = {0};
  if (depth)
    return atDepth(n, depth - 1) + pad[0];
  return aligned(n) + alignedAndDynamic(n);
}

int main(void) {
  int sum = 0;
  for (int i = 1; i < 4; ++i)
    sum += threePages(i) + manyPages(i) + dynamic(i) + aligned(i) +
           alignedAndDynamic(i) + atDepth(i, i);
  return sum == 0;
}
