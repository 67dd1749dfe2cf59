// The variable is declared before the loop.
static const int table[] = {3, 1, 4, 1, 5, 9};

static int position(int wanted) {
  const int *found = 0;
  int i;
  for (i = 0; i < 6; ++i)
    if (table[i] == wanted) {
      found = &i;
      break;
    }
  return found ? *found : -1;
}

int main(void) { return position(4) == 2 ? 0 : 1; }
