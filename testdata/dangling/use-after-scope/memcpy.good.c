// The padded block is the function's.
#include <string.h>

static int checksum(const unsigned char *key, int length) {
  unsigned char buffer[8], padded[8] = {0};
  const unsigned char *block = key;
  if (length < 8) {
    memcpy(padded, key, (unsigned)length);
    block = padded;
  }
  memcpy(buffer, block, sizeof buffer);
  return buffer[0] ^ buffer[7];
}

int main(void) {
  return checksum((const unsigned char *)"abc", 3) == 'a' ? 0 : 1;
}
