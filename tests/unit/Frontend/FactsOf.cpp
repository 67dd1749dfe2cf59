//===- FactsOf.cpp --------------------------------------------------------===//
#include "FactsOf.h"

#include "Frontend/AstFacts.h"
#include "Frontend/FixFinder.h"

#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"

#include <cstdio>
#include <cstdlib>
#include <numeric>

namespace framewalk {

/// A test that asks for what is not there is wrong itself: say what, and stop.
[[noreturn]] static void giveUp(const std::string &Why) {
  std::fprintf(stderr, "FactsOf: %s\n", Why.c_str());
  std::abort();
}

FactsOf FactsOf::parse(std::string_view Marked, std::vector<std::string> Args,
                       const char *File) {
  FactsOf Result;
  std::string Code;
  SourcePosition Here{FileId(), 1, 1};
  SourcePosition Last;
  std::vector<std::string> Open;
  while (!Marked.empty()) {
    size_t Name = Marked[0] == '$' ? Marked.find("[[") : std::string_view::npos;
    if (Name != std::string_view::npos) {
      Open.emplace_back(Marked.substr(1, Name - 1));
      Result.Marks[Open.back()].Begin = Here;
      Marked.remove_prefix(Name + 2);
      continue;
    }
    if (!Open.empty() && Marked.starts_with("]]")) {
      Result.Marks[Open.back()].End = Last;
      Result.Marks[Open.back()].Behind = Here;
      Open.pop_back();
      Marked.remove_prefix(2);
      continue;
    }
    Code += Marked[0];
    Last = Here;
    if (Marked[0] == '\n') {
      ++Here.Line;
      Here.Column = 1;
    } else {
      ++Here.Column;
    }
    Marked.remove_prefix(1);
  }

  std::unique_ptr<clang::ASTUnit> Unit =
      clang::tooling::buildASTFromCodeWithArgs(Code, Args, File);
  if (!Unit || Unit->getDiagnostics().hasErrorOccurred())
    giveUp("does not compile:\n" + Code);
  collectSourceFacts(Unit->getASTContext(), CompileOptions(), Result.Facts);
  std::vector<uint32_t> Lines(Here.Line);
  std::iota(Lines.begin(), Lines.end(), 1);
  findFixes(Unit->getASTContext(), Lines, Result.Facts);
  return Result;
}

FactsOf FactsOf::c(std::string_view Marked, std::vector<std::string> Args) {
  Args.insert(Args.begin(), {"-std=c17", "-w", "--target=x86_64-linux-gnu"});
  return parse(Marked, std::move(Args), "input.c");
}

FactsOf FactsOf::cxx(std::string_view Marked, std::vector<std::string> Args) {
  Args.insert(Args.begin(), {"-std=c++20", "-w", "-fcxx-exceptions",
                             "-fexceptions", "--target=x86_64-linux-gnu"});
  return parse(Marked, std::move(Args), "input.cc");
}

SourcePosition FactsOf::begin(const std::string &Mark) const {
  auto Found = Marks.find(Mark);
  if (Found == Marks.end())
    giveUp("no mark " + Mark);
  return Found->second.Begin;
}

SourcePosition FactsOf::end(const std::string &Mark) const {
  begin(Mark);
  return Marks.find(Mark)->second.End;
}

SourcePosition FactsOf::behind(const std::string &Mark) const {
  begin(Mark);
  return Marks.find(Mark)->second.Behind;
}

bool FactsOf::hasFunction(std::string_view Name) const {
  for (const FunctionFacts &F : Facts.Functions)
    if (F.Name == Name)
      return true;
  return false;
}

const FunctionFacts &FactsOf::function(std::string_view Name) const {
  for (const FunctionFacts &F : Facts.Functions)
    if (F.Name == Name)
      return F;
  std::string All;
  for (const FunctionFacts &F : Facts.Functions)
    All += "\n  " + F.Name;
  giveUp("no function " + std::string(Name) + "; there are:" + All);
}

const VariableFact &FactsOf::variable(std::string_view Name,
                                      std::string_view Function) const {
  for (const VariableFact &V : function(Function).Variables)
    if (V.Name == Name)
      return V;
  giveUp("no variable " + std::string(Name));
}

const VariableFact &FactsOf::variableAt(const std::string &Mark,
                                        std::string_view Function) const {
  for (const VariableFact &V : function(Function).Variables)
    if (V.Declared == begin(Mark))
      return V;
  giveUp("nothing is declared at " + Mark);
}

size_t FactsOf::count(VariableKind Kind, std::string_view Function) const {
  size_t N = 0;
  for (const VariableFact &V : function(Function).Variables)
    N += V.Kind == Kind;
  return N;
}

size_t FactsOf::usesAt(const std::string &Mark) const {
  size_t N = 0;
  for (const FunctionFacts &F : Facts.Functions)
    for (const UseFact &U : F.Uses)
      N += U.Position == begin(Mark);
  return N;
}

const UseFact &FactsOf::use(const std::string &Mark) const {
  for (const FunctionFacts &F : Facts.Functions)
    for (const UseFact &U : F.Uses)
      if (U.Position == begin(Mark))
        return U;
  giveUp("no use at " + Mark);
}

std::string FactsOf::used(const std::string &Mark) const {
  for (const FunctionFacts &F : Facts.Functions)
    for (const UseFact &U : F.Uses)
      if (U.Position == begin(Mark))
        return F.Variables[U.Variable.Value].Name;
  giveUp("no use at " + Mark);
}

const ImplicitUseFact *FactsOf::implicit(TouchOrigin Origin,
                                         std::string_view Variable,
                                         std::string_view Function) const {
  const FunctionFacts &F = function(Function);
  for (const ImplicitUseFact &U : F.ImplicitUses)
    if (U.Origin == Origin && F.Variables[U.Variable.Value].Name == Variable)
      return &U;
  return nullptr;
}

} // namespace framewalk
