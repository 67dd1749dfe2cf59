// Scaling needs the matrix only until it has drawn.
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

static float scale_last(struct canvas *canvas, float factor) {
  float matrix[4] = {factor, 0, 0, factor};
  struct item *last = canvas->first;
  while (last->next)
    last = last->next;
  last->style->matrix = matrix;
  float area = last->style->matrix[0] * last->style->matrix[3];
  last->style->matrix = 0;
  return area;
}

int main(void) {
  struct style style = {0};
  struct item item = {0, &style};
  struct canvas canvas = {&item};
  return scale_last(&canvas, 2) == 4 ? 0 : 1;
}
