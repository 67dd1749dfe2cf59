// A static variable lives as long as the program, whatever its scope.
// run: stack-use-after-return
static int smoothed(int sample) {
  static const int *previous;
  int now = sample;
  // also: use-after-scope
  int result = previous ? (*previous + now) / 2 : now;
  previous = &now; // expect: global
  return result;
} // trace 1: 'now' dies here

int main(void) {
  smoothed(10);
  return smoothed(20) == 15 ? 0 : 1;
}
