// The argument outlives the calls.
typedef void command(int *argument);
static int *watched;

static void clear(int *argument) { *argument = 0; }
static void watch(int *argument) { watched = argument; }

static command *const commands[] = {clear, watch};

static void execute(unsigned which) {
  static int argument = 9;
  commands[which % 2](&argument);
}

int main(void) {
  execute(1);
  return *watched == 9 ? 0 : 1;
}
