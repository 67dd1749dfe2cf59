// A struct of an array has the numbers themselves.

struct three {
  int all[3];
  const int *begin() const { return all; }
  const int *end() const { return all + 3; }
};

static three sizes(int small) {
  return {{small, small * 2, small * 4}};
}

int main() {
  int sum = 0;
  three all = sizes(1);
  for (int each : all)
    sum += each;
  return sum == 7 ? 0 : 1;
}
