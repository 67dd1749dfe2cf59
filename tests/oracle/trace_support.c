/* Linked to the programs that memory_trace.py runs. A trace has addresses, but
   no values: each function here touches what the test wants to know the address
   of. */
#include <stddef.h>
#include <stdlib.h>

/* Reads a block's first byte, then its last: loads of one byte. */
void traceBlock(void *begin, size_t size);
/* Reads the thread pointer from where it points to. */
void traceThread(void);

#ifdef __x86_64__
__asm__(".globl traceBlock\n"
        "traceBlock:\n"
        "  movb (%rdi), %al\n"
        "  movb -1(%rdi,%rsi), %al\n"
        "  ret\n"
        ".globl traceBlockEnd\n"
        "traceBlockEnd:\n"
        ".globl traceThread\n"
        "traceThread:\n"
        "  movq %fs:0, %rax\n"
        "  ret\n");
#else
__asm__(".globl traceBlock\n"
        "traceBlock:\n"
        "  movl 4(%esp), %eax\n"
        "  movl 8(%esp), %ecx\n"
        "  movb (%eax), %dl\n"
        "  movb -1(%eax,%ecx), %dl\n"
        "  ret\n"
        ".globl traceBlockEnd\n"
        "traceBlockEnd:\n"
        ".globl traceThread\n"
        "traceThread:\n"
        "  movl %gs:0, %eax\n"
        "  ret\n");
#endif

__attribute__((constructor(101))) static void begin(void) { traceThread(); }

#define WRAP(NAME, SIZE, PARAMETERS, ...)                                      \
  void *__real_##NAME PARAMETERS;                                              \
  void *__wrap_##NAME PARAMETERS {                                             \
    void *block = __real_##NAME(__VA_ARGS__);                                  \
    if (block)                                                                 \
      traceBlock(block, SIZE);                                                 \
    return block;                                                              \
  }

WRAP(malloc, n, (size_t n), n)
WRAP(calloc, n *each, (size_t n, size_t each), n, each)
WRAP(realloc, n, (void *old, size_t n), old, n)
WRAP(aligned_alloc, n, (size_t align, size_t n), align, n)
WRAP(valloc, n, (size_t n), n)
#ifdef CXX
WRAP(_Znwm, n, (size_t n), n)
WRAP(_Znam, n, (size_t n), n)
#endif

/* What some cases hand their locals to. */
void *volatile lastUsed;
__attribute__((weak)) void use(void *p) { lastUsed = p; }
