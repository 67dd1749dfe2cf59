//===- DebugLocationsTest.cpp - Against llvm-dwarfdump's reading ----------===//
//
// Snippets are compiled by the installed clang, and its object is read by us
// and by llvm-dwarfdump. The dump's text is taken apart here without any of
// the code under test.
//
//===----------------------------------------------------------------------===//
#include "Codegen/DebugLocations.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

#include <map>

using namespace framewalk;
using llvm::StringRef;

namespace {

/// A folder that goes away with the test.
class Workshop {
public:
  Workshop() {
    EXPECT_FALSE(llvm::sys::fs::createUniqueDirectory("framewalk", Folder));
  }
  ~Workshop() { llvm::sys::fs::remove_directories(Folder); }

  std::string path(StringRef Name) const { return (Folder + "/" + Name).str(); }

  /// Runs \p Program and returns its standard output.
  std::string run(StringRef Program, std::vector<std::string> Arguments) {
    auto Found = llvm::sys::findProgramByName(Program);
    EXPECT_TRUE(bool(Found)) << Program.str() << " is not installed";
    if (!Found)
      return "";
    std::vector<StringRef> Argv = {*Found};
    Argv.insert(Argv.end(), Arguments.begin(), Arguments.end());
    std::string Output = path("output");
    EXPECT_EQ(llvm::sys::ExecuteAndWait(
                  *Found, Argv, std::nullopt,
                  {std::nullopt, StringRef(Output), std::nullopt}),
              0);
    return read("output");
  }

  std::string read(StringRef Name) const {
    auto Buffer = llvm::MemoryBuffer::getFile(path(Name));
    return Buffer ? (*Buffer)->getBuffer().str() : "";
  }

  void compile(StringRef Name, StringRef Code, StringRef Flags) {
    {
      std::error_code Error;
      llvm::raw_fd_ostream(path(Name), Error) << Code;
    }
    llvm::SmallVector<StringRef, 8> Words;
    Flags.split(Words, ' ', -1, /*KeepEmpty=*/false);
    std::vector<std::string> Arguments(Words.begin(), Words.end());
    Arguments.insert(Arguments.end(),
                     {"-g", "-c", path(Name), "-o", path("object")});
    run("clang-22", Arguments);
  }

private:
  llvm::SmallString<64> Folder;
};

/// One "function variable begin end place" per line that is simple enough for
/// the dump to show as a register or as base and displacement.
using Facts = std::multiset<std::string>;

std::string fact(StringRef Function, StringRef Name, uint64_t Begin,
                 uint64_t End, StringRef Where) {
  return (Function + " " + Name + " " + llvm::utohexstr(Begin) + " " +
          llvm::utohexstr(End) + " " + Where)
      .str();
}

/// "DW_OP_breg7 RSP+8" -> "[rsp+0x8]"; empty for all that is not so simple.
std::string simplePlace(StringRef Expression, StringRef FrameBase) {
  llvm::SmallVector<StringRef, 4> Parts;
  if (llvm::Regex("^DW_OP_reg[0-9x]+ ([A-Z0-9]+)$").match(Expression, &Parts))
    return Parts[1].lower();
  std::string Base;
  int64_t Offset = 0;
  if (llvm::Regex("^DW_OP_breg[0-9x]+ ([A-Z0-9]+)([+-][0-9]+)$")
          .match(Expression, &Parts))
    Base = Parts[1].lower();
  else if (llvm::Regex("^DW_OP_(fbreg) ([+-][0-9]+)$")
               .match(Expression, &Parts) &&
           !FrameBase.empty())
    Base = FrameBase.lower();
  else
    return "";
  Parts[2].consume_front("+");
  EXPECT_FALSE(Parts[2].getAsInteger(10, Offset));
  std::string Text = "[" + Base;
  if (Offset)
    Text += (Offset < 0 ? "-0x" : "+0x") +
            llvm::utohexstr(Offset < 0 ? -Offset : Offset, true);
  return Text + "]";
}

/// Takes llvm-dwarfdump's text apart. Only entries of location lists count:
/// their ranges are spelled out.
Facts dumpedLists(const std::string &Dump) {
  Facts Result;
  std::map<int, uint64_t> FunctionAt; // by nesting depth
  std::string Function, FrameBase;
  uint64_t Low = 0;
  std::vector<std::string> Waiting; // ranges seen before their DIE's name
  bool InSubprogram = false, InVariable = false;
  std::vector<std::array<std::string, 3>> List;
  llvm::SmallVector<StringRef, 4> M;
  llvm::SmallVector<StringRef, 0> Lines;
  StringRef(Dump).split(Lines, '\n');
  for (StringRef Line : Lines) {
    if (llvm::Regex("^0x[0-9a-f]+: +(DW_TAG_[a-z_]+)").match(Line, &M)) {
      InSubprogram = M[1] == "DW_TAG_subprogram";
      InVariable =
          M[1] == "DW_TAG_variable" || M[1] == "DW_TAG_formal_parameter";
      List.clear();
    } else if (InSubprogram && llvm::Regex("DW_AT_low_pc.*\\(0x([0-9a-f]+)\\)")
                                   .match(Line, &M)) {
      M[1].getAsInteger(16, Low);
      FrameBase.clear();
    } else if (InSubprogram &&
               llvm::Regex("DW_AT_frame_base.*DW_OP_reg[0-9]+ ([A-Z0-9]+)\\)")
                   .match(Line, &M))
      FrameBase = M[1].str();
    else if (InSubprogram &&
             llvm::Regex("DW_AT_name.*\\(\"(.*)\"\\)").match(Line, &M))
      Function = M[1].str();
    else if (InVariable &&
             llvm::Regex("\\[0x([0-9a-f]+), 0x([0-9a-f]+)\\): (.*)$")
                 .match(Line, &M)) {
      // The list's last line closes the attribute's parenthesis.
      StringRef Expression = M[3];
      if (Expression.count(')') > Expression.count('('))
        Expression = Expression.drop_back();
      List.push_back({M[1].str(), M[2].str(), Expression.str()});
    } else if (InVariable &&
               (llvm::Regex("DW_AT_name.*\\(\"(.*)\"\\)").match(Line, &M) ||
                llvm::Regex("DW_AT_abstract_origin.* \"(.*)\"\\)")
                    .match(Line, &M))) {
      for (auto &[Begin, End, Expression] : List) {
        std::string Where = simplePlace(Expression, FrameBase);
        if (Where.empty())
          continue;
        uint64_t From = 0, To = 0;
        StringRef(Begin).getAsInteger(16, From);
        StringRef(End).getAsInteger(16, To);
        Result.insert(fact(Function, M[1], From - Low, To - Low, Where));
      }
      List.clear();
    }
  }
  return Result;
}

constexpr StringRef Program = R"c(
struct Pair { long a, b; };
extern int g(int *);
extern void use(struct Pair);
static inline int add(int x, int y) { int t = x + y; return t * 2; }
int f(int a, int b) {
  int k = 5;
  int z = a * b;
  int q[4];
  g(q);
  int r = add(z, q[1]);
  for (int i = 0; i < r; i++) {
    int w = i * 3;
    g(&w);
  }
  struct Pair p = {a, b};
  use(p);
  return r + z + k;
}
int h(int n, double d) {
  static int s;
  int unused = n * 3;
  float half = 0.5f;
  s += n;
  return n + 1 + g(&s);
}
)c";

struct Compilation {
  const char *Flags;
  bool HasLists = true;
};

class DebugLocations : public testing::TestWithParam<Compilation> {
protected:
  Workshop Shop;

  std::vector<DebugVariable> read() {
    auto Result = readDebugLocations(Shop.read("object"));
    EXPECT_TRUE(bool(Result)) << llvm::toString(Result.takeError());
    return Result ? std::move(*Result) : std::vector<DebugVariable>();
  }
};

const DebugVariable *find(const std::vector<DebugVariable> &Variables,
                          StringRef Symbol, StringRef Name) {
  for (const DebugVariable &V : Variables)
    if (V.Symbol == Symbol && V.Name == Name)
      return &V;
  return nullptr;
}

std::vector<std::string> places(const DebugVariable *V) {
  std::vector<std::string> Result;
  if (V)
    for (const DebugLocation &L : V->Locations)
      Result.push_back(L.Where);
  return Result;
}

TEST_P(DebugLocations, AgreeWithTheDump) {
  Shop.compile("t.c", Program, GetParam().Flags);
  Facts Dumped = dumpedLists(
      Shop.run("llvm-dwarfdump-22", {"--debug-info", Shop.path("object")}));
  EXPECT_EQ(!Dumped.empty(), GetParam().HasLists) << "nothing was compared";
  Facts Ours;
  for (const DebugVariable &V : read())
    for (const DebugLocation &L : V.Locations)
      Ours.insert(fact(V.Symbol, V.Name, L.Begin, L.End, L.Where));
  for (const std::string &Each : Dumped)
    EXPECT_TRUE(Ours.count(Each)) << "the dump has " << Each;
}

INSTANTIATE_TEST_SUITE_P(
    Targets, DebugLocations,
    testing::Values(Compilation{"-O2"}, Compilation{"-O1"},
                    Compilation{"-O2 -gdwarf-4"},
                    Compilation{"-O2 -ffunction-sections"},
                    Compilation{"-O2 -fno-omit-frame-pointer"},
                    Compilation{"-O2 -m32"},
                    Compilation{"-O0", /*HasLists=*/false}));

TEST_F(DebugLocations, AtO0EveryLocalIsInTheFrame) {
  Shop.compile("t.c", Program, "-O0");
  std::vector<DebugVariable> Variables = read();
  EXPECT_EQ(places(find(Variables, "f", "a")),
            std::vector<std::string>{"[rbp-0x4]"});
  const DebugVariable *W = find(Variables, "f", "w");
  ASSERT_TRUE(W);
  EXPECT_EQ(W->Line, 13u);
  ASSERT_EQ(W->Locations.size(), 1u);
  EXPECT_GT(W->Locations[0].Begin, 0u) << "w's block begins inside f";
  EXPECT_FALSE(find(Variables, "h", "s")) << "static storage has no place here";
}

TEST_F(DebugLocations, ConstantsAndLostVariables) {
  Shop.compile("t.c", Program, "-O2");
  std::vector<DebugVariable> Variables = read();
  EXPECT_EQ(places(find(Variables, "f", "k")),
            std::vector<std::string>{"constant 5"});
  EXPECT_EQ(places(find(Variables, "h", "half")),
            std::vector<std::string>{"constant 0.5"});
  const DebugVariable *X = find(Variables, "f", "x");
  ASSERT_TRUE(X);
  EXPECT_TRUE(X->IsInlined);
  EXPECT_EQ(X->Line, 5u);
}

TEST_F(DebugLocations, SymbolsOfCxxAreMangled) {
  Shop.compile("t.cpp", R"c(
namespace n {
struct Base { Base(int seed); int value; };
struct Widget : virtual Base { Widget(int size); };
Widget::Widget(int size) : Base(size) { value = size * size; }
template <typename T> T twice(T it) { return it + it; }
}
double use(double it) { return n::twice(it); }
)c",
               "-O0");
  std::vector<DebugVariable> Variables = read();
  EXPECT_TRUE(find(Variables, "_ZN1n6WidgetC1Ei", "size"));
  EXPECT_TRUE(find(Variables, "_ZN1n6WidgetC2Ei", "size"));
  EXPECT_TRUE(find(Variables, "_ZN1n5twiceIdEET_S1_", "it"));
}

TEST_F(DebugLocations, SeveralUnitsInOneObject) {
  Shop.compile("a.c", "int a(int p) { return p; }", "-O0");
  llvm::sys::fs::rename(Shop.path("object"), Shop.path("a.o"));
  Shop.compile("b.c", "int b(int q) { return q; }", "-O0");
  Shop.run("ld.lld-22", {"-r", Shop.path("a.o"), Shop.path("object"), "-o",
                         Shop.path("both.o")});
  llvm::sys::fs::rename(Shop.path("both.o"), Shop.path("object"));
  std::vector<DebugVariable> Variables = read();
  EXPECT_TRUE(find(Variables, "a", "p"));
  EXPECT_TRUE(find(Variables, "b", "q"));
}

TEST_F(DebugLocations, RefuseWhatIsNoObject) {
  auto Result = readDebugLocations("not an object");
  ASSERT_FALSE(bool(Result));
  EXPECT_FALSE(llvm::toString(Result.takeError()).empty());
}

TEST_F(DebugLocations, AnObjectWithoutDebugInfoHasNone) {
  Shop.compile("t.c", Program, "-O0");
  Shop.run("llvm-strip-22", {"-g", Shop.path("object")});
  EXPECT_TRUE(read().empty());
}

} // namespace
