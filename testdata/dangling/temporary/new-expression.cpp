// The temporary is bound to a member of an object on the heap: it dies at the
// semicolon, braces or not.
// run: stack-use-after-scope
struct point {
  int x, y;
};
struct shape {
  const point &origin;
};

int main() {
  // expect: temporary
  shape *s = new shape{point{3, 4}};
  int x = s->origin.x; // also: use-after-scope, temporary
  delete s;
  return x == 3 ? 0 : 1;
}
