// The buffer is static, as everything that an interrupt handler writes to.
#include <stdint.h>

struct uart {
  volatile uint8_t data;
  uint8_t *receive;
  uint8_t room;
};

static void interrupt(struct uart *u) {
  if (u->room) {
    --u->room;
    *u->receive++ = u->data;
  }
}

static void receive_line(struct uart *u) {
  static uint8_t line[16];
  u->receive = line;
  u->room = sizeof line;
}

int main(void) {
  struct uart uart = {.data = 'x'};
  receive_line(&uart);
  interrupt(&uart);
  return uart.room == 15 ? 0 : 1;
}
