// The loop's variable is gone behind the loop, found or not.
// run: stack-use-after-scope
static const int table[] = {3, 1, 4, 1, 5, 9};

static int position(int wanted) {
  const int *found = 0;
  for (int i = 0; i < 6; ++i)
    if (table[i] == wanted) {
      found = &i; // trace 1: the address of 'i' goes into 'found'
      break;
    } // trace 2: 'i' dies here
  return found ? *found : -1; // expect: use-after-scope
}

int main(void) { return position(4) == 2 ? 0 : 1; }
