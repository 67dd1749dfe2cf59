// The value travels, not its address.
#include <string.h>

struct message {
  unsigned char kind;
  unsigned char payload[sizeof(void *)];
};

static void post(struct message *message, void *object) {
  message->kind = 1;
  memcpy(message->payload, &object, sizeof object);
}

static void *object_of(const struct message *message) {
  void *object;
  memcpy(&object, message->payload, sizeof object);
  return object;
}

static int round_trip(int value) {
  struct message message;
  int answer = value * 2;
  post(&message, &answer);
  return *(int *)object_of(&message);
}

int main(void) {
  return round_trip(21) == 42 ? 0 : 1;
}
