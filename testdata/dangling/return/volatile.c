// A volatile pointer is read and written like any other; it still holds the
// address of a local.
// run: stack-use-after-return
static volatile int *status_word(int ready) {
  volatile int status = ready ? 0x80 : 0;
  // trace 1: the address of 'status' goes into 'where'
  volatile int *volatile where = &status;
  *where |= 1;
  return where; // expect: return
} // trace 2: 'status' dies here

int main(void) {
  volatile int *status = status_word(1);
  // also: use-after-scope
  return *status == 0x81 ? 0 : 1;
}
