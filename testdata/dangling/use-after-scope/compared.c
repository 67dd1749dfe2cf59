// The pointer says which of the two was taken, and is read from after all.
// run: stack-use-after-scope
static int chosen(int a, int prefer_local) {
  const int *p = &a;
  int is_local = 0;
  {
    int b = a * 2;
    if (prefer_local)
      p = &b; // trace 1: the address of 'b' goes into 'p'
    is_local = p == &b;
  } // trace 2: 'b' dies here
  return is_local ? *p : a; // expect: use-after-scope
}

int main(void) { return chosen(4, 1) == 8 ? 0 : 1; }
