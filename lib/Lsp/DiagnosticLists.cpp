//===- DiagnosticLists.cpp ------------------------------------------------===//

#include "Lsp/DiagnosticLists.h"

#include <set>
#include <utility>

using namespace framewalk;
using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;

using Identity = std::pair<llvm::StringRef, int64_t>;

/// The rule and the line: an analysis of the file itself knows more of the
/// place than those that include it, and what is said of frames differs, too.
static Identity identity(const Value &Diagnostic) {
  const Object *Members = Diagnostic.getAsObject();
  const Object *Range = Members ? Members->getObject("range") : nullptr;
  const Object *Start = Range ? Range->getObject("start") : nullptr;
  if (!Start)
    return {};
  return {Members->getString("code").value_or(""),
          Start->getInteger("line").value_or(0)};
}

void DiagnosticLists::analyzed(const std::string &Document, ByFile Found) {
  All[Document] = std::move(Found);
}

void DiagnosticLists::changed(const std::string &File) {
  for (auto &[Document, Found] : All)
    if (Document != File)
      Found.erase(File);
}

Array DiagnosticLists::listOf(const std::string &File) const {
  Array List;
  std::set<Identity> Known;
  auto Add = [&](const ByFile &Found) {
    auto New = Found.find(File);
    if (New == Found.end())
      return;
    const std::set<Identity> Before = Known;
    for (const Value &Each : New->second)
      if (!Before.count(identity(Each))) {
        List.push_back(Each);
        Known.insert(identity(Each));
      }
  };
  auto Own = All.find(File);
  if (Own != All.end())
    Add(Own->second);
  for (const auto &[Document, Found] : All)
    if (Document != File)
      Add(Found);
  return List;
}

std::vector<std::string> DiagnosticLists::news() const {
  std::set<std::string> Files;
  for (const auto &[Document, Found] : All)
    for (const auto &[File, List] : Found)
      Files.insert(File);
  for (const auto &[File, List] : Taken)
    Files.insert(File);
  std::vector<std::string> News;
  for (const std::string &File : Files) {
    auto Known = Taken.find(File);
    if (listOf(File) != (Known == Taken.end() ? Array() : Known->second))
      News.push_back(File);
  }
  return News;
}

Array DiagnosticLists::take(const std::string &File) {
  Array List = listOf(File);
  if (List.empty())
    Taken.erase(File);
  else
    Taken[File] = List;
  return List;
}
