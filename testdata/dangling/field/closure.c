// A callback in C is a function and a pointer to its data; the data is a local
// of the function that makes the pair.
// run: stack-use-after-return
struct callback {
  int (*call)(void *data, int x);
  void *data;
};

static int add(void *data, int x) { return *(int *)data + x; }

static void make_adder(int n, struct callback *result) {
  int amount = n;
  result->call = add;
  result->data = &amount; // expect: field
} // trace 1: 'amount' dies here

int main(void) {
  struct callback add_two;
  make_adder(2, &add_two);
  // also: use-after-scope
  return add_two.call(add_two.data, 40) == 42 ? 0 : 1;
}
