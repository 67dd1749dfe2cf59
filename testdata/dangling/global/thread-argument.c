// flags: -pthread
// The thread runs on when the function that started it has returned, and has
// the address of its local.
// run: stack-use-after-return
#include <pthread.h>
#include <unistd.h>

struct job {
  int input, output;
};

static void *work(void *argument) {
  struct job *job = argument;
  usleep(100000);
  job->output = job->input * 2; // also: use-after-scope
  return NULL;
}

static pthread_t start(int input) {
  pthread_t thread;
  struct job job = {input, 0};
  // expect: global
  // trace 1: the address of 'job' is passed to 'pthread_create'
  pthread_create(&thread, NULL, work, &job);
  return thread;
} // trace 2: 'job' dies here

int main(void) {
  pthread_t thread = start(4);
  return pthread_join(thread, NULL);
}
