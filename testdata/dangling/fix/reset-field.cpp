// findings: 1, fixes: 1
struct context {
  int *now;
};
int run(int *to);
void work(context *in, int c) {
  int x = c;
  in->now = &x;
  if (c)
    run(in->now);
}
