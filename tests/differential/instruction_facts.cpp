//===- instruction_facts.cpp - What the capture says of each instruction --===//
//
// instruction_facts OBJECT SOURCE [FLAG...] compiles SOURCE as framewalk does,
// writes the object file to OBJECT, and prints one line of fields, separated by
// tabs, for each captured instruction. instructions.py compares them with what
// llvm-objdump says of the same object.
//
//===----------------------------------------------------------------------===//
#include "Codegen/Capture.h"
#include "Frontend/Compile.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/thread.h"

using namespace framewalk;
using llvm::outs;

namespace {

const char *name(InstructionKind Kind) {
  static constexpr const char *Names[] = {
      "other",         "push",         "pop",  "adjustStack", "alignStack",
      "copyRegister",  "loadAddress",  "load", "store",       "storeImmediate",
      "loadImmediate", "addImmediate", "call", "tailCall",    "return",
      "leave",         "branch",       "nop"};
  return Names[static_cast<unsigned>(Kind)];
}

const char *name(MemoryUse Use) {
  static constexpr const char *Names[] = {"none", "read", "write", "update",
                                          "address"};
  return Names[static_cast<unsigned>(Use)];
}

const char *name(ReferenceKind Kind) {
  static constexpr const char *Names[] = {"-",
                                          "direct",
                                          "gotEntry",
                                          "gotOffset",
                                          "gotBase",
                                          "threadOffset",
                                          "threadGotEntry",
                                          "threadGetAddress",
                                          "threadBlockOffset",
                                          "other"};
  return Names[static_cast<unsigned>(Kind)];
}

/// kind:section+place+size, kind:undefined symbol+offset, or kind.
void print(const SymbolReference &R, const ProgramImage &Image) {
  outs() << name(R.Kind);
  if (R.Kind == ReferenceKind::None || R.Kind == ReferenceKind::Other)
    return;
  const ImageSymbol &Symbol = Image.Symbols[R.Symbol];
  outs() << '\t' << Symbol.Name << '\t' << R.Offset << '\t';
  if (Symbol.Section)
    outs() << Image.Sections[*Symbol.Section].Name << '\t'
           << static_cast<int64_t>(Symbol.Offset) + R.Offset;
  else
    outs() << "*\t0";
}

void print(const CapturedFrame &Frame, const ProgramImage &Image) {
  for (const ImageSymbol &Symbol : Image.Symbols) {
    if (Symbol.Name != Frame.Symbol || !Symbol.IsFunction || !Symbol.Section)
      continue;
    const ImageSection &Section = Image.Sections[*Symbol.Section];
    outs() << "function\t" << Frame.Symbol << '\t' << Section.Name << '\t'
           << Symbol.Offset << '\t' << Frame.PointerSize << '\n';
    break;
  }
  for (const CapturedInstruction &I : Frame.Instructions) {
    outs() << "i\t" << I.Address << '\t' << unsigned(I.Length) << '\t'
           << name(I.Kind) << '\t' << (I.IsInlineAssembly ? "asm" : "-") << '\t'
           << llvm::format_hex(I.Writes, 10) << '\t' << I.Register << '\t'
           << I.SourceRegister << '\t' << I.Immediate << '\t'
           << name(I.StringSource) << '\t' << name(I.StringDestination) << '\t'
           << unsigned(I.StringUnit) << '\t' << I.IsRepeated << '\t'
           << Frame.text(I) << '\n';
    const MemoryOperand &M = I.Memory;
    if (M.Use != MemoryUse::None)
      outs() << "m\t" << name(M.Use) << '\t' << M.Size << '\t' << M.Base << '\t'
             << M.Index << '\t' << unsigned(M.Scale) << '\t' << M.Segment
             << '\t' << M.Displacement << '\t' << M.IsSymbolic << '\n';
    if (M.Symbol.Kind != ReferenceKind::None) {
      outs() << "s\t";
      print(M.Symbol, Image);
      outs() << '\n';
    }
    if (I.Target.Kind != ReferenceKind::None) {
      outs() << "t\t";
      print(I.Target, Image);
      outs() << '\n';
    }
  }
}

int run(int Count, char **Arguments) {
  if (Count < 3) {
    llvm::errs() << "usage: instruction_facts OBJECT SOURCE [FLAG...]\n";
    return 2;
  }
  CompileCommand Command;
  Command.File = Arguments[2];
  Command.Flags.assign(Arguments + 3, Arguments + Count);
  Capture Listener(AssemblySyntax::Intel);
  llvm::Expected<CompileResult> Compiled = compile(Command, {});
  if (!Compiled) {
    llvm::errs() << llvm::toString(Compiled.takeError()) << '\n';
    return 1;
  }
  llvm::errs() << Compiled->RenderedDiagnostics;
  if (!Compiled->Compiled)
    return 1;
  llvm::Expected<CapturedUnit> Unit = Listener.finish(Compiled->Object);
  if (!Unit) {
    llvm::errs() << llvm::toString(Unit.takeError()) << '\n';
    return 1;
  }
  std::error_code Failure;
  llvm::raw_fd_ostream Object(Arguments[1], Failure);
  if (Failure) {
    llvm::errs() << Arguments[1] << ": " << Failure.message() << '\n';
    return 1;
  }
  Object << Unit->Object;
  for (const CapturedFrame &Frame : Unit->Frames)
    print(Frame, Unit->Image);
  for (const ImageSection &Section : Unit->Image.Sections)
    outs() << "section\t" << Section.Name << '\t' << unsigned(Section.Kind)
           << '\t' << Section.Size << '\t' << Section.Align << '\n';
  for (const ImageSymbol &Symbol : Unit->Image.Symbols)
    outs() << "symbol\t" << Symbol.Name << '\t'
           << (Symbol.Section ? Unit->Image.Sections[*Symbol.Section].Name
                              : std::string("*"))
           << '\t' << Symbol.Offset << '\t' << Symbol.Size << '\t'
           << (Symbol.IsFunction ? 'f' : '-')
           << (Symbol.IsThreadLocal ? 't' : '-') << '\t' << Symbol.Title
           << '\n';
  return 0;
}

} // namespace

int main(int Count, char **Arguments) {
  // Deep recursion in clang, as in lib/Pipeline.
  int Result = 1;
  llvm::thread Worker(std::optional<unsigned>(256u << 20),
                      [&] { Result = run(Count, Arguments); });
  Worker.join();
  return Result;
}
