// C++: new in its forms, references, virtual calls, exceptions, destructors.
#include <new>

struct Shape {
  virtual ~Shape() {}
  virtual int area() const { return 0; }
  int id = 1;
};
struct Box : Shape {
  Box(int w, int h) : w(w), h(h) {}
  int area() const override { return w * h; }
  int w, h;
};
struct Guard {
  explicit Guard(int &count) : count(count) { ++count; }
  ~Guard() { --count; }
  int &count;
};

int allocations(int n) {
  int *one = new int(n);
  *one += 2;
  int *many = new int[10];
  many[3] = *one;
  many[n] = 1;
  alignas(Box) char room[sizeof(Box)];
  Box *placed = new (room) Box(n, 3);
  placed->id = 4;
  int result = placed->area() + many[3];
  placed->~Box();
  Shape *shape = new Box(2, n);
  result += shape->area() + shape->id;
  delete shape;
  delete[] many;
  delete one;
  return result;
}

int references(int n) {
  int x = n;
  int &r = x;
  r += 2;
  const int &temporary = n + 1;
  auto lambda = [&](int by) { return x += by; };
  lambda(3);
  Guard guard(x);
  return r + temporary + guard.count;
}

[[gnu::noinline]] int thrower(int n) {
  if (n > 1)
    throw n;
  return n;
}

int catcher(int n) {
  int count = 0;
  Guard outer(count);
  try {
    Guard inner(count);
    return thrower(n) + count;
  } catch (int caught) {
    return caught + count;
  }
}

int main() {
  int sum = 0;
  for (int i = 0; i < 4; ++i)
    sum += allocations(i) + references(i) + catcher(i);
  return sum == 0;
}
