// The assembly between cannot change where the pointer variable points: it only
// reads it.
// run: nothing, with assembly in it AddressSanitizer leaves a frame where it is
static void scratch(int size, char **area) {
  char bytes[16];
  char *p = bytes; // trace 1: the address of 'bytes' goes into 'p'
  __asm__ volatile("" : : "r"(p) : "memory");
  bytes[0] = (char)size;
  *area = p; // expect: out-parameter
} // trace 2: 'bytes' dies here

int main(void) {
  char *area;
  scratch(3, &area);
  // also: use-after-scope
  return area[0] == 3 ? 0 : 1;
}
