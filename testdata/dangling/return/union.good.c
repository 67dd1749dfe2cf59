// The string is a member of what is returned, by value.
struct string {
  int length;
  char bytes[12];
};

union value {
  double number;
  struct string string;
  unsigned long bits;
};

static union value to_string(int digit) {
  union value value;
  value.string = (struct string){1, {(char)('0' + digit)}};
  if (value.bits == 0)
    value.number = 0;
  return value;
}

int main(void) {
  union value value = to_string(7);
  return value.string.bytes[0] == '7' ? 0 : 1;
}
