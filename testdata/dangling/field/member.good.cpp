// The buffer is a member, too.
class decoder {
  const unsigned char *at = nullptr;
  unsigned char buffer[4] = {};

public:
  void feed(unsigned char byte) {
    buffer[0] = byte;
    at = buffer;
  }
  int next() const { return at[0]; }
};

int main() {
  decoder d;
  d.feed(7);
  return d.next() == 7 ? 0 : 1;
}
