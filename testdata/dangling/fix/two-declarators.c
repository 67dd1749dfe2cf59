// findings: 1, fixes: 0
int fill(int *to);
int *first(void) {
  int a, b = 1;
  fill(&a);
  return b ? &a : 0;
}
