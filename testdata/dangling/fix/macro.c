// findings: 1, fixes: 0
#define LOCAL(type, name) type name
int fill(int *to);
int *first(void) {
  LOCAL(int, a);
  fill(&a);
  return &a;
}
