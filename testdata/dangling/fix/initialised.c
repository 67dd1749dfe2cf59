// findings: 1, fixes: 0
// A static one would keep what a caller writes into it.
int *answer(void) {
  int x = 42;
  return &x;
}
