// The library function reads the bytes.
// run: stack-use-after-scope
#include <string.h>

static int checksum(const unsigned char *key, int length) {
  unsigned char buffer[8];
  const unsigned char *block = key;
  if (length < 8) {
    unsigned char padded[8] = {0};
    memcpy(padded, key, (unsigned)length);
    block = padded; // trace 1: the address of 'padded' goes into 'block'
  } // trace 2: 'padded' dies here
  memcpy(buffer, block, sizeof buffer); // expect: use-after-scope
  return buffer[0] ^ buffer[7];
}

int main(void) {
  return checksum((const unsigned char *)"abc", 3) == 'a' ? 0 : 1;
}
