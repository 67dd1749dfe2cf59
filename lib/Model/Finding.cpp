//===- Finding.cpp - The registry of rules --------------------------------===//

#include "Model/Finding.h"

using namespace framewalk;

const std::vector<Rule> &framewalk::rules() {
  static const std::vector<Rule> All = {
      {"framewalk-dangling-return",
       "A function returns a pointer or reference to one of its own locals."},
      {"framewalk-dangling-out-parameter",
       "A pointer to a local is stored through an out-parameter and is still "
       "there when the function has returned."},
      {"framewalk-dangling-global",
       "A pointer to a local is left in a global or static variable."},
      {"framewalk-dangling-field",
       "A pointer to a local is left in a field of an object that lives "
       "longer."},
      {"framewalk-dangling-capture",
       "A lambda or callback that captured a local by reference lives longer "
       "than the local."},
      {"framewalk-dangling-use-after-scope",
       "A pointer is used after the block of the local it points to has "
       "ended."},
      {"framewalk-dangling-temporary",
       "A pointer or reference is kept to a temporary that dies at the end of "
       "its full expression."},
      {"framewalk-dangling-view",
       "A view, span or iterator lives longer than the object that owns what "
       "it points to."},
  };
  return All;
}
