// The interrupt handler fills the buffer that the driver was told; the function
// that told it has returned by then.
// run: stack-use-after-return
#include <stdint.h>

struct uart {
  volatile uint8_t data;
  uint8_t *receive;
  uint8_t room;
};

static void interrupt(struct uart *u) {
  if (u->room) {
    --u->room;
    // also: use-after-scope
    *u->receive++ = u->data;
  }
}

static void receive_line(struct uart *u) {
  uint8_t line[16];
  u->receive = line; // expect: field
  u->room = sizeof line;
} // trace 1: 'line' dies here

int main(void) {
  struct uart uart = {.data = 'x'};
  receive_line(&uart);
  interrupt(&uart);
  return uart.room == 15 ? 0 : 1;
}
