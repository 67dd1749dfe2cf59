//===- JsonValue.h - JSON that a test looks into --------------------------===//
#pragma once

#include "Render/Json.h"

#include "gtest/gtest.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <string>

namespace framewalk {

inline std::string jsonText(const ReportDocument &D) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  renderJson(D, OS);
  return Text;
}

/// The value at a path such as "units/0/functions/0/name"; null: there is none.
inline const llvm::json::Value *valueAt(const llvm::json::Value &Root,
                                        llvm::StringRef Path) {
  const llvm::json::Value *V = &Root;
  while (!Path.empty() && V) {
    auto [Head, Tail] = Path.split('/');
    unsigned Index;
    if (const llvm::json::Object *O = V->getAsObject())
      V = O->get(Head);
    else if (const llvm::json::Array *A = V->getAsArray();
             A && !Head.getAsInteger(10, Index) && Index < A->size())
      V = &(*A)[Index];
    else
      V = nullptr;
    Path = Tail;
  }
  return V;
}

inline void expectAt(const llvm::json::Value &Root, const std::string &Path,
                     const llvm::json::Value &Expected) {
  const llvm::json::Value *V = valueAt(Root, Path);
  ASSERT_NE(V, nullptr) << Path;
  EXPECT_EQ(*V, Expected) << Path << ": " << llvm::formatv("{0}", *V).str();
}

} // namespace framewalk
