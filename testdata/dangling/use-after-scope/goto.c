// A jump out of a block ends the lifetimes of its variables as its brace does.
// run: stack-use-after-scope
static int checked(int size) {
  const char *why = "fine";
  if (size < 0)
    goto fail;
  {
    char text[] = "size 0 is too small";
    text[5] = (char)('0' + size % 10);
    why = text; // trace 1: the address of 'text' goes into 'why'
    if (size < 8)
      goto fail;
  } // trace 2: 'text' dies here
  return 0;
fail:
  return why[5]; // expect: use-after-scope
}

int main(void) { return checked(3) == '3' ? 0 : 1; }
