// The device keeps the address that is written to its register, as a number; it
// reads the bytes when it has the time.
// run: stack-use-after-return
#include <stdint.h>

struct dma {
  volatile uintptr_t source;
  volatile uint32_t count;
  volatile uint32_t control;
};
static struct dma channel; // on the board: *(struct dma *)0x40026000

static void send(uint8_t command) {
  uint8_t frame[4] = {0x55, command, 0, 0xaa};
  channel.source = (uintptr_t)frame; // expect: global
  channel.count = sizeof frame;
  channel.control = 1;
} // trace 1: 'frame' dies here

static uint8_t transfer(void) {
  // also: use-after-scope
  return ((const uint8_t *)channel.source)[1];
}

int main(void) {
  send(7);
  return transfer() == 7 ? 0 : 1;
}
