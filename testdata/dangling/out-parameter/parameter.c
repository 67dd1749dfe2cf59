// The parameter has the argument's value and an address of its own.
// run: stack-use-after-return
static void remember(const int **seen, int value) {
  if (value > 0)
    *seen = &value; // expect: out-parameter
} // trace 1: 'value' dies here

int main(void) {
  const int *seen = 0;
  remember(&seen, 7);
  // also: use-after-scope
  return *seen == 7 ? 0 : 1;
}
