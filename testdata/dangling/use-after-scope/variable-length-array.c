// A variable-length array ends with its block: the stack pointer is put back.
// run: nothing, AddressSanitizer forgets the array with its block
static int median(const int *values, int count) {
  int *sorted = 0;
  if (count > 1) {
    int copy[count];
    for (int i = 0; i < count; ++i) {
      int at = i;
      for (; at > 0 && copy[at - 1] > values[i]; --at)
        copy[at] = copy[at - 1];
      copy[at] = values[i];
    }
    sorted = copy; // trace 1: the address of 'copy' goes into 'sorted'
  } // trace 2: 'copy' dies here
  return sorted ? sorted[count / 2] : 0; // expect: use-after-scope
}

int main(void) {
  const int values[] = {5, 1, 3};
  return median(values, 3) == 3 ? 0 : 1;
}
