// It is taken back before every return.
static int measure(int **cursor, int stop_early) {
  int ticks = 3;
  *cursor = &ticks;
  ++**cursor;
  *cursor = 0;
  if (stop_early)
    return -1;
  return ticks;
}

int main(void) {
  int *cursor = 0;
  measure(&cursor, 1);
  return cursor ? 1 : 0;
}
