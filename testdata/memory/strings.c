// also: -Os -mno-sse
// also: -O1 -mno-sse -m32
// also: -O0 -mno-implicit-float
// String instructions: repeated, single, with and without an end in sight.
typedef struct {
  char bytes[300];
} Block;

static char source[300], target[300];

int copies(int n) {
  char one[200], two[200];
  __builtin_memset(one, n, sizeof one);
  __builtin_memcpy(two, one, sizeof two);
  Block a, b;
  __builtin_memset(&a, n, sizeof a);
  b = a;
  __builtin_memcpy(target, source, sizeof target);
  return one[3] + two[n] + b.bytes[n] + target[1];
}

int byHand(const char *from, unsigned long count) {
  char to[64];
  char *at = to;
  unsigned long left = count;
  __asm__ volatile("rep movsb" : "+D"(at), "+S"(from), "+c"(left) : : "memory");
  at = to;
  left = 8;
  __asm__ volatile("rep stosl" : "+D"(at), "+c"(left) : "a"(0) : "memory");
  at = to;
  __asm__ volatile("stosb" : "+D"(at) : "a"(1) : "memory");
  const char *read = to;
  int got;
  __asm__ volatile("lodsl" : "+S"(read), "=a"(got) : : "memory");
  at = to;
  left = 64;
  __asm__ volatile("repne scasb" : "+D"(at), "+c"(left) : "a"(0) : "memory");
  at = to;
  read = source;
  left = 20;
  __asm__ volatile("repe cmpsb"
                   : "+D"(at), "+S"(read), "+c"(left)
                   :
                   : "memory");
  return got + to[0];
}

int main(void) {
  int sum = 0;
  for (int i = 0; i < 3; ++i) {
    sum += copies(i) + byHand("sixteen bytes...", i * 8);
    source[i] = i;
  }
  return sum == 12345;
}
