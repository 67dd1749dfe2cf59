// The pointer that is returned has gone through a variable; what it points to
// is a local of the function all the same.
// run: stack-use-after-return
#include <stddef.h>

struct token {
  char kind;
  long value;
};

static struct token *next_token(const char **at) {
  struct token token = {0, 0};
  struct token *result = NULL;
  while (**at == ' ')
    ++*at;
  if (**at >= '0' && **at <= '9') {
    token.kind = 'n';
    while (**at >= '0' && **at <= '9')
      token.value = token.value * 10 + (*(*at)++ - '0');
    result = &token;
  } else if (**at) {
    token.kind = *(*at)++;
    result = &token; // trace 1: the address of 'token' goes into 'result'
  }
  return result; // expect: return
} // trace 2: 'token' dies here

int main(void) {
  const char *text = "12 + 30";
  struct token *first = next_token(&text);
  // also: use-after-scope
  return first->value == 12 ? 0 : 1;
}
