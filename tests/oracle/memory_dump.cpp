//===- memory_dump.cpp - Every touch of memory, as the model has it -------===//
//
// memory_dump [--all] [--object=FILE] SOURCE [FLAG...]: explains the source and
// writes one line of JSON for each function, with its instructions, touches and
// heap calls. The reports for people show addresses of a simulated process;
// here are the places that they were worked out from, so that they can be
// compared with a real one.
//
//   --all          functions of headers, too
//   --object=FILE  writes the object that was looked at
//
//===----------------------------------------------------------------------===//

#include "Pipeline/Explain.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace framewalk;
using llvm::json::OStream;

namespace {

const char *nameOf(PlaceBase Base) {
  switch (Base) {
  case PlaceBase::Unknown:
    return "unknown";
  case PlaceBase::Cfa:
    return "cfa";
  case PlaceBase::AlignedStack:
    return "aligned";
  case PlaceBase::Symbol:
    return "symbol";
  case PlaceBase::Section:
    return "section";
  case PlaceBase::GotEntry:
    return "got";
  case PlaceBase::Thread:
    return "thread";
  case PlaceBase::Heap:
    return "heap";
  case PlaceBase::Absolute:
    return "absolute";
  }
  return "";
}

class Dump {
public:
  Dump(const TranslationUnitReport &Unit, llvm::raw_ostream &OS)
      : Unit(Unit), OS(OS) {}

  void run() {
    for (const FunctionReport &F : Unit.Functions) {
      OStream J(OS);
      J.object([&] { function(J, F); });
      J.flush();
      OS << '\n';
    }
  }

private:
  void function(OStream &J, const FunctionReport &F) {
    J.attribute("function", F.LinkageName);
    J.attributeArray("instructions", [&] {
      for (const Instruction &I : F.Instructions)
        J.value(llvm::json::Array{
            I.Address, I.Length,
            llvm::toHex(llvm::ArrayRef(I.Bytes).take_front(I.Length), true),
            I.Text});
    });
    J.attributeArray("touches", [&] {
      for (const MemoryTouch &T : F.Memory)
        J.object([&] { touch(J, F, T); });
    });
    J.attributeArray("heapCalls", [&] {
      for (const HeapCall &C : F.HeapCalls)
        J.object([&] {
          J.attribute("function", C.Function);
          if (C.Instruction)
            J.attribute("instruction", addressOf(F, *C.Instruction));
          if (C.Bytes)
            J.attribute("bytes", *C.Bytes);
          if (C.Address)
            J.attribute("virtual", C.Address->Value);
        });
    });
  }

  static uint64_t addressOf(const FunctionReport &F, InstructionId Id) {
    return F.Instructions[Id.Value].Address;
  }

  void touch(OStream &J, const FunctionReport &F, const MemoryTouch &T) {
    J.attribute("instruction", addressOf(F, T.Instruction));
    J.attribute("kind", llvm::StringRef(name(T.Kind)));
    J.attribute("role", llvm::StringRef(name(T.Role)));
    J.attribute("base", nameOf(T.Place.Base));
    place(J, T.Place);
    J.attribute("offset", T.Place.Offset);
    J.attribute("size", T.Size);
    if (T.Range)
      J.attribute("range", T.Range);
    J.attribute("what", T.What);
    if (!T.WhyUnresolved.empty())
      J.attribute("why", T.WhyUnresolved);
    if (!T.Walks.empty())
      J.attribute("virtual", T.Walks.front().Virtual.Value);
  }

  /// Where in the object a symbol or section lies.
  void place(OStream &J, const MemoryPlace &P) {
    const ProgramImage &Image = Unit.Image;
    std::optional<uint32_t> Section;
    uint64_t Offset = 0;
    if (P.Base == PlaceBase::Symbol || P.Base == PlaceBase::GotEntry) {
      const ImageSymbol &S = Image.Symbols[P.Index];
      J.attribute("symbol", S.Name);
      J.attribute("symbolSize", S.Size);
      Section = S.Section;
      Offset = S.Offset;
    } else if (P.Base == PlaceBase::Section) {
      Section = P.Index;
    } else if (P.Base == PlaceBase::Heap) {
      J.attribute("heapCall", P.Index);
    }
    if (Section) {
      J.attribute("section", Image.Sections[*Section].Name);
      J.attribute("sectionIndex", *Section);
      J.attribute("inSection", Offset);
    }
  }

  const TranslationUnitReport &Unit;
  llvm::raw_ostream &OS;
};

} // namespace

int main(int Count, char **Arguments) {
  llvm::ArrayRef<char *> Rest(Arguments + 1, Count - 1);
  ExplainOptions Options;
  std::string ObjectFile;
  for (; !Rest.empty() && Rest[0][0] == '-'; Rest = Rest.drop_front()) {
    llvm::StringRef Option = Rest.front();
    if (Option == "--all")
      Options.IncludeHeaders = true;
    else if (Option.consume_front("--object="))
      ObjectFile = Option.str();
  }
  if (Rest.empty()) {
    llvm::errs()
        << "usage: memory_dump [--all] [--object=FILE] SOURCE [FLAG...]\n";
    return 2;
  }
  llvm::StringRef File = Rest.front();
  CompileCommand Command;
  Command.File = File.str();
  Command.Compiler = File.ends_with(".cpp") ? "clang++" : "clang";
  Command.Flags.assign(Rest.begin() + 1, Rest.end());
  Command.Flags.push_back("-g");
  llvm::Expected<ExplainResult> Result = explain(Command, Options);
  if (!Result || !Result->Compiled) {
    llvm::errs() << (Result ? Result->Diagnostics
                            : llvm::toString(Result.takeError()))
                 << '\n';
    return 1;
  }
  Dump(Result->Report, llvm::outs()).run();
  if (!ObjectFile.empty()) {
    std::error_code Problem;
    llvm::raw_fd_ostream(ObjectFile, Problem) << Result->Object;
    if (Problem) {
      llvm::errs() << ObjectFile << ": " << Problem.message() << '\n';
      return 1;
    }
  }
}
