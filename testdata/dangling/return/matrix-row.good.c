// The matrix is the caller's.
typedef float row[3];

static const float *scaled_axis(row matrix[3], int axis, float factor) {
  for (int i = 0; i < 3; ++i)
    matrix[i][i] *= factor;
  return matrix[axis];
}

int main(void) {
  row unit[3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  const float *y = scaled_axis(unit, 1, 2);
  return y[1] == 2 ? 0 : 1;
}
