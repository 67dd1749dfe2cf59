// The member function stores the address of its own local in the object, which
// lives on.
// run: stack-use-after-return
class decoder {
  const unsigned char *at = nullptr;

public:
  void feed(unsigned char byte) {
    unsigned char buffer[4] = {byte, 0, 0, 0};
    at = buffer; // expect: field
  } // trace 1: 'buffer' dies here
  int next() const { return at[0]; } // also: use-after-scope
};

int main() {
  decoder d;
  d.feed(7);
  // also: use-after-scope
  return d.next() == 7 ? 0 : 1;
}
