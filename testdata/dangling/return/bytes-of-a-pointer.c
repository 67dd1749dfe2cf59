// A message carries a pointer as bytes; copied out again, it is the same
// pointer (C17 6.2.6.1p4).
// run: stack-use-after-return
#include <string.h>

struct message {
  unsigned char kind;
  unsigned char payload[sizeof(void *)];
};

static void post(struct message *message, void *object) {
  message->kind = 1;
  // trace 2: it goes into 'message->payload
  memcpy(message->payload, &object, sizeof object);
}

static void *object_of(const struct message *message) {
  void *object;
  memcpy(&object, message->payload, sizeof object);
  return object;
}

static int *round_trip(int value) {
  struct message message;
  int answer = value * 2;
  // trace 1: the address of 'answer' is passed to 'post' as 'object'
  post(&message, &answer);
  // trace 3: passed to 'object_of'
  return object_of(&message); // expect: return
} // trace 4: 'answer' dies here

int main(void) {
  int *answer = round_trip(21);
  // also: use-after-scope
  return *answer == 42 ? 0 : 1;
}
