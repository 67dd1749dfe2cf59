// The value of the round before is kept in a variable outside of the loop.
static int rising(const int *values, int count) {
  int last = 0;
  int rises = 0;
  for (int i = 0; i < count; ++i) {
    int scaled = values[i] * 10;
    if (i > 0 && last < scaled)
      ++rises;
    last = scaled;
  }
  return rises;
}

int main(void) {
  const int values[] = {1, 2, 3};
  return rising(values, 3) == 2 ? 0 : 1;
}
