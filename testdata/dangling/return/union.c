// An interpreter's value is a union: the member that is read has the bytes of
// the one that was stored (C17 6.5.2.3, footnote 97).
// run: stack-use-after-return
struct string {
  int length;
  char bytes[12];
};

union value {
  double number;
  struct string *string;
  unsigned long bits;
};

static union value to_string(int digit) {
  struct string result = {1, {(char)('0' + digit)}};
  union value value;
  // trace 1: 'result'
  value.string = &result;
  if (value.bits == 0)
    value.number = 0;
  // expect: return
  return value;
} // trace 2: 'result' dies here

int main(void) {
  union value value = to_string(7);
  // also: use-after-scope
  return value.string->bytes[0] == '7' ? 0 : 1;
}
