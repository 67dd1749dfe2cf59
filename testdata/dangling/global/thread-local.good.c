// The text is of thread storage duration, too.
static _Thread_local char last_error[] = "port 0 is in use";

static int open_port(int number) {
  last_error[5] = (char)('0' + number);
  return -1;
}

int main(void) {
  if (open_port(4) < 0)
    return last_error[5] == '4' ? 0 : 1;
  return 0;
}
