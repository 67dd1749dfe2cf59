// flags: -O1
// run: int target(int n) { return n; }
// run: int answer(void); int delegate(int); int counted(void);
// run: int perThread(void);
// run: int main(void) { return answer() != 42 || delegate(1) != 2 ||
// run: counted() < 1 || perThread() < 1; }
//
// A correct explanation says:
// - answer: naked. delegate: `jmp`, no frame of its own. counted, perThread:
//   their variables are not on the stack.

int target(int);

// naked: the compiler adds neither prologue nor epilogue; the assembly is all.
__attribute__((naked)) int answer(void) { __asm__("movl $42, %eax\n\tret"); }

// The last thing it does is a call: jmp instead of call and ret, and the callee
// uses this function's place on the stack.
int delegate(int n) { return target(n + 1); }

// One object for all calls, in .bss: not in any frame.
int counted(void) {
  static int calls;
  return ++calls;
}

// One object for each thread, found through fs.
int perThread(void) {
  static _Thread_local int calls;
  return ++calls;
}
