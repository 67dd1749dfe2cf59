// flags: -O1
// run: int scopes(int); int main(void) { return scopes(1) != 2; }
//
// A correct explanation says:
// - left and right are both at rsp+0: one slot, two names, with their ranges.
// - n is in ebx, result in ebp: saved for the caller at CFA-24 and CFA-16.

void use(void *);

// The same source as 12-nested-scopes.c. With optimisation `left` and `right`
// share one slot: they never live at the same time.
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
