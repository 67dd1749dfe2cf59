// The base is copied out of it.
struct stream {
  int position = 0;
  virtual ~stream() = default;
};
struct buffer {
  char bytes[8] = "abc";
};
struct memory_stream : stream, buffer {};

static buffer opened(char first) {
  memory_stream m;
  m.bytes[0] = first;
  buffer *b = &m;
  return *b;
}

int main() {
  buffer b = opened('x');
  return b.bytes[0] == 'x' ? 0 : 1;
}
