/* What is set under a condition is reset under the same. */
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

int work(int *);
int cond(void);
void use(void *);

struct context {
  int *p;
  struct context *outer;
  int mode;
  unsigned flags;
  char *buffer;
};
static int *Global;
static struct context *Top;

/* --- flags and conditions --- */

void flagGood(void) {
  int x = 1;
  bool isSet = false;
  if (cond()) {
    Global = &x;
    isSet = true;
  }
  work(0);
  if (isSet)
    Global = 0;
}

void flagBad(void) {
  int x = 1;
  bool isSet = false;
  if (cond()) {
    Global = &x; // expect: global
    isSet = true;
  }
  work(0);
  if (!isSet)
    Global = 0;
}

void parameterGood(struct context *c, int verbose) {
  int x = 1;
  if (verbose > 2)
    c->p = &x;
  work(&x);
  if (verbose > 2)
    c->p = NULL;
}

void parameterBad(struct context *c, int verbose) {
  int x = 1;
  if (verbose > 2)
    c->p = &x; // expect: field
  work(&x);
  if (verbose > 3)
    c->p = NULL;
}

void fieldGood(struct context *c) {
  int x = 1;
  if (c->flags & 4)
    c->p = &x;
  work(&x);
  if (c->flags & 4)
    c->p = NULL;
}

void fieldBad(struct context *c) {
  int x = 1;
  if (c->flags & 4)
    c->p = &x; // expect: field
  work(&x);
  if (c->flags & 8)
    c->p = NULL;
}

void changedBad(struct context *c) {
  int x = 1;
  if (c->mode)
    c->p = &x; // expect: field
  c->mode = 0;
  if (c->mode)
    c->p = NULL;
}

int switchGood(struct context *c) {
  int x = 1;
  switch (c->mode) {
  case 1:
  case 2:
    c->p = &x;
    break;
  default:
    break;
  }
  int result = work(&x);
  switch (c->mode) {
  case 1:
  case 2:
    c->p = NULL;
    break;
  default:
    break;
  }
  return result;
}

int switchBad(struct context *c) {
  int x = 1;
  switch (c->mode) {
  case 1:
  case 2:
    c->p = &x; // expect: field
    break;
  default:
    break;
  }
  int result = work(&x);
  if (c->mode == 1)
    c->p = NULL;
  return result;
}

char *bufferGood(size_t n) {
  char small[32], *p = small;
  if (n > sizeof small)
    p = malloc(n);
  use(p);
  if (n > sizeof small)
    return p;
  return NULL;
}

char *bufferBad(size_t n) {
  char small[32], *p = small;
  if (n > sizeof small)
    p = malloc(n);
  use(p);
  if (n > 16)
    return p; // expect: return
  return NULL;
}

int resultGood(struct context *c) {
  int x = 1, result;
  c->p = &x;
  result = work(&x);
  if (result < 0)
    goto out;
  result = work(c->p);
out:
  c->p = NULL;
  return result;
}

int resultBad(struct context *c) {
  int x = 1, result;
  c->p = &x; // expect: field
  result = work(&x);
  if (result < 0)
    return result;
  result = work(c->p);
  c->p = NULL;
  return result;
}

/* A loop that others end: what was true of the flag need not be any longer. */
static int Done;
void waitBad(struct context *c) {
  int x = 1;
  if (Done)
    return;
  while (!Done) {
    c->p = &x; // expect: field
    work(&x);
  }
}

/* --- helpers that set and reset --- */

static void enter(struct context *c) {
  c->outer = Top;
  Top = c;
}
static void leave(void) {
  if (Top)
    Top = Top->outer;
}
void helpersGood(void) {
  struct context c;
  enter(&c);
  work(0);
  leave();
}

void helpersBad(void) {
  struct context c;
  enter(&c); // expect: global
  if (work(0))
    return;
  leave();
}

/* --- loops that run as often as the others --- */

static void *run(void *of);

void threadsGood(int n) {
  pthread_t ids[8];
  int shared = 1;
  for (int i = 0; i < n; i++)
    if (pthread_create(&ids[i], NULL, run, &shared))
      abort();
  for (int i = 0; i < n; i++)
    pthread_join(ids[i], NULL);
}

void threadsBad(int n, int m) {
  pthread_t ids[8];
  int shared = 1;
  for (int i = 0; i < n; i++)
    if (pthread_create(&ids[i], NULL, run, &shared)) // expect: global
      abort();
  for (int i = 0; i < m; i++)
    pthread_join(ids[i], NULL);
}

static void *run(void *of) { return of; }
