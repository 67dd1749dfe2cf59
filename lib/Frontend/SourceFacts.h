//===- SourceFacts.h - What the source says, as plain data ----------------===//
//
// Read off clang's AST in one pass (AstFacts.cpp). No clang type leaves this
// library: the stages after it work on these values.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/Finding.h"
#include "Model/Instruction.h"
#include "Model/LocalVariable.h"

#include <optional>
#include <string>
#include <vector>

namespace framewalk {

/// A variable, parameter or temporary of a function.
struct VariableFact {
  std::string Name;
  std::string Type;
  VariableKind Kind = VariableKind::Local;
  SourcePosition Declared; ///< of the name; of the expression for temporaries
  std::optional<uint64_t> Size;
  std::optional<uint64_t> Align;
  StorageDuration Storage = StorageDuration::Block;
  SourcePosition LifeBegin;
  SourcePosition LifeEnd;
  std::string LifeNote; ///< Lifetime::Note
  /// The innermost brace, `for`, `if` ... that it is declared in: what clang's
  /// debug info calls the lexical block. Tells two of one name on one line.
  SourcePosition ScopeBegin;
  /// For a Binding: the unnamed object that it is a part of, and which bytes.
  std::optional<VariableId> PartOf;
  int64_t PartOffset = 0;
  /// Returned by a hidden pointer: lives in the caller's memory (NRVO).
  bool IsReturnSlot = false;
  /// Where `static` could be written and would change no value: the variable
  /// has no initialiser or is a constant. Invalid: nowhere.
  SourcePosition StaticPlace;
  bool IsReference = false;
  /// Passed in memory by value although the source names an object: the type
  /// is not trivial for calls, so that the caller makes a copy and passes its
  /// address.
  bool IsIndirectParameter = false;
};

/// One use of a variable.
struct UseFact {
  VariableId Variable;
  SourcePosition Position; ///< of the name in the expression
  AccessKind Kind = AccessKind::Read;
  /// The part of the variable that is used, in bytes: `s.b`, `a[2]`.
  int64_t Offset = 0;
  uint64_t Size = 0;
  /// Places that the debug line of the instruction may carry, nearest first:
  /// the expression and what it is part of, up to the statement.
  std::vector<SourcePosition> Candidates;
  /// The use computes nothing at run time (sizeof, decltype, a constant that
  /// was folded, discarded `if constexpr`): why. Empty otherwise.
  std::string Unevaluated;
};

/// A place where the compiler works on a variable without a name being
/// written: initialisers, `this`, destructor calls at a brace, range-for.
struct ImplicitUseFact {
  VariableId Variable;
  TouchOrigin Origin = TouchOrigin::Initialiser;
  std::vector<SourcePosition> Candidates;
};

/// A place that allocates, gives back, or (placement new) does neither although
/// it looks like it.
struct HeapCallFact {
  /// As the source has it: "malloc", "new", "new[]", "new (nothrow)",
  /// "placement new", "delete", "operator new" (called by that name) ...
  std::string Function;
  SourcePosition Position;
  /// As of UseFact.
  std::vector<SourcePosition> Candidates;
  std::string Type; ///< what is made or thought to be there; empty: unknown
  /// Asked for, where the source fixes it; without the count of elements that
  /// new[] may keep in front of them.
  std::optional<uint64_t> Bytes;
  /// The variable that gets the result, or that is given back.
  std::optional<VariableId> Pointer;
  /// Placement new: the local whose bytes it uses.
  std::optional<VariableId> Storage;
};

/// Something in a function that makes its frame special.
enum class FunctionTrait {
  Naked,
  NoReturn,
  Coroutine,
  Variadic,
  ReturnsByHiddenPointer,
  CallsSetjmp,
  CallsAlloca,
  HasInlineAssembly,
};

struct FunctionFacts {
  std::string Name; ///< qualified: "ns::Widget::draw"
  /// As one would declare it: "int sum(int n, char c)". For headings.
  std::string Signature;
  /// All symbols that are made of it (constructors and destructors have up to
  /// three); a captured function belongs to the facts that list its symbol.
  std::vector<std::string> LinkageNames;
  SourcePosition Position; ///< of the name
  SourceRange Body;        ///< brace to brace
  bool InMainFile = false;
  bool IsInstantiation = false;
  bool IsLambda = false;
  bool IsImplicit = false; ///< made by the compiler (defaulted, thunk)
  /// The `&` of a returned `const T &` where T could be returned as well: no
  /// other declaration and no other file knows the function. Invalid: none.
  SourcePosition ReturnSigil;
  std::vector<FunctionTrait> Traits;
  std::vector<VariableFact> Variables;
  std::vector<UseFact> Uses;
  std::vector<ImplicitUseFact> ImplicitUses;
  std::vector<HeapCallFact> HeapCalls; ///< in the order of evaluation
  /// From each `return` to before its semicolon, in the source's order.
  std::vector<SourceRange> Returns;

  bool has(FunctionTrait T) const {
    for (FunctionTrait Each : Traits)
      if (Each == T)
        return true;
    return false;
  }
};

/// One of clang's own diagnostics.
struct DiagnosticFact {
  enum class Level { Note, Remark, Warning, Error, Fatal };
  Level Severity = Level::Warning;
  SourcePosition Position;
  std::string Message;
  std::string Flag;  ///< "return-stack-address"; empty: none
  std::string Group; ///< the category's number is clang's; this is its text
  /// The notes that follow it.
  std::vector<DiagnosticFact> Notes;
};

enum class FixKind {
  WidenScope,     ///< a block's local is declared in a block around it
  CaptureByValue, ///< a lambda takes a copy
  NameTemporary,  ///< a temporary, or its value, gets a variable
  Allocate,       ///< an array is the caller's to free
  Reset,          ///< what holds the address forgets it at the exit
};

/// A change that keeps what the program computes, for findings about Subject.
struct FixFact {
  FixKind Kind;
  SourcePosition Subject; ///< where the variable is declared
  /// WidenScope: where the object then is alive; otherwise what is changed or,
  /// for Reset, the assignment.
  SourceRange Where;
  FixHint Hint;
};

struct SourceFacts {
  std::vector<std::string> Files; ///< FileId indexes this
  std::vector<FunctionFacts> Functions;
  std::vector<DiagnosticFact> Diagnostics;
  /// For the functions that were asked for (FixFinder.h).
  std::vector<FixFact> Fixes;
  /// What #if and its like leave out of the main file; by line as it is in the
  /// file, and without a FileId.
  std::vector<SourceRange> Skipped;
};

} // namespace framewalk
