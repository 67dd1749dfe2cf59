// The README's example of a pointer that outlives the local it points to.
char *greeting(char last) {
  char text[6] = "hell";
  text[4] = last;
  return text;
}
