//===- Narrowing.h - Pointers where a comparison is true or false ---------===//
#pragma once

#include "Escape/Values.h"

namespace framewalk::escape {

/// Takes out of states what the branches that lead to them exclude: behind
/// `if (p)` p is not null.
class Narrowing {
public:
  /// \p GivesBack: something in the function frees memory.
  Narrowing(Tables &T, Values &V, const llvm::DataLayout &Layout,
            bool GivesBack)
      : T(T), V(V), Layout(Layout), GivesBack(GivesBack) {}

  /// Narrows \p S to where \p Condition is \p Truth; false: nowhere.
  bool narrow(const llvm::Value &Condition, bool Truth, State &S);

private:
  bool narrow(const llvm::Value &Pointer, SetId Set, SetId Other, bool AreEqual,
              State &S);
  SetId equalTo(SetId Set, const Target &That);
  SetId differentFrom(SetId Set, const Target &That);
  void forgetFields(SetId Set, State &S);
  void replaceSource(const llvm::Value &Pointer, SetId Set, SetId Narrowed,
                     State &S);

  Tables &T;
  Values &V;
  const llvm::DataLayout &Layout;
  bool GivesBack;
};

} // namespace framewalk::escape
