//===- FunctionNames.h - What a function is called ------------------------===//
#pragma once

#include "Frontend/PositionTable.h"

#include <memory>
#include <string>
#include <vector>

namespace clang {
class ASTContext;
class ASTNameGenerator;
class DeclContext;
class FunctionDecl;
} // namespace clang

namespace llvm {
class raw_ostream;
}

namespace framewalk {

class FunctionNames {
public:
  FunctionNames(clang::ASTContext &Context, PositionTable &Positions);
  ~FunctionNames();

  /// "ns::Widget<int>::draw", "max<int>", "outer::(lambda at 12:8)".
  std::string displayName(const clang::FunctionDecl &Function);

  /// As one would declare it: "int sum(int n, char c)".
  std::string signature(const clang::FunctionDecl &Function);

  /// "int sum(int n, char c)": as one would declare it under \p Name.
  std::string signature(const clang::FunctionDecl &Function,
                        const std::string &Name);

  /// The symbols that are made of \p Function: one, or the variants of a
  /// constructor or destructor.
  std::vector<std::string> linkageNames(const clang::FunctionDecl &Function);

  /// A lambda without a number of its own gets "$_0", "$_1" ... in the order in
  /// which symbols that contain it are first made. To count as clang's code
  /// generation does, mention the functions in the order of its calls.
  void mention(const clang::FunctionDecl &Function);

private:
  void printContext(const clang::DeclContext *Context, llvm::raw_ostream &Out);
  void printFunction(const clang::FunctionDecl &Function,
                     llvm::raw_ostream &Out);

  clang::ASTContext &Context;
  PositionTable &Positions;
  std::unique_ptr<clang::ASTNameGenerator> Symbols;
};

} // namespace framewalk
