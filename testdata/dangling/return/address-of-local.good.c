// The token is the caller's.
#include <stddef.h>

struct token {
  char kind;
  long value;
};

static struct token *next_token(const char **at, struct token *token) {
  struct token *result = NULL;
  *token = (struct token){0, 0};
  while (**at == ' ')
    ++*at;
  if (**at >= '0' && **at <= '9') {
    token->kind = 'n';
    while (**at >= '0' && **at <= '9')
      token->value = token->value * 10 + (*(*at)++ - '0');
    result = token;
  } else if (**at) {
    token->kind = *(*at)++;
    result = token;
  }
  return result;
}

int main(void) {
  const char *text = "12 + 30";
  struct token token;
  struct token *first = next_token(&text, &token);
  return first->value == 12 ? 0 : 1;
}
