// The result is kept in a variable; in its own expression an element may be
// read.
struct name {
  char text[16];
};

static struct name name_of(int id) {
  struct name n = {"device-0"};
  n.text[7] = (char)('0' + id);
  return n;
}

static int last_digit(int id) {
  struct name name = name_of(id);
  const char *text = name.text;
  return text[7] == name_of(id).text[7] ? text[7] : 0;
}

int main(void) { return last_digit(4) == '4' ? 0 : 1; }
