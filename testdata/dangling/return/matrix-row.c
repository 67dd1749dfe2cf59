// A row of a local matrix is an array in it.
// run: stack-use-after-return
typedef float row[3];

static const float *scaled_axis(int axis, float factor) {
  row matrix[3] = {{0}};
  for (int i = 0; i < 3; ++i)
    matrix[i][i] = factor;
  return matrix[axis]; // expect: return
} // trace 1: 'matrix' dies here

int main(void) {
  const float *y = scaled_axis(1, 2);
  // also: use-after-scope
  return y[1] == 2 ? 0 : 1;
}
