// What a function returns by value is a temporary; an array in it lives until
// the full expression ends (C17 6.2.4p8).
// run: stack-use-after-scope
struct name {
  char text[16];
};

static struct name name_of(int id) {
  struct name n = {"device-0"};
  n.text[7] = (char)('0' + id);
  return n;
}

static int last_digit(int id) {
  // expect: temporary
  // untold 1: dies here
  const char *text = name_of(id).text;
  return text[7]; // also: use-after-scope
}

int main(void) { return last_digit(4) == '4' ? 0 : 1; }
