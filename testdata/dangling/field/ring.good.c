// The ring has the characters.
struct ring {
  char lines[4][8];
  unsigned at;
};

static void append(struct ring *r, int number) {
  char line[] = "line 0";
  line[5] = (char)('0' + number);
  for (unsigned i = 0, n = r->at++ % 4; i < sizeof line; ++i)
    r->lines[n][i] = line[i];
}

int main(void) {
  struct ring ring = {.at = 0};
  append(&ring, 1);
  return ring.lines[0][5] == '1' ? 0 : 1;
}
