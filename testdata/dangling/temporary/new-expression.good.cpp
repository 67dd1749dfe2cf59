// The object is on the stack and extends the temporary's life.
struct point {
  int x, y;
};
struct shape {
  const point &origin;
};

int main() {
  shape s{point{3, 4}};
  int x = s.origin.x;
  return x == 3 ? 0 : 1;
}
