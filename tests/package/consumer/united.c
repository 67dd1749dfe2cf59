#if UNITED != 1
#error "not compiled as the build does it"
#endif

int united(int n) {
  int half = n / 2;
  return half;
}
