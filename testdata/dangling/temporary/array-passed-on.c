// The pointer is stored by a callee that takes the array's address; the array
// is gone at the semicolon.
// run: stack-use-after-scope
struct block {
  int words[4];
};

static struct block zeros(int first) { return (struct block){{first}}; }

// trace 2: it goes into '*to'
static void keep(const int **to, const int *words) { *to = words; }

static int first_word(int value) {
  const int *words;
  // trace 1: the address of the temporary is passed to 'keep' as 'words'
  // trace 3: the temporary dies here
  keep(&words, zeros(value).words);
  return *words; // expect: temporary
}

int main(void) { return first_word(6) == 6 ? 0 : 1; }
