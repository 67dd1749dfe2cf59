//===- Intentions.cpp -----------------------------------------------------===//
#include "Escape/Intentions.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Demangle/Demangle.h"

#include <cstdlib>
#include <string>

using namespace llvm;

namespace framewalk::escape {

static std::string baseName(StringRef Symbol) {
  std::string Mangled = Symbol.str();
  ItaniumPartialDemangler Parts;
  if (!Symbol.starts_with("_Z") || Parts.partialDemangle(Mangled.c_str()))
    return Mangled;
  if (Parts.isCtorOrDtor())
    return Symbol.contains("D1E") || Symbol.contains("D2E") ? "destroy" : "";
  char *Name = Parts.getFunctionBaseName(nullptr, nullptr);
  std::string Result = Name ? Name : "";
  std::free(Name);
  return Result;
}

static Intention intentionOfWord(StringRef Word) {
  return StringSwitch<Intention>(Word)
      .Cases({"pop", "reset", "clear", "remove", "delete", "del", "erase",
              "unlink", "unregister", "unset", "uninstall", "unsubscribe",
              "unbind", "unwind", "untrack"},
             Intention::TakesAway)
      .Cases({"detach", "disconnect", "dequeue", "disarm", "deactivate",
              "destroy", "dispose", "deinit", "fini", "free", "release",
              "restore", "revert"},
             Intention::TakesAway)
      .Cases({"leave", "exit", "end", "finish", "cancel", "drop", "discard",
              "cleanup", "teardown", "stop", "close", "abort", "shutdown"},
             Intention::TakesAway)
      .Cases({"wait", "await", "join", "sync", "synchronize", "drain", "flush",
              "barrier"},
             Intention::Waits)
      .Default(Intention::Unknown);
}

/// "popPredicateContext", "list_del_init".
Intention intentionOf(StringRef Symbol) {
  std::string Name = baseName(Symbol);
  std::string Word;
  Intention Result = Intention::Unknown;
  auto EndWord = [&] {
    if (Intention Each = intentionOfWord(Word); Each != Intention::Unknown)
      Result = Each;
    Word.clear();
  };
  char Last = 0;
  for (char C : Name) {
    if (!isAlpha(C) || (isUpper(C) && isLower(Last)))
      EndWord();
    if (isAlpha(C))
      Word += toLower(C);
    Last = C;
  }
  EndWord();
  return Result;
}

} // namespace framewalk::escape
