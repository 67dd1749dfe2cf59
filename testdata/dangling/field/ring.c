// The index is not known, the array is: some element keeps the address.
// run: stack-use-after-return
struct ring {
  const char *lines[4];
  unsigned at;
};

static void append(struct ring *r, int number) {
  char line[] = "line 0";
  line[5] = (char)('0' + number);
  r->lines[r->at++ % 4] = line; // expect: field
} // trace 1: 'line' dies here

int main(void) {
  struct ring ring = {.at = 0};
  append(&ring, 1);
  // also: use-after-scope
  return ring.lines[0][5] == '1' ? 0 : 1;
}
