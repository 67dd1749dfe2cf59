// The text is the function's.
static int checked(int size) {
  char text[] = "size 0 is too small";
  const char *why = "fine: 0";
  if (size < 0)
    goto fail;
  {
    text[5] = (char)('0' + size % 10);
    why = text;
    if (size < 8)
      goto fail;
  }
  return 0;
fail:
  return why[5];
}

int main(void) { return checked(3) == '3' ? 0 : 1; }
