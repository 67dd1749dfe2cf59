// The names of a structured binding are parts of a hidden local.
// run: stack-use-after-return
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

static const int *number(const char *s) {
  auto [value, rest] = parse(s);
  if (rest)
    return nullptr;
  return &value; // expect: return
} // trace 1: 'rest' dies here

int main() {
  const int *n = number("17");
  // also: use-after-scope
  return *n == 17 ? 0 : 1;
}
