// A compound literal inside of a function is an unnamed local of the block
// around it (C17 6.5.2.5p5). Strings are static, compound literals are not.
// run: stack-use-after-return
struct range {
  int low, high;
};

static const struct range *range_of(char unit) {
  switch (unit) {
  case 'm': // minutes and seconds
  case 's':
    return &(struct range){0, 59}; // expect: return
  default:
    return 0;
  }
} // trace 1: the temporary dies here

int main(void) {
  const struct range *minutes = range_of('m');
  // also: use-after-scope
  return minutes->high == 59 ? 0 : 1;
}
