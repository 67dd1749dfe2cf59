// The command is called through a table; all of its functions are known, and
// one of them keeps its argument.
// run: stack-use-after-return
typedef void command(int *argument);
static int *watched;

static void clear(int *argument) { *argument = 0; }
static void watch(int *argument) { watched = argument; }

static command *const commands[] = {clear, watch};

static void execute(unsigned which) {
  int argument = 9;
  commands[which % 2](&argument); // expect: global
} // trace 1: 'argument' dies here

int main(void) {
  execute(1);
  // also: use-after-scope
  return *watched == 9 ? 0 : 1;
}
