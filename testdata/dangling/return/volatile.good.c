// The status word has static storage duration, as a device's register would.
static volatile int *status_word(int ready) {
  static volatile int status;
  status = ready ? 0x80 : 0;
  volatile int *volatile where = &status;
  *where |= 1;
  return where;
}

int main(void) {
  volatile int *status = status_word(1);
  return *status == 0x81 ? 0 : 1;
}
