// The value is what is returned.
struct parsed {
  int value, rest;
};

static parsed parse(const char *s) {
  parsed p{0, 0};
  for (; *s >= '0' && *s <= '9'; ++s)
    p.value = p.value * 10 + *s - '0';
  p.rest = *s;
  return p;
}

static int number(const char *s) {
  auto [value, rest] = parse(s);
  if (rest)
    return -1;
  return value;
}

int main() {
  return number("17") == 17 ? 0 : 1;
}
