//===- LibraryModels.cpp --------------------------------------------------===//
#include "Escape/LibraryModels.h"

#include "llvm/ADT/StringMap.h"

namespace framewalk::escape {

namespace {

constexpr LibraryModel same(llvm::StringRef Name, int8_t Argument) {
  return {
      .Name = Name, .Result = ResultKind::Argument, .ResultArgument = Argument};
}
constexpr LibraryModel within(llvm::StringRef Name, int8_t Argument) {
  return {
      .Name = Name, .Result = ResultKind::Within, .ResultArgument = Argument};
}
constexpr LibraryModel sameOrNull(llvm::StringRef Name, int8_t Argument) {
  return {.Name = Name,
          .Result = ResultKind::Argument,
          .ResultArgument = Argument,
          .MayBeNull = true};
}
constexpr LibraryModel found(llvm::StringRef Name, int8_t Argument) {
  return {.Name = Name,
          .Result = ResultKind::Within,
          .ResultArgument = Argument,
          .MayBeNull = true};
}
constexpr LibraryModel advanced(llvm::StringRef Name, int8_t Argument) {
  return {.Name = Name,
          .Result = ResultKind::Advanced,
          .ResultArgument = Argument,
          .MayBeNull = true};
}
constexpr LibraryModel fresh(llvm::StringRef Name) {
  return {.Name = Name, .Result = ResultKind::Fresh};
}
constexpr LibraryModel plain(llvm::StringRef Name) { return {.Name = Name}; }
constexpr LibraryModel end(llvm::StringRef Name) {
  return {.Name = Name, .Stored = 0, .StoredInto = 1, .StoredWithin = true};
}
constexpr LibraryModel kept(llvm::StringRef Name, int8_t Argument) {
  return {.Name = Name, .Kept = Argument};
}
constexpr LibraryModel keptAt(llvm::StringRef Name, int8_t Argument,
                              int8_t Offset) {
  return {.Name = Name, .Kept = Argument, .KeptAt = Offset};
}
constexpr LibraryModel keptInResult(llvm::StringRef Name, int8_t Argument) {
  return {.Name = Name, .Result = ResultKind::Fresh, .KeptInResult = Argument};
}
constexpr LibraryModel stored(llvm::StringRef Name, int8_t What, int8_t Into) {
  return {.Name = Name, .Stored = What, .StoredInto = Into};
}
constexpr LibraryModel forgets(llvm::StringRef Name, llvm::StringRef Other) {
  return {.Name = Name, .Forgets = Other};
}
constexpr LibraryModel moved(llvm::StringRef Name) {
  return {.Name = Name, .Result = ResultKind::Fresh, .Moved = 0};
}
constexpr LibraryModel tokens(llvm::StringRef Name, int8_t Saved) {
  return {.Name = Name, .Tokens = Saved};
}
constexpr LibraryModel freed(llvm::StringRef Name) {
  return {.Name = Name, .Freed = 0};
}
constexpr LibraryModel copy(llvm::StringRef Name) {
  return {.Name = Name,
          .Result = ResultKind::Argument,
          .ResultArgument = 0,
          .CopyTo = 0,
          .CopyFrom = 1,
          .CopySize = 2};
}

/// C17 7.24 (strings), 7.22 (stdlib), 7.29 (wide strings), POSIX and GNU.
constexpr LibraryModel Models[] = {
    // What is returned is the first argument or points into it.
    same("strcpy", 0),
    same("strncpy", 0),
    same("strcat", 0),
    same("strncat", 0),
    same("memset", 0),
    same("wcscpy", 0),
    same("wcsncpy", 0),
    same("wcscat", 0),
    same("wcsncat", 0),
    same("wmemset", 0),
    same("wmemcpy", 0),
    same("wmemmove", 0),
    sameOrNull("fgets", 0),
    sameOrNull("fgetws", 0),
    sameOrNull("gets", 0),
    same("__strcpy_chk", 0),
    same("__strcat_chk", 0),
    same("__strncpy_chk", 0),
    sameOrNull("__fgets_chk", 0),
    same("__strncat_chk", 0),
    same("__memset_chk", 0),
    found("strchr", 0),
    found("strrchr", 0),
    within("strchrnul", 0),
    found("memchr", 0),
    found("memrchr", 0),
    within("rawmemchr", 0),
    found("strstr", 0),
    found("strcasestr", 0),
    found("strpbrk", 0),
    found("memmem", 0),
    found("index", 0),
    found("rindex", 0),
    within("stpcpy", 0),
    within("stpncpy", 0),
    within("mempcpy", 0),
    found("wcschr", 0),
    found("wcsrchr", 0),
    found("wcsstr", 0),
    found("wcspbrk", 0),
    found("wmemchr", 0),
    within("__stpcpy_chk", 0),
    within("wcpcpy", 0),
    within("basename", 0),
    within("__xpg_basename", 0),
    within("dirname", 0),
    tokens("strtok", 0),
    tokens("strtok_r", 2),
    tokens("__strtok_r", 2),
    advanced("strsep", 0),
    advanced("__strsep_g", 0),
    found("bsearch", 1),
    found("lfind", 1),
    found("lsearch", 1),
    copy("memcpy"),
    copy("memmove"),
    copy("__memcpy_chk"),
    copy("__memmove_chk"),
    sameOrNull("realpath", 1),
    sameOrNull("getcwd", 0),
    sameOrNull("inet_ntop", 2),
    sameOrNull("ctime_r", 1),
    sameOrNull("asctime_r", 1),
    sameOrNull("gmtime_r", 1),
    sameOrNull("localtime_r", 1),
    sameOrNull("strerror_r", 1),
    sameOrNull("tmpnam", 0),
    // Allocators.
    fresh("malloc"),
    fresh("calloc"),
    fresh("aligned_alloc"),
    fresh("valloc"),
    fresh("memalign"),
    fresh("strdup"),
    fresh("strndup"),
    fresh("wcsdup"),
    fresh("fopen"),
    fresh("fdopen"),
    fresh("tmpfile"),
    fresh("opendir"),
    fresh("_Znwm"),
    fresh("_Znam"),
    fresh("_ZnwmSt11align_val_t"),
    fresh("_ZnamSt11align_val_t"),
    fresh("_ZnwmRKSt9nothrow_t"),
    fresh("_ZnamRKSt9nothrow_t"),
    fresh("_Znwj"),
    fresh("_Znaj"),
    fresh("__cxa_allocate_exception"),
    moved("realloc"),
    moved("reallocarray"),
    keptInResult("fmemopen", 0),
    keptInResult("open_memstream", 0),
    keptInResult("open_wmemstream", 0),
    keptInResult("fopencookie", 0),
    freed("free"),
    freed("_ZdlPv"),
    freed("_ZdlPvm"),
    freed("_ZdaPv"),
    freed("_ZdaPvm"),
    freed("_ZdlPvSt11align_val_t"),
    freed("_ZdlPvmSt11align_val_t"),
    freed("_ZdlPvj"),
    freed("fclose"),
    freed("closedir"),
    // *end = begin.
    end("strtol"),
    end("strtoul"),
    end("strtoll"),
    end("strtoull"),
    end("strtod"),
    end("strtof"),
    end("strtold"),
    end("strtoimax"),
    end("strtoumax"),
    end("wcstol"),
    end("wcstod"),
    end("__isoc23_strtol"),
    end("__isoc23_strtoul"),
    end("__isoc23_strtoll"),
    end("__isoc23_strtoull"),
    // What the library keeps.
    kept("putenv", 0),
    forgets("unsetenv", "putenv"),
    forgets("clearenv", "putenv"),
    kept("pthread_create", 3),
    forgets("pthread_join", "pthread_create"),
    kept("thrd_create", 2),
    forgets("thrd_join", "thrd_create"),
    kept("pthread_setspecific", 1),
    kept("tss_set", 1),
    kept("on_exit", 1),
    keptAt("sigaltstack", 0, 0), // stack_t::ss_sp
    kept("aio_read", 0),
    kept("aio_write", 0),
    forgets("aio_suspend", "aio_read"),
    keptAt("timer_create", 1, 0), // sigevent::sigev_value
    forgets("timer_delete", "timer_create"),
    // What a structure of the library keeps: a stream its buffer, a search
    // tree its key.
    stored("setbuf", 1, 0),
    stored("setvbuf", 1, 0),
    stored("setbuffer", 1, 0),
    stored("tsearch", 0, 1),
    stored("pthread_attr_setstack", 1, 0),
    stored("pthread_attr_setstackaddr", 1, 0),
    // What looks at memory and keeps nothing.
    plain("strlen"),
    plain("strnlen"),
    plain("strcmp"),
    plain("strncmp"),
    plain("strcasecmp"),
    plain("strncasecmp"),
    plain("memcmp"),
    plain("bcmp"),
    plain("strcoll"),
    plain("strspn"),
    plain("strcspn"),
    plain("wcslen"),
    plain("wcscmp"),
    plain("wcsncmp"),
    plain("wmemcmp"),
    plain("atoi"),
    plain("atol"),
    plain("atoll"),
    plain("atof"),
    plain("puts"),
    plain("fputs"),
    plain("printf"),
    plain("fprintf"),
    plain("vprintf"),
    plain("vfprintf"),
    plain("sprintf"),
    plain("snprintf"),
    plain("vsprintf"),
    plain("vsnprintf"),
    plain("__printf_chk"),
    plain("__sprintf_chk"),
    plain("__snprintf_chk"),
    plain("__fprintf_chk"),
    plain("fwrite"),
    plain("fread"),
    plain("write"),
    plain("read"),
    plain("send"),
    plain("recv"),
    plain("sendto"),
    plain("recvfrom"),
    plain("pread"),
    plain("pwrite"),
    plain("qsort"),
    plain("bzero"),
    plain("explicit_bzero"),
    plain("putchar"),
    plain("abort"),
    plain("exit"),
    plain("open"),
    plain("stat"),
    plain("fstat"),
    plain("lstat"),
    plain("unlink"),
    plain("access"),
    plain("perror"),
    plain("time"),
    plain("gettimeofday"),
    plain("clock_gettime"),
    plain("nanosleep"),
    plain("pthread_mutex_init"),
    plain("pthread_mutex_lock"),
    plain("pthread_mutex_unlock"),
    plain("pthread_mutex_destroy"),

    plain("sigemptyset"),
    plain("sigaddset"),
    plain("_setjmp"),
    plain("setjmp"),
    plain("__sigsetjmp"),
    plain("longjmp"),
    plain("siglongjmp"),
    plain("frexp"),
    plain("modf"),
    plain("ioctl"),
    plain("fcntl"),
    plain("system"),
    plain("remove"),
    plain("rename"),
    plain("strftime"),
    plain("memccpy"),
    plain("swab"),
    plain("select"),
    plain("poll"),
    plain("connect"),
    plain("accept"),
    plain("getsockname"),
    plain("setsockopt"),
    plain("getsockopt"),
    plain("sscanf"),
    plain("__isoc99_sscanf"),
    plain("__isoc23_sscanf"),
    plain("scanf"),
    plain("__isoc99_scanf"),
    plain("__isoc99_fscanf"),
    plain("bind"),
    plain("__cxa_guard_acquire"),
    plain("__cxa_guard_release"),
    plain("__cxa_throw"),
    plain("_ZSt9terminatev"),
    plain("__cxa_rethrow"),
    plain("__cxa_atexit"),
    plain("__assert_fail"),
    plain("__stack_chk_fail"),
};

} // namespace

const LibraryModel *libraryModel(llvm::StringRef Symbol) {
  static const llvm::StringMap<const LibraryModel *> ByName = [] {
    llvm::StringMap<const LibraryModel *> Map;
    for (const LibraryModel &M : Models)
      Map[M.Name] = &M;
    return Map;
  }();
  return ByName.lookup(Symbol);
}

} // namespace framewalk::escape
