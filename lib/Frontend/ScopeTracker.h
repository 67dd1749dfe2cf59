//===- ScopeTracker.h - Which scope ends whose life -----------------------===//
//
// Follows a walk over a function's body: scopes open and close, variables are
// declared in them, jumps leave and enter them. At the end it says of each
// variable where its life ends, and what happens on the way, in plain words.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/SourceFacts.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

enum class ScopeKind {
  Function,
  Block,
  LoopBody,      ///< a block that is entered anew each time round
  Head,          ///< what `for`, `if`, `switch` declare in their parentheses
  LoopCondition, ///< a loop's condition: its variable is new each time round
  Handler,       ///< what `catch` declares
  Expression,    ///< a full expression: home of temporaries
};

enum class Language { C, Cxx };

/// Whether the object's end runs code.
enum class Destruction { None, Destructor, CleanupAttribute };

class ScopeTracker {
public:
  using ScopeIndex = uint32_t;
  static constexpr ScopeIndex None = UINT32_MAX;

  ScopeTracker(FunctionFacts &Facts, Language Source)
      : Facts(Facts), Source(Source) {}

  /// \p DebugPlace is where debug info puts this scope's lexical block; invalid
  /// where it makes none and the variables belong to the block around.
  void open(ScopeKind Kind, SourcePosition Begin, SourcePosition DebugPlace);
  void close(SourcePosition End);

  ScopeIndex current() const { return Current; }
  ScopeKind kind(ScopeIndex Scope) const { return Scopes[Scope].Kind; }
  ScopeIndex parent(ScopeIndex Scope) const { return Scopes[Scope].Parent; }
  SourcePosition debugPlace() const { return Scopes[Current].DebugPlace; }

  /// Call in the order of declaration, after the variable is in Facts.
  void declare(VariableId Variable, Destruction End);

  /// A jump out of all scopes inside \p Target. \p IsLast: the last statement
  /// of its block, where leaving is no surprise.
  void jump(std::string_view Word, SourcePosition Place, ScopeIndex Target,
            bool IsLast);
  /// A jump to a label that may not have been met yet. \p Label is only an
  /// identity.
  void jumpTo(const void *Label, SourcePosition Place);
  void label(const void *Label);
  /// `case` or `default` of the switch whose head is \p Switch.
  void enter(std::string_view Word, SourcePosition Place, ScopeIndex Switch);

  /// Fills LifeEnd, LifeNote and the cleanups among ImplicitUses.
  void finish();

private:
  struct Scope {
    ScopeKind Kind = ScopeKind::Block;
    ScopeIndex Parent = None;
    SourcePosition Begin;
    SourcePosition End;
    SourcePosition DebugPlace;
    llvm::SmallVector<VariableId, 4> Variables;
    llvm::SmallVector<uint32_t, 2> Exits;   ///< into Jumps
    llvm::SmallVector<uint32_t, 1> Entries; ///< into Jumps
  };
  struct Declared {
    ScopeIndex Scope = None;
    uint32_t When = 0;
    Destruction End = Destruction::None;
  };
  struct Jump {
    std::string_view Word;
    SourcePosition Place;
    ScopeIndex From = None;
    uint32_t When = 0;
    const void *Label = nullptr;
    /// Only what was declared after this moment dies: a backward goto.
    uint32_t Since = 0;
    bool IsLast = false;
  };
  struct Landing {
    ScopeIndex Scope = None;
    uint32_t When = 0;
  };

  ScopeIndex commonScope(ScopeIndex A, ScopeIndex B) const;
  void addExits(uint32_t Jump, ScopeIndex From, ScopeIndex Target);
  void resolveGotos();
  void finishVariable(VariableId Variable);
  std::string describeLife(const VariableFact &V, const Scope &S) const;
  void describeDestruction(VariableId Variable, const Scope &S,
                           std::string &Note) const;
  void describeJumps(const Declared &D, const VariableFact &V, const Scope &S,
                     std::string &Note) const;
  void addCleanup(VariableId Variable, const Scope &S);

  FunctionFacts &Facts;
  Language Source;
  std::vector<Scope> Scopes;
  std::vector<Jump> Jumps;
  std::vector<Declared> Declarations; ///< by VariableId
  llvm::DenseMap<const void *, Landing> Labels;
  ScopeIndex Current = None;
  uint32_t Clock = 0;
};

} // namespace framewalk
