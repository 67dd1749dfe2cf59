// findings: 1, fixes: 0
// Whether the inner object is still there at the end, nobody can say.
struct inner {
  int *now;
};
struct outer {
  struct inner *in;
};
void work(struct outer *out, int c) {
  int x = c;
  out->in->now = &x;
}
