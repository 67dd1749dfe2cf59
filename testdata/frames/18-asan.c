// flags: -O0 -fsanitize=address
// run: int poisoned(int); int main(void) { return poisoned(2) != 2; }
//
// A correct explanation says:
// - buffer is not in the frame: it is at offset 32 of a 64-byte block whose
//   address is kept at rbx+88 (asan_local_stack_base).
// - The block comes from __asan_stack_malloc_0, or else from the stack by a
//   dynamic allocation of 64 bytes.
// - value (rbx+96) is not address-taken and stays in the frame.

void use(void *);

// AddressSanitizer puts the locals between red zones of its own, in a block
// that may be on the heap (to find uses after return) or on the stack. The
// frame has the pointer to it.
int poisoned(int n) {
  int value = n;
  char buffer[13];
  buffer[0] = value;
  use(buffer);
  return buffer[0]; // break
}
