// flags: -O1
// run: long chain(int); int main(void) { return chain(4) != 6; }
//
// A correct explanation says:
// - The prologue is at +4 (after `test`, `jle`), not at 0: for n <= 0 there is
//   no frame and a second `ret` without an epilogue.
// - `push rax` at its end allocates 8 bytes of padding and saves nothing.
// - Each turn takes 16 bytes; `lea rsp, [rbp - 24]` frees them all at the end.

void use(void *);

struct Node {
  struct Node *next;
  long value;
};

// What alloca takes stays until the function returns, however often the loop
// goes round. With nothing to do, the function returns before it has a frame.
long chain(int n) {
  if (n <= 0)
    return 0;
  struct Node *head = 0;
  for (int i = 0; i < n; ++i) {
    struct Node *node = __builtin_alloca(sizeof(struct Node));
    node->next = head;
    node->value = i;
    head = node;
    use(node);
  }
  long sum = 0;
  for (struct Node *at = head; at; at = at->next)
    sum += at->value; // break
  return sum;
}
