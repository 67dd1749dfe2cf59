// The parameter is a reference to the caller's pointer.
// run: stack-use-after-return
struct frame {
  int width, height;
};

static bool next_frame(const frame *&out, int number) {
  frame f{640 * number, 480 * number};
  if (number > 2)
    return false;
  out = &f; // expect: out-parameter
  return true;
} // trace 1: 'f' dies here

int main() {
  const frame *f = nullptr;
  if (!next_frame(f, 1))
    return 1;
  // also: use-after-scope
  return f->width == 640 ? 0 : 1;
}
