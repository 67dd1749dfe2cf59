// The field is two pointers away from the argument.
// run: stack-use-after-return
struct style {
  const float *matrix;
};
struct item {
  struct item *next;
  struct style *style;
};
struct canvas {
  struct item *first;
};

static void scale_last(struct canvas *canvas, float factor) {
  float matrix[4] = {factor, 0, 0, factor};
  struct item *last = canvas->first;
  while (last->next)
    last = last->next;
  last->style->matrix = matrix; // expect: field
} // trace 1: 'matrix' dies here

int main(void) {
  struct style style = {0};
  struct item item = {0, &style};
  struct canvas canvas = {&item};
  scale_last(&canvas, 2);
  // also: use-after-scope
  return style.matrix[3] == 2 ? 0 : 1;
}
