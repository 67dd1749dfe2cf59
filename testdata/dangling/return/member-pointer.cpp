// A pointer to a member picks a part of the local.
// run: stack-use-after-return
struct colour {
  int red = 0, green = 0, blue = 0;
};

static int &channel(int colour::*which, int brightness) {
  colour c;
  c.*which = brightness;
  return c.*which; // expect: return
} // trace 1: 'c' dies here

int main() {
  int &green = channel(&colour::green, 9);
  // also: use-after-scope
  return green == 9 ? 0 : 1;
}
