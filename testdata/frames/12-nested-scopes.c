// flags: -O0
// run: int scopes(int); int main(void) { return scopes(1) != 2; }
//
// A correct explanation says:
// - left at rbp-48 and right at rbp-80, 32 bytes each: not shared.

void use(void *);

// `left` and `right` never live at the same time. At -O0 clang gives each its
// own slot all the same.
int scopes(int n) {
  int result = 0;
  if (n) {
    int left[8];
    left[0] = n;
    use(left);
    result += left[0];
  }
  {
    int right[8];
    right[0] = n;
    use(right);
    result += right[0]; // break
  }
  return result;
}
