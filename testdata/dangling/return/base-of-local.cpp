// A pointer to a base class points into the middle of the derived object.
// run: stack-use-after-return
struct stream {
  int position = 0;
  virtual ~stream() = default;
};
struct buffer {
  char bytes[8] = "abc";
};
struct memory_stream : stream, buffer {};

static buffer *opened(char first) {
  memory_stream m;
  m.bytes[0] = first;
  buffer *b = &m; // trace 1: the address of 'm' goes into 'b'
  return b;       // expect: return
} // trace 2: 'm' dies here

int main() {
  buffer *b = opened('x');
  // also: use-after-scope
  return b->bytes[0] == 'x' ? 0 : 1;
}
