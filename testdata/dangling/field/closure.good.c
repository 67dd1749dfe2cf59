// The data is the caller's.
struct callback {
  int (*call)(void *data, int x);
  void *data;
};

static int add(void *data, int x) { return *(int *)data + x; }

static void make_adder(int *amount, struct callback *result) {
  result->call = add;
  result->data = amount;
}

int main(void) {
  int two = 2;
  struct callback add_two;
  make_adder(&two, &add_two);
  return add_two.call(add_two.data, 40) == 42 ? 0 : 1;
}
