// The address of the argument is what is passed.
static void remember(const int **seen, const int *value) {
  if (*value > 0)
    *seen = value;
}

int main(void) {
  const int *seen = 0;
  const int seven = 7;
  remember(&seen, &seven);
  return *seen == 7 ? 0 : 1;
}
