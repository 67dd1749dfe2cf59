// The classic walkthrough: where are a 1-byte and a 4-byte local below RBP?
void use(char *, int *);

void walkthrough(void) {
  char flag = 1;
  int count = 2;
  use(&flag, &count);
}
