// The README's example of a pointer that outlives the local it points to.
char *greeting(char last) {
  char text[6] = "hell";
  text[4] = last;
  return text;
}

long square(long side) { return side * side; }

int main(void) {
  char *words = greeting('o');
  return square(12) == 144 ? words[0] : 1;
}
