// findings: 1, fixes: 0
static int *now;
int get(void) { return now ? *now : 0; }
int work(int c) {
  int x = c;
  now = &x;
  if (c)
    return 1;
  return get();
}
