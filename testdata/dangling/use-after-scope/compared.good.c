// Behind the block it is only compared.
static int chosen(int a, int prefer_local) {
  const int *p = &a;
  int is_local = 0;
  {
    int b = a * 2;
    if (prefer_local)
      p = &b;
    is_local = p == &b;
  }
  return is_local && p != &a ? 8 : a;
}

int main(void) { return chosen(4, 1) == 8 ? 0 : 1; }
