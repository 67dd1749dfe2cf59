// A buffer that frees its memory, and a view of it, without an annotation: what
// the functions do is known from their code.
// run: heap-use-after-free
#include <cstdlib>
#include <cstring>

class buffer {
  char *bytes;

public:
  explicit buffer(const char *text) : bytes(strdup(text)) {}
  buffer(const buffer &) = delete;
  ~buffer() { free(bytes); }
  char *data() const { return bytes; }
};

struct view {
  const char *begin, *end;
};

static view word_of(const char *text) {
  buffer copy(text);
  char *end = copy.data();
  while (*end && *end != ' ')
    ++end;
  return {copy.data(), end}; // expect: view
} // trace 1: 'copy' dies here

int main() {
  view word = word_of("two words");
  return word.begin[0] == 't' ? 0 : 1; // also: view
}
