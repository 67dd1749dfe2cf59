// Storage that is in no frame: globals, literals, tables, threads' own.
#include <stddef.h>

int counter = 3;
static long hidden;
static const int Table[8] = {1, 1, 2, 3, 5, 8, 13, 21};
const char *const Names[] = {"zero", "one", "two"};
static int matrix[4][4];
struct Node {
  struct Node *next;
  int value;
} nodes[3] = {{&nodes[1], 1}, {&nodes[2], 2}, {NULL, 3}};
_Thread_local int perThread = 5;
static _Thread_local long hiddenPerThread[3];
extern char **environ;

int globals(int n) {
  static int calls;
  ++calls;
  counter += n;
  hidden = counter * 2;
  matrix[1][2] = n;
  matrix[n & 3][1] += 2;
  return counter + Table[3] + Table[n & 7] + matrix[1][2] + calls +
         (int)hidden + (environ != NULL);
}

int literals(int n) {
  const char *text = "hello";
  char copy[] = "a longer literal, copied to the stack";
  return text[1] + Names[n % 3][0] + copy[n] + "direct"[n & 3];
}

int threads(int n) {
  perThread += n;
  hiddenPerThread[1] = n;
  hiddenPerThread[n % 3] += 1;
  int *at = &perThread;
  *at += 1;
  return perThread + (int)hiddenPerThread[1];
}

int jumps(int n) {
  switch (n) {
  case 0:
    return counter;
  case 1:
    return globals(1);
  case 2:
    return literals(2);
  case 3:
    return 17;
  case 4:
    return threads(n);
  case 5:
    return nodes[1].value;
  default:
    return -1;
  }
}

int lists(void) {
  int sum = 0;
  for (struct Node *n = nodes; n; n = n->next)
    sum += n->value;
  nodes[2].value = 4;
  struct Node *second = &nodes[1];
  second->value = sum;
  return sum;
}

double numbers(double x) { return x * 2.5 + 1e10 * counter; }

static int one(int n) { return n + 1; }
static int two(int n) { return n + 2; }
int (*operation)(int) = one;
static int (*const Operations[])(int) = {one, two};

int indirect(int n) {
  int (*chosen)(int) = Operations[n & 1];
  return operation(n) + chosen(n) + Operations[1](n);
}

int main(void) {
  int sum = 0;
  for (int i = 0; i < 7; ++i)
    sum += globals(i) + literals(i) + threads(i) + jumps(i) + lists() +
           indirect(i) + (int)(numbers(i) > 5);
  return sum == 0;
}
