// The number is stored.
union slot {
  long number;
  void *pointer;
};
static union slot registers[4];

static void load(int which, long value) {
  long cell = value;
  registers[which & 3].number = cell;
}

int main(void) {
  load(1, 5);
  return registers[1].number == 5 ? 0 : 1;
}
