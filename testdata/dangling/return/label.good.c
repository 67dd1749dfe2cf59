// The point to go on from is a number, and a switch jumps there.
static int resume_point(int finished) {
  if (finished)
    return 0;
  return 1;
}

int main(void) { return resume_point(0) ? 0 : 1; }
