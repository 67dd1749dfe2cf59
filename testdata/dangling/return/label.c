// A label's address means something in its own function alone; a generator that
// hands it out to be jumped to later has nowhere to jump to.
// run: nothing, a label has no bytes that could be read
static void *resume_point(int finished) {
  if (finished)
    return 0;
  // expect: return
  return &&middle;
middle:
  return 0;
}

int main(void) { return resume_point(0) ? 0 : 1; }
