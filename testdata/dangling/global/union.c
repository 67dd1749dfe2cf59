// The global is a union: whichever member is stored to, the bytes are there.
// run: stack-use-after-return
union slot {
  long number;
  void *pointer;
};
static union slot registers[4];

static void load(int which, long value) {
  long cell = value;
  registers[which & 3].pointer = &cell; // expect: global
} // trace 1: 'cell' dies here

int main(void) {
  load(1, 5);
  // also: use-after-scope
  return *(long *)registers[1].pointer == 5 ? 0 : 1;
}
