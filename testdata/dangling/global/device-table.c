// A driver's table keeps what was registered; the descriptor is a local of the
// probe function.
// run: stack-use-after-return
struct device {
  unsigned id;
  int (*read)(struct device *);
};
static struct device *devices[8];
static unsigned count;

static int read_zero(struct device *d) { return (int)d->id * 0; }

static int add_device(struct device *d) {
  if (count == sizeof devices / sizeof *devices)
    return -1;
  devices[count++] = d; // trace 2: it goes into 'devices[...]'
  return 0;
}

static int probe(unsigned id) {
  struct device device = {id, read_zero};
  // trace 1: the address of 'device' is passed to 'add_device' as 'd'
  return add_device(&device); // expect: global
} // trace 3: 'device' dies here

int main(void) {
  if (probe(3) != 0)
    return 1;
  // also: use-after-scope
  return devices[0]->read(devices[0]);
}
