//===- FreeMemory.cpp -----------------------------------------------------===//
#include "Support/FreeMemory.h"

#include <malloc.h>

/// tcmalloc's, where the program has it.
extern "C" __attribute__((weak)) void MallocExtension_ReleaseFreeMemory();

void framewalk::giveFreeMemoryBack() {
  if (MallocExtension_ReleaseFreeMemory)
    MallocExtension_ReleaseFreeMemory();
  else
    malloc_trim(0);
}
