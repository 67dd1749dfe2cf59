// Each round has variables of its own: the one that the pointer was set to in
// the round before is dead, though the same bytes belong to its successor.
// run: nothing, the bytes belong to this round's variable by then
static int rising(const int *values, int count) {
  const int *last = 0;
  int rises = 0;
  for (int i = 0; i < count; ++i) {
    int scaled = values[i] * 10;
    if (last && *last < scaled) // expect: use-after-scope
      ++rises;
    last = &scaled; // trace 1: the address of 'scaled' goes into 'last'
  } // trace 2: 'scaled' dies here
  return rises;
}

int main(void) {
  const int values[] = {1, 2, 3};
  return rising(values, 3) == 2 ? 0 : 1;
}
