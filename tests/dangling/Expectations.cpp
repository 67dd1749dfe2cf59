//===- Expectations.cpp ---------------------------------------------------===//

#include "Expectations.h"

#include "Model/Finding.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MemoryBuffer.h"

#include <optional>

using namespace framewalk;

namespace {

using Kind = Expectation::Kind;

class Reader {
public:
  explicit Reader(Program &P) : P(P) {}

  void line(llvm::StringRef Text, unsigned Number) {
    Text = Text.trim();
    bool IsComment = Text.starts_with("//");
    llvm::SmallVector<llvm::StringRef, 4> Parts;
    Text.split(Parts, "//");
    for (llvm::StringRef Part : llvm::ArrayRef(Parts).drop_front())
      comment(Part.trim(), Number);
    if (IsComment)
      return;
    for (size_t I = Settled; I < P.Expectations.size(); ++I)
      P.Expectations[I].Line = Number;
    Settled = P.Expectations.size();
  }

private:
  void comment(llvm::StringRef Text, unsigned Number) {
    auto [Head, Rest] = Text.split(": ");
    auto [Word, Digits] = Head.rsplit(' ');
    unsigned Order = 0;
    if (Head == "flags") {
      llvm::SmallVector<llvm::StringRef, 4> Words;
      Rest.split(Words, ' ', -1, /*KeepEmpty=*/false);
      P.Flags.assign(Words.begin(), Words.end());
    } else if (std::optional<Kind> Rules = kindOfRules(Head)) {
      rules(*Rules, Rest, Number);
    } else if (Word == "trace" || Word == "untold") {
      if (Digits.getAsInteger(10, Order) || Rest.empty())
        mistake(Text, Number);
      P.Expectations.push_back({Word == "trace" ? Kind::Trace : Kind::Untold,
                                Number, Order, Rest.str()});
    }
  }

  static std::optional<Kind> kindOfRules(llvm::StringRef Head) {
    return llvm::StringSwitch<std::optional<Kind>>(Head)
        .Case("expect", Kind::Expect)
        .Case("also", Kind::Also)
        .Case("missing", Kind::Missing)
        .Case("instead", Kind::Instead)
        .Case("false alarm", Kind::FalseAlarm)
        .Default(std::nullopt);
  }

  void rules(Kind What, llvm::StringRef List, unsigned Number) {
    llvm::SmallVector<llvm::StringRef, 2> Names;
    List.split(Names, ", ");
    for (llvm::StringRef Name : Names) {
      std::string Id = "framewalk-dangling-" + Name.str();
      if (!findRule(Id))
        mistake(Name, Number);
      P.Expectations.push_back({What, Number, 0, Id});
    }
  }

  void mistake(llvm::StringRef Text, unsigned Number) {
    P.Mistakes.push_back(std::to_string(Number) + ": " + Text.str());
  }

  Program &P;
  size_t Settled = 0; ///< so many expectations have met their line
};

} // namespace

Program framewalk::readProgram(const std::string &File) {
  Program P;
  auto Buffer = llvm::MemoryBuffer::getFile(File);
  if (!Buffer) {
    P.Mistakes.push_back("cannot be read");
    return P;
  }
  llvm::SmallVector<llvm::StringRef, 0> Lines;
  (*Buffer)->getBuffer().split(Lines, '\n');
  Reader R(P);
  for (unsigned I = 0; I < Lines.size(); ++I)
    R.line(Lines[I], I + 1);
  return P;
}
