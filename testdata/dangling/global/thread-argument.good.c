// The function waits for its thread before it returns.
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
  job->output = job->input * 2;
  return NULL;
}

static int start(int input) {
  pthread_t thread;
  struct job job = {input, 0};
  pthread_create(&thread, NULL, work, &job);
  pthread_join(thread, NULL);
  return job.output;
}

int main(void) {
  return start(4) == 8 ? 0 : 1;
}
