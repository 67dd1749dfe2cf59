// The block has a name, and with it a scope.
struct block {
  int words[4];
};

static struct block zeros(int first) { return (struct block){{first}}; }

static void keep(const int **to, const int *words) { *to = words; }

static int first_word(int value) {
  const int *words;
  struct block block = zeros(value);
  keep(&words, block.words);
  return *words;
}

int main(void) { return first_word(6) == 6 ? 0 : 1; }
