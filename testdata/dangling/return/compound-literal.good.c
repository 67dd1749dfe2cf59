// A named table of static storage duration lives as long as the program.
struct range {
  int low, high;
};

static const struct range *range_of(char unit) {
  static const struct range sixty = {0, 59};
  switch (unit) {
  case 'm': // minutes and seconds
  case 's':
    return &sixty;
  default:
    return 0;
  }
}

int main(void) {
  const struct range *minutes = range_of('m');
  return minutes->high == 59 ? 0 : 1;
}
