// The frame itself is written to.
struct frame {
  int width, height;
};

static bool next_frame(frame &out, int number) {
  frame f{640 * number, 480 * number};
  if (number > 2)
    return false;
  out = f;
  return true;
}

int main() {
  frame f{};
  if (!next_frame(f, 1))
    return 1;
  return f.width == 640 ? 0 : 1;
}
