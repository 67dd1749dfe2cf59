//===- StripRoot.cpp ------------------------------------------------------===//

#include "Project/StripRoot.h"

#include "Support/Paths.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <map>

using namespace framewalk;

namespace {

using Edit = llvm::function_ref<void(std::string &)>;

void editAll(std::vector<std::string> &Texts, Edit Change) {
  for (std::string &Text : Texts)
    Change(Text);
}

void editFunction(FunctionReport &F, Edit Change) {
  Change(F.Name);
  Change(F.Signature);
  editAll(F.Notes, Change);
  F.Frame.editTexts(Change);
  for (LocalVariable &V : F.Variables) {
    Change(V.Name);
    Change(V.Type);
    Change(V.WhyNoSlot);
  }
  for (Instruction &I : F.Instructions)
    Change(I.Effect);
  for (Lifetime &L : F.Lifetimes) {
    Change(L.Note);
    Change(L.Before);
    Change(L.After);
  }
  for (Access &A : F.Accesses)
    Change(A.WhyUnlinked);
  for (MemoryTouch &T : F.Memory) {
    Change(T.What);
    Change(T.WhyUnresolved);
  }
  for (HeapCall &C : F.HeapCalls) {
    Change(C.Function);
    Change(C.Effect);
  }
}

void editFinding(Finding &F, Edit Change) {
  Change(F.Message);
  Change(F.Variable);
  Change(F.Function);
  for (TraceStep &S : F.Trace)
    Change(S.Message);
  for (FixHint &Fix : F.Fixes)
    Change(Fix.Title);
  if (!F.Next)
    return;
  Change(F.Next->Description);
  Change(F.Next->Caller);
  Change(F.Next->Callee);
  for (HeirPart &P : F.Next->Parts) {
    Change(P.Owner);
    Change(P.Function);
    Change(P.Variable);
  }
}

void editMemory(ProgramMemory &M, Edit Change) {
  Change(M.Name);
  editAll(M.Events, Change);
  for (PlacedFrame &F : M.Frames)
    Change(F.Function);
  for (MemoryArea &A : M.Areas) {
    Change(A.Mapping);
    for (AreaContent &C : A.Contents)
      Change(C.Name);
  }
}

/// Two headers that an #include finds by one name, as #include_next does, stay
/// two.
void nameFiles(TranslationUnitReport &Report, const RootPaths &Paths,
               const std::string &Directory) {
  std::map<std::string, std::string> Taken;
  for (std::string &File : Report.Files) {
    if (File.starts_with("<")) // <built-in>
      continue;
    const std::string Full = absoluteIn(File, Directory);
    std::string Name = Paths.relative(File, Directory);
    const std::string First = Name;
    for (unsigned I = 2; Taken.try_emplace(Name, Full).first->second != Full;
         ++I)
      Name = First + "~" + std::to_string(I);
    if (llvm::StringRef(Name).starts_with("<"))
      Report.FoundAt[Name] = Full;
    File = std::move(Name);
  }
}

} // namespace

void framewalk::nameFromRoot(TranslationUnitReport &Report,
                             const RootPaths &Paths,
                             const std::string &Directory) {
  nameFiles(Report, Paths, Directory);
  auto Change = [&](std::string &Text) {
    if (Text.find('/') != Text.npos)
      Text = Paths.strip(Text);
  };
  auto ChangeFlags = [&](std::string &Text) { Text = Paths.stripFlag(Text); };
  editAll(Report.Flags, ChangeFlags);
  editAll(Report.Notes, ChangeFlags); // "... is left out"
  for (FunctionReport &F : Report.Functions)
    editFunction(F, Change);
  for (ImageSymbol &S : Report.Image.Symbols)
    Change(S.Title);
  editMemory(Report.Memory, Change);
  for (std::vector<Finding> *List : {&Report.Findings, &Report.Suppressed})
    for (Finding &F : *List)
      editFinding(F, Change);
}
