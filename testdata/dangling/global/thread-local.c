// A variable of thread storage duration lives as long as its thread, which is
// longer than the call.
// run: stack-use-after-return
static _Thread_local const char *last_error;

static int open_port(int number) {
  char text[] = "port 0 is in use";
  text[5] = (char)('0' + number);
  last_error = text; // expect: global
  return -1;
} // trace 1: 'text' dies here

int main(void) {
  if (open_port(4) < 0)
    // also: use-after-scope
    return last_error[5] == '4' ? 0 : 1;
  return 0;
}
