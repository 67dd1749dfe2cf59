// What the library keeps of its arguments. A comment `expect: rule` names what
// is found on its line; a line without one must stay silent.
#define _GNU_SOURCE
#include <aio.h>
#include <pthread.h>
#include <search.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <time.h>

static pthread_key_t key;
static tss_t other_key;
static void *worker(void *p) {
  return p;
}
static int c11_worker(void *p) {
  return p != 0;
}
static int compare(const void *a, const void *b) {
  return strcmp(a, b);
}
static void on_end(int status, void *p) {
  (void)status;
  (void)p;
}
static void *tree;
struct node {
  struct node *next;
  int *p;
};

void signal_stack(void) {
  char stack[65536];
  stack_t s = {.ss_sp = stack, .ss_size = sizeof stack};
  sigaltstack(&s, 0); // expect: global
}
void thread_specific(void) {
  int x = 1;
  pthread_setspecific(key, &x); // expect: global
}
void c11_specific(void) {
  int x = 1;
  tss_set(other_key, &x); // expect: global
}
void at_end(void) {
  int x = 1;
  on_exit(on_end, &x); // expect: global
}
void read_later(int file) {
  struct aiocb block = {.aio_fildes = file};
  char b[9];
  block.aio_buf = b;
  aio_read(&block); // expect: global
}
void c11_thread(void) {
  thrd_t t;
  int x = 1;
  thrd_create(&t, c11_worker, &x); // expect: global
}
void detached(void) {
  pthread_t t;
  int x = 1;
  pthread_create(&t, 0, worker, &x); // expect: global
  pthread_detach(t);
}
void in_a_tree(void) {
  char word[8] = "a";
  tsearch(word, &tree, compare); // expect: global
}
void timer(void) {
  timer_t t;
  int x = 1;
  struct sigevent event = {0};
  event.sigev_value.sival_ptr = &x;
  timer_create(CLOCK_REALTIME, &event, &t); // expect: global
}
void standard_output(void) {
  char b[BUFSIZ];
  setbuf(stdout, b); // expect: global
  puts("x");
}
FILE *in_memory(void) {
  char b[64] = "";
  return fmemopen(b, sizeof b, "r"); // expect: field
}
FILE *growing(void) {
  char *b;
  size_t n;
  return open_memstream(&b, &n); // expect: field
}
void where_it_cuts(char **save) {
  char words[] = "a b";
  strtok_r(words, " ", save); // expect: out-parameter
}
int next_word(void) {
  {
    char words[] = "a b";
    strtok(words, " ");
  }
  return *strtok(0, " "); // expect: use-after-scope
}
struct node *moved_on(void) {
  int x = 1;
  struct node *n = calloc(1, sizeof *n);
  n->p = &x; // expect: field
  return realloc(n, 2 * sizeof *n);
}
void moved_and_kept(struct node **out) {
  int x = 1;
  struct node *n = calloc(1, sizeof *n);
  n->p = &x; // expect: field
  n = realloc(n, 2 * sizeof *n);
  *out = n;
}

int words_of(const char *line, char *words[], int most) {
  char copy[80] = "";
  int count = 0;
  strncpy(copy, line, sizeof copy - 1);
  for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
    if (count < most)
      words[count++] = word; // expect: out-parameter
  return count;
}
char *last_line(FILE *f) {
  char line[80], *last = 0;
  while (fgets(line, sizeof line, f))
    last = line;
  return last; // expect: return
}

// What is not to be cried about.

void specific_reset(void) {
  int x = 1;
  pthread_setspecific(key, &x);
  pthread_setspecific(key, 0);
}
void c11_joined(void) {
  thrd_t t;
  int x = 1;
  thrd_create(&t, c11_worker, &x);
  thrd_join(t, 0);
}
int words(void) {
  char s[] = "a b";
  int n = 0;
  for (char *t = strtok(s, " "); t; t = strtok(0, " "))
    ++n;
  return n;
}
int words_again(void) {
  char s[] = "a b", *save;
  int n = 0;
  for (char *t = strtok_r(s, " ", &save); t; t = strtok_r(0, " ", &save))
    ++n;
  return n;
}
void unset(void) {
  char s[] = "A=1";
  putenv(s);
  unsetenv("A");
}
int closed(void) {
  char b[BUFSIZ];
  FILE *f = fopen("x", "r");
  if (!f)
    return 1;
  setvbuf(f, b, _IOFBF, sizeof b);
  fclose(f);
  return 0;
}
char *first_field(const char *line) {
  char copy[32];
  strncpy(copy, line, sizeof copy - 1);
  copy[sizeof copy - 1] = 0;
  char *rest = copy;
  return strsep(&rest, ","); // expect: return
}
char *second_field(const char *line) {
  char copy[32];
  strncpy(copy, line, sizeof copy - 1);
  copy[sizeof copy - 1] = 0;
  char *rest = copy;
  strsep(&rest, ",");
  return rest; // expect: return
}
char *field_of_a_copy(const char *line) {
  char *rest = strdup(line);
  return strsep(&rest, ",");
}
void output_reset(void) {
  char b[BUFSIZ];
  setbuf(stdout, b);
  puts("x");
  setbuf(stdout, 0);
}
void memory_closed(void) {
  char b[64] = "";
  FILE *f = fmemopen(b, sizeof b, "r");
  if (f)
    fclose(f);
}
void timer_gone(void) {
  timer_t t;
  int x = 1;
  struct sigevent event = {0};
  event.sigev_value.sival_ptr = &x;
  timer_create(CLOCK_REALTIME, &event, &t);
  timer_delete(t);
}
long line(FILE *f) {
  char *l = 0;
  size_t n = 0;
  long r = getline(&l, &n, f);
  free(l);
  return r;
}
int main(void) {
  return 0;
}
