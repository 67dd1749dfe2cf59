// The function waits until the device has read the bytes and takes the address
// back.
#include <stdint.h>

struct dma {
  volatile uintptr_t source;
  volatile uint32_t count;
  volatile uint32_t control;
};
static struct dma channel; // on the board: *(struct dma *)0x40026000

static uint8_t transfer(void);

static int send(uint8_t command) {
  uint8_t frame[4] = {0x55, command, 0, 0xaa};
  channel.source = (uintptr_t)frame;
  channel.count = sizeof frame;
  channel.control = 1;
  uint8_t sent = transfer();
  channel.source = 0;
  return sent;
}

static uint8_t transfer(void) {
  return ((const uint8_t *)channel.source)[1];
}

int main(void) {
  return send(7) == 7 ? 0 : 1;
}
