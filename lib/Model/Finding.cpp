//===- Finding.cpp - The registry of rules --------------------------------===//

#include "Model/Finding.h"

using namespace framewalk;

const std::vector<Rule> &framewalk::rules() {
  static const std::vector<Rule> All = {
      {"framewalk-dangling-return",
       "A function returns a pointer or reference to one of its own locals.",
       "Return the object by value, let the caller provide the storage, or "
       "allocate it."},
      {"framewalk-dangling-out-parameter",
       "A pointer to a local is stored through an out-parameter and is still "
       "there when the function has returned.",
       "Copy the object to where the parameter points, or reset the pointer "
       "before the function returns."},
      {"framewalk-dangling-global",
       "A pointer to a local is left in a global or static variable.",
       "Reset the global before the function returns, or give the object "
       "static storage."},
      {"framewalk-dangling-field",
       "A pointer to a local is left in a field of an object that lives "
       "longer.",
       "Let the object own a copy, or reset the field before the local dies."},
      {"framewalk-dangling-capture",
       "A lambda or callback that captured a local by reference lives longer "
       "than the local.",
       "Capture by value, or move the object into the capture."},
      {"framewalk-dangling-use-after-scope",
       "A pointer is used after the block of the local it points to has "
       "ended.",
       "Declare the local in the block that the pointer is used in."},
      {"framewalk-dangling-temporary",
       "A pointer or reference is kept to a temporary that dies at the end of "
       "its full expression.",
       "Give the temporary a name, so that it lives as long as the pointer."},
      {"framewalk-dangling-view",
       "A view, span or iterator lives longer than the object that owns what "
       "it points to.",
       "Keep the owner in a variable that lives at least as long as the "
       "view."},
      {"framewalk-frame-size",
       "A function's frame is larger than the stack budget.",
       "Move the largest variables out of the frame (static storage, the heap, "
       "the caller's), make them smaller, or call the function where there is "
       "more stack. Looked for with --stack-budget."},
      {"framewalk-stack-depth",
       "The frames of a chain of calls are together larger than the stack "
       "budget.",
       "Shorten the chain, or make its largest frames smaller. Looked for with "
       "--stack-budget."},
      {"framewalk-unused-suppression",
       "A NOLINT comment names a framewalk rule and suppresses nothing.",
       "Remove the comment: it would hide the next finding on that line."},
  };
  return All;
}

const Rule *framewalk::findRule(std::string_view Id) {
  for (const Rule &R : rules())
    if (R.Id == Id)
      return &R;
  return nullptr;
}

std::string_view framewalk::name(Severity S) {
  return S == Severity::Note ? "note" : "warning";
}

std::string_view framewalk::name(StepRole Role) {
  switch (Role) {
  case StepRole::Note:
    return "note";
  case StepRole::AddressTaken:
    return "addressTaken";
  case StepRole::Stored:
    return "stored";
  case StepRole::Passed:
    return "passed";
  case StepRole::Returned:
    return "returned";
  case StepRole::Dies:
    return "dies";
  case StepRole::Used:
    return "used";
  }
  return "note";
}

std::string_view framewalk::name(DeathCause Cause) {
  switch (Cause) {
  case DeathCause::Unknown:
    return "unknown";
  case DeathCause::Return:
    return "return";
  case DeathCause::Scope:
    return "scope";
  case DeathCause::FullExpression:
    return "fullExpression";
  }
  return "unknown";
}

std::string_view framewalk::name(HeirKind Kind) {
  switch (Kind) {
  case HeirKind::Unknown:
    return "unknown";
  case HeirKind::SameFrame:
    return "sameFrame";
  case HeirKind::LaterCall:
    return "laterCall";
  }
  return "unknown";
}

std::string_view framewalk::name(Overwrite O) {
  switch (O) {
  case Overwrite::Never:
    return "never";
  case Overwrite::Perhaps:
    return "perhaps";
  case Overwrite::Always:
    return "always";
  }
  return "perhaps";
}
