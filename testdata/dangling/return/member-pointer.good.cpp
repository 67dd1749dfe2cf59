// The colour is an argument.
struct colour {
  int red = 0, green = 0, blue = 0;
};

static int &channel(colour &c, int colour::*which, int brightness) {
  c.*which = brightness;
  return c.*which;
}

int main() {
  colour c;
  int &green = channel(c, &colour::green, 9);
  return green == 9 ? 0 : 1;
}
