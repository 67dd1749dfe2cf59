// With braces.
struct limits {
  int low, high;
};
struct axis {
  const limits &range;
  int ticks;
};

static limits from_data(int high) { return {0, high}; }

int main() {
  axis x{from_data(10), 5};
  return x.range.high == 10 ? 0 : 1;
}
