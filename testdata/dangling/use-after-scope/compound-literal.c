// A compound literal is a local of the block that it is written in, not of the
// function (C17 6.5.2.5p5).
// run: nothing, clang keeps the literal's bytes to the function's end
struct style {
  int width, colour;
};

static int draw(const struct style *style, int selected) {
  if (selected) {
    // trace 1: the address of the compound literal goes into 'style'
    style = &(struct style){style->width + 1, 0xff0000};
  } // untold 2: dies here
  return style->colour; // expect: use-after-scope
}

int main(void) {
  struct style thin = {1, 0};
  return draw(&thin, 1) == 0xff0000 ? 0 : 1;
}
