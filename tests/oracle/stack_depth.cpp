//===- stack_depth.cpp - Stack tracking against clang's own CFI -----------===//
//
// stack_depth FILE...: compiles each file with the flags of its first line
// (`// flags: -O0 ...`), hides the CFI from the stack tracking, and compares
// what it finds with what the CFI says, instruction for instruction. Where the
// CFA hangs on the frame pointer it is that distance which is compared.
//
//===----------------------------------------------------------------------===//

#include "Codegen/Capture.h"
#include "Frontend/Compile.h"
#include "Layout/StackTracking.h"

#include <fmt/format.h>

#include <fstream>
#include <sstream>
#include <string_view>

using namespace framewalk;

namespace {

struct Tally {
  size_t StackPointer = 0;
  size_t FramePointer = 0;
  size_t Differences = 0;
};

CompileCommand commandOf(const std::string &File) {
  CompileCommand Command;
  Command.File = File;
  Command.Compiler = File.ends_with(".cpp") ? "clang++" : "clang";
  std::ifstream In(File);
  std::string Line;
  std::getline(In, Line);
  constexpr std::string_view Mark = "// flags: ";
  if (Line.starts_with(Mark)) {
    std::istringstream Words(Line.substr(Mark.size()));
    for (std::string Word; Words >> Word;)
      Command.Flags.push_back(Word);
  }
  Command.Flags.push_back("-g");
  return Command;
}

void compareFrame(const CapturedFrame &Frame, Tally &Sum) {
  CapturedFrame Blind = Frame;
  for (CapturedInstruction &I : Blind.Instructions)
    I.CfaRegister = "";
  const std::vector<StackState> States = trackStack(Blind);
  for (size_t I = 0; I < States.size(); ++I) {
    const CapturedInstruction &Instruction = Frame.Instructions[I];
    const std::string_view Register = Instruction.CfaRegister;
    // clang does not tell of the address that i386 pushes to read it.
    if (!States[I].IsReachable ||
        (I > 0 && readsInstructionPointer(Frame, Frame.Instructions[I - 1])))
      continue;
    std::optional<int64_t> Ours;
    if (Register == "rsp" || Register == "esp") {
      ++Sum.StackPointer;
      Ours = States[I].StackDepth;
    } else if (Register == "rbp" || Register == "ebp") {
      ++Sum.FramePointer;
      Ours = States[I].FramePointerDepth;
    } else {
      continue;
    }
    if (Ours == Instruction.CfaOffset)
      continue;
    ++Sum.Differences;
    fmt::print("{}+{:#x} {}: CFA is {}+{}, tracked {}\n", Frame.Symbol,
               Instruction.Address, Frame.text(Instruction), Register,
               Instruction.CfaOffset, Ours ? std::to_string(*Ours) : "nothing");
  }
}

bool compareFile(const std::string &File, Tally &Sum) {
  Capture Listening(AssemblySyntax::Intel);
  llvm::Expected<CompileResult> Result = compile(commandOf(File), {});
  if (!Result || !Result->Compiled) {
    fmt::print("{}: {}\n", File,
               Result ? Result->RenderedDiagnostics
                      : llvm::toString(Result.takeError()));
    return false;
  }
  llvm::Expected<CapturedUnit> Unit = Listening.finish(Result->Object);
  if (!Unit) {
    fmt::print("{}: {}\n", File, llvm::toString(Unit.takeError()));
    return false;
  }
  for (const CapturedFrame &Frame : Unit->Frames)
    compareFrame(Frame, Sum);
  return true;
}

} // namespace

int main(int Count, char **Arguments) {
  Tally Sum;
  bool AllCompiled = Count > 1;
  for (int I = 1; I < Count; ++I)
    AllCompiled &= compareFile(Arguments[I], Sum);
  fmt::print("{} instructions with the CFA at rsp, {} at rbp, {} differences\n",
             Sum.StackPointer, Sum.FramePointer, Sum.Differences);
  return AllCompiled && Sum.StackPointer && Sum.FramePointer && !Sum.Differences
             ? 0
             : 1;
}
