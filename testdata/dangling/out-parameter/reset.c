// The pointer is taken back on one of the two ways only.
// run: stack-use-after-return
static int measure(int **cursor, int stop_early) {
  int ticks = 3;
  *cursor = &ticks; // expect: out-parameter
  ++**cursor;
  if (stop_early)
    return -1;
  *cursor = 0;
  return ticks;
} // trace 1: 'ticks' dies here

int main(void) {
  int *cursor = 0;
  measure(&cursor, 1);
  // also: use-after-scope
  return *cursor == 4 ? 0 : 1;
}
