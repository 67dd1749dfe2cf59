// flags: -O1
// run: int stale(int); int main(void) { return stale(0) & 0; }
//
// A correct explanation says:
// - first and second share rsp+0. `*kept` reads second[0], n + 1, not n.

void use(void *);

// `kept` outlives `first`. What it reads depends on who owns the slot next: at
// -O1 that is `second`.
int stale(int n) {
  int *kept;
  {
    int first[4];
    first[0] = n;
    use(first);
    kept = &first[0];
  }
  {
    int second[4];
    second[0] = n + 1;
    use(second);
  }
  return *kept; // break
}
