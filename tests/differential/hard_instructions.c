// Instructions whose memory operands are unusual, for instructions.py. Compiled
// for x86-64 with and without -fPIC, and for i386.
#include <immintrin.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

extern int elsewhere;
extern _Thread_local int elsewhereOfThread;
static int counter;
int table[10];
int common[3];
static _Thread_local int ownOfThread;
_Thread_local int sharedOfThread = 3;
static const char *const names[] = {"zero", "one", "two"};
static const double weights[] = {1.5, 2.5, 3.5};

int tail(int);
__attribute__((noinline)) static int helper(int a) { return counter += a; }

int symbols(int n) {
  elsewhere++;
  table[3] = n;
  *(volatile int *)&table[-1 + n];
  static int last[4];
  last[n & 3] = table[n];
  *(volatile int *)((char *)last + 6) = 1;
  puts("hello \"world\"\n");
  puts("a\0b" + 1);
  wprintf(L"wide");
  puts(names[n]);
  int (*volatile pointer)(int) = helper;
  int (*volatile foreign)(const char *) = puts;
  return pointer(n) + foreign("x") + helper(2);
}

int threadLocals(void) {
  ownOfThread += 2;
  sharedOfThread -= 1;
  return elsewhereOfThread + ownOfThread + *(volatile int *)&sharedOfThread;
}

double numbers(double x, float y, long double z, int n) {
  x += weights[n] * 3.25;
  volatile long double q = z * x;
  volatile long long r = (long long)q;
  volatile unsigned long long u = x;
  volatile float f = y + 1.0f;
  return x + (double)u + (double)r + f + (double)q;
}

int jump(int n) {
  switch (n) {
  case 0: return helper(7);
  case 1: return elsewhere;
  case 2: return helper(counter);
  case 3: return table[1];
  case 4: puts("four"); return 9;
  case 5: return counter * 3;
  case 6: return sharedOfThread;
  }
  void *volatile label = n > 9 ? &&one : &&two;
  goto *label;
one:
  return 1;
two:
  return tail(n);
}

int atomics(_Atomic int *a, _Atomic long long *b, _Atomic char *c) {
  long long expected = 5;
  atomic_fetch_add(a, 3);
  atomic_compare_exchange_strong(b, &expected, 7);
  atomic_exchange(c, 2);
  atomic_fetch_or(a, 8);
  return atomic_load(a) + (int)expected;
}

void copies(char *to, const char *from, unsigned long n) {
  char big[500];
  memset(big, 0, sizeof big);
  memcpy(to, big, 400);
  __builtin_memcpy_inline(to + 1, from, 64);
  __builtin_prefetch(from + 64);
  __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n)::"memory");
  __asm__ volatile("rep\n stosl" : "+D"(to), "+c"(n) : "a"(0) : "memory");
  __asm__ volatile("repne scasb" : "+D"(to), "+c"(n) : "a"(0) : "memory", "cc");
  __asm__ volatile("lodsw; cmpsb; stosb" : "+D"(to), "+S"(from)::"memory", "eax", "cc");
}

void environment(void) {
  static char area[1024] __attribute__((aligned(64)));
  unsigned short word;
  unsigned csr;
  __asm__ volatile("fxsave %0" : "=m"(area));
  __asm__ volatile("fxrstor %0" ::"m"(area));
  __asm__ volatile("fnstcw %0" : "=m"(word));
  __asm__ volatile("fldcw %0" ::"m"(word));
  __asm__ volatile("stmxcsr %0" : "=m"(csr));
  __asm__ volatile("clflush %0" ::"m"(area));
  __asm__ volatile("lock; addl $1, %0" : "+m"(counter));
  __asm__ volatile("lock incl %0" : "+m"(counter));
  __asm__ volatile("xaddl %1, %0" : "+m"(counter), "+r"(csr));
  __asm__ volatile("xchgl %1, %0" : "+m"(counter), "+r"(csr));
  __asm__ volatile("bts %1, %0" : "+m"(counter) : "r"(csr));
  __asm__ volatile("cpuid" : : "a"(0) : "ebx", "ecx", "edx");
  __asm__ volatile("rdtsc" ::: "eax", "edx");
}

void vectors(__m128i *a, __m128i *b, double *d) {
  *a = _mm_add_epi32(*a, *b);
  _mm_storel_epi64(a, *b);
  _mm_storeu_pd(d, _mm_load1_pd(d + 3));
  _mm_maskmoveu_si128(*a, *b, (char *)d);
  *d = _mm_cvtsd_f64(_mm_sqrt_sd(_mm_load_sd(d), _mm_load_sd(d + 1)));
}

#ifdef __AVX2__
__attribute__((target("avx512f"))) void wide(__m512d *a, double *d, __m256i i) {
  *a = _mm512_add_pd(*a, _mm512_set1_pd(*d));
  *(__m256d *)d = _mm256_i64gather_pd(d, i, 8);
  _mm256_maskstore_epi32((int *)d, i, i);
}
#endif

#ifdef __x86_64__
int wideAtomic(__int128 *a, __int128 b) {
  return __sync_bool_compare_and_swap(a, b, b + 1);
}
#endif
