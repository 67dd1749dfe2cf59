/* Calls malloc and its relatives in a random order and prints what came of it.
 *
 *   heap_program SEED CALLS LARGEST
 *
 * First the areas of the process (as /proc/self/maps has them, taken before the
 * first allocation), then a line for each call. Nothing here allocates but the
 * calls themselves. heap_model.cpp reads it.
 */
#define _FILE_OFFSET_BITS 64
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { Room = 200 };
static void *Blocks[Room];

static void say(const char *Format, ...) {
  char Line[200];
  va_list Arguments;
  va_start(Arguments, Format);
  int Length = vsnprintf(Line, sizeof Line, Format, Arguments);
  va_end(Arguments);
  if (write(1, Line, (size_t)Length) != Length)
    _exit(3);
}

static void copyFile(const char *Name) {
  static char Text[1 << 16];
  int File = open(Name, O_RDONLY);
  ssize_t Length;
  while ((Length = read(File, Text, sizeof Text)) > 0)
    if (write(1, Text, (size_t)Length) != Length)
      _exit(3);
  close(File);
}

static uint64_t State;
static uint64_t next(void) { /* xorshift64* */
  State ^= State >> 12;
  State ^= State << 25;
  State ^= State >> 27;
  return State * 0x2545f4914f6cdd1dULL;
}
static size_t below(size_t N) { return (size_t)(next() % N); }

/* Mostly small, sometimes about a power of two, up to Largest. */
static size_t someSize(size_t Largest) {
  switch (below(8)) {
  case 0:
    return below(Largest) + 1;
  case 1:
    return below(Largest < 65536 ? Largest : 65536) + 1;
  case 2:
  case 3:
    return below(3000);
  case 4:
    return 24 + 16 * below(3);
  default:
    return below(260);
  }
}

/* Pages of its own in the heap: the shared page of zeros does not count. */
static unsigned long residentPages(uintptr_t Begin, uintptr_t End) {
  static uint64_t Words[4096];
  static int File = -1;
  unsigned long Count = 0;
  if (File < 0)
    File = open("/proc/self/pagemap", O_RDONLY);
  for (uintptr_t Page = Begin / 4096; Page < (End + 4095) / 4096;) {
    size_t Pages = (End + 4095) / 4096 - Page;
    Pages = Pages < 4096 ? Pages : 4096;
    if (pread(File, Words, Pages * 8, (off_t)Page * 8) != (ssize_t)(Pages * 8))
      _exit(3);
    for (size_t I = 0; I < Pages; ++I)
      Count += Words[I] >> 63 & Words[I] >> 56 & 1;
    Page += Pages;
  }
  return Count;
}

int main(int Argc, char **Argv) {
  if (Argc != 4)
    return 2;
  State = strtoull(Argv[1], 0, 10) * 0x9e3779b97f4a7c15ULL + 1;
  size_t Calls = strtoul(Argv[2], 0, 10), Largest = strtoul(Argv[3], 0, 10);
  uintptr_t Break = (uintptr_t)sbrk(0);
  copyFile("/proc/self/maps");
  say("begin %lx %d\n", (unsigned long)Break, (int)sizeof(void *));
  for (size_t I = 0; I < Calls; ++I) {
    size_t Slot = below(Room);
    void *Old = Blocks[Slot], *New = 0;
    size_t Bytes = someSize(Largest);
    size_t Align = 0;
    unsigned Kind = (unsigned)below(20);
    const char *What;
    if (Old && Kind < 10) {
      What = "free";
      free(Old);
    } else if (Old) {
      What = "realloc";
      New = realloc(Old, Bytes);
    } else if (Kind < 12) {
      What = "malloc";
      New = malloc(Bytes);
    } else if (Kind < 16) {
      What = "calloc";
      New = calloc(1, Bytes);
    } else if (Kind < 19) {
      What = "aligned_alloc";
      Align = (size_t)1 << (2 + below(11));
      New = aligned_alloc(Align, Bytes);
    } else {
      What = "valloc";
      Align = 4096;
      New = valloc(Bytes);
    }
    Blocks[Slot] = New;
    say("%s %lx %lu %lu = %lx usable %lu break %lx resident %lu\n", What,
        (unsigned long)(uintptr_t)Old, (unsigned long)Bytes,
        (unsigned long)Align, (unsigned long)(uintptr_t)New,
        (unsigned long)(New ? malloc_usable_size(New) : 0),
        (unsigned long)(uintptr_t)sbrk(0),
        residentPages(Break, (uintptr_t)sbrk(0)));
  }
  return 0;
}
