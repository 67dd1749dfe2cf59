// Without braces of its own the literal's block is the function's body.
struct style {
  int width, colour;
};

static int draw(const struct style *style, int selected) {
  struct style *bold = &(struct style){style->width + 1, 0xff0000};
  if (selected)
    style = bold;
  return style->colour;
}

int main(void) {
  struct style thin = {1, 0};
  return draw(&thin, 1) == 0xff0000 ? 0 : 1;
}
