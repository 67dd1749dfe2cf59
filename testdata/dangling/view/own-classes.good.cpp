// The buffer is the caller's.
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

static view word_of(const buffer &copy) {
  char *end = copy.data();
  while (*end && *end != ' ')
    ++end;
  return {copy.data(), end};
}

int main() {
  buffer text("two words");
  view word = word_of(text);
  return word.begin[0] == 't' ? 0 : 1;
}
