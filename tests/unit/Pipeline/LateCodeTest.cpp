//===- LateCodeTest.cpp - The analysis does not touch the object ----------===//
//
// Code generation of the analysis' own comes between the parser and the user's
// object: that is still the one that `clang -c` writes, byte for byte. Where it
// is told late whether there is to be code, its instructions are.
//
//===----------------------------------------------------------------------===//

#include "Codegen/Capture.h"
#include "Escape/Escape.h"
#include "Frontend/Compile.h"

#include "gtest/gtest.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

using namespace framewalk;

namespace {

const char *const PlainC = R"(
int tentative; int tentative; int tentative = 3; int never_given[];
int *left(void) { int dead = 1, *p = &dead; return p; }
static int hidden; static int hidden;
extern int elsewhere; int *address = &elsewhere;
int common_array[40]; __thread int per_thread = 4; static __thread int mine;
asm(".globl from_assembly\nfrom_assembly: .quad 1");
static int unused(void) { return 1; }
static int used_late(int); static inline int inlined(int a) { return a + 1; }
inline int external_inline(int a) { return a * 2; }
extern inline int external_inline(int a);
int calls(int a) { return used_late(a) + inlined(a) + external_inline(a); }
static int used_late(int a) { static int counter; return a + ++counter; }
__attribute__((constructor(200))) static void begin(void) { hidden = 1; }
__attribute__((destructor)) static void end(void) { mine = hidden; }
__attribute__((weak)) int weak_one(void) { return 1; }
int real(void) { return 2; }
int other_name(void) __attribute__((alias("real")));
static int hidden_target(void) { return 3; }
int weak_alias(void) __attribute__((weak, alias("hidden_target")));
#pragma weak declared_weak
int declared_weak(void); int (*maybe)(void) = declared_weak;
#pragma redefine_extname renamed its_new_name
int renamed(int a) { return a; }
int labelled(void) __asm__("its_label"); int labelled(void) { return 5; }
#pragma pack(push, 1)
struct packed { char a; int b; } packed_one = {1, 2};
#pragma pack(pop)
#pragma clang section bss = "my_bss"
int in_my_section;
#pragma clang section bss = ""
__attribute__((section("my_text"), used)) static int kept(void) { return 7; }
int old_style(a, b) int a; char b; { return a + b; }
int calls_old(void) { return old_style(1, 2); }
enum e { one }; union u { int i; float f; } u_one = {.f = 1.0f};
const char *text(int i) { return i ? "same" : "other"; }
static const int table[] = {1, 2, 3}; int pick(int i) { return table[i]; }
static int (*const functions[])(int) = {used_late, inlined};
int through(int i) { return functions[i](i); }
void *resolver(void) { return calls; }
int resolved(int) __attribute__((ifunc("resolver")));
int complex_one(int n) { int vla[n]; struct { int a[2]; } s = {{n}};
  vla[0] = s.a[0]; return vla[0] + (int){n}; }
asm(".ident \"at the end\"");
)";

const char *const CPlusPlus = R"(
#pragma clang diagnostic ignored "-Wundefined-inline"
int *left() { int dead = 1, *p = &dead; return p; }
template <class T> T twice(T a) { static int count; ++count; return a + a; }
template <class T> struct Holder { static T value; static inline T other = 2;
  T get() const { return value; } struct In { T t; In() : t(value) {} };
  virtual ~Holder() {} virtual T virtual_one() { return get(); } };
template <class T> T Holder<T>::value = 1;
extern template struct Holder<char>;
template struct Holder<short>;
int use_before(int a) { return twice(a) + Holder<int>().get() + twice('c'); }
template <> long twice(long a) { return a; }
inline int inline_variable = use_before(1);
inline thread_local int per_thread = use_before(2);
static int initialised = inline_variable + per_thread;
int touch() { return ++per_thread; }
struct Key { virtual void first(); virtual void second(); virtual ~Key(); };
struct NoKey { virtual void only() {} virtual ~NoKey() = default; };
struct Both : virtual Key, NoKey { Both() {} void second() override {} };
void Key::first() {}
Key::~Key() {}
Both make() { return Both(); }
NoKey *make_other() { return new NoKey; }
namespace { struct Hidden { int a; Hidden(int a) : a(a) {} ~Hidden() { a = 0; } };
Hidden hidden(3); int unused() { return 1; } }
int of_hidden() { return hidden.a; }
auto deduced(int a) { struct Local { int b; auto get() { return b; } };
  return Local{a}.get(); }
inline auto lambda = [](auto a) { return [a] { static int n; return n += a; }; };
int call_lambdas() { auto l = [] { return deduced(1); };
  return lambda(1)() + lambda('c')() + l() + [] { return 3; }(); }
struct Friendly { friend int friend_of(Friendly) { return 4; } int a; };
int use_friend() { return friend_of(Friendly()); }
consteval int at_compile_time(int a) { return a * 2; }
constexpr int constant = at_compile_time(4); int from_constant() { return constant; }
struct Ordered { Ordered(int i); int i; } o1(1); Ordered o2(2);
Ordered::Ordered(int i) : i(i) {}
#if __cpp_exceptions
int may_throw(int a) { try { Hidden h(a); if (a) throw a; return h.a; }
  catch (int e) { return e; } catch (...) { throw; } }
#endif
extern "C" { inline int c_inline() { return 1; } int c_used() { return c_inline(); } }
template <class... A> int count(A... a) { return (0 + ... + a); }
int fold() { return count(1, 2, 3) + count(); }
template <class T> concept Small = sizeof(T) < 4;
template <Small T> int sized(T) { return 1; }
template <class T> int sized(T) { return 2; }
int choose() { return sized('a') + sized(1); }
static_assert(constant == 8);
__attribute__((weak)) int weak_one() { return 1; }
extern "C" int real() { return 2; }
int other() __attribute__((alias("real")));
asm(".globl marker\nmarker:");
struct Defaulted { Hidden *p = nullptr; Defaulted(const Defaulted &) = default;
  Defaulted() = default; Defaulted &operator=(const Defaulted &) = default; };
Defaulted copy(const Defaulted &d) { Defaulted e; e = d; return e; }
int main() { return use_before(1) + initialised + of_hidden(); }
)";

struct LateCase {
  const char *Name;
  const char *Source;
  std::vector<std::string> Flags;
};

class LateCode : public testing::TestWithParam<LateCase> {};

std::string read(const std::string &File) {
  auto Buffer = llvm::MemoryBuffer::getFile(File);
  return Buffer ? (*Buffer)->getBuffer().str() : "";
}

TEST_P(LateCode, IsTheCompilersOwn) {
  auto Clang = llvm::sys::findProgramByName("clang-22");
  if (!Clang)
    GTEST_SKIP() << "no clang-22 in PATH";
  std::string Base = testing::TempDir() + "late_code_" + GetParam().Name;
  std::string File = Base + ".cpp", Object = Base + ".o";
  std::error_code Error;
  llvm::raw_fd_ostream(File, Error) << GetParam().Source;
  ASSERT_FALSE(Error);

  std::vector<llvm::StringRef> Arguments = {*Clang};
  Arguments.insert(Arguments.end(), GetParam().Flags.begin(),
                   GetParam().Flags.end());
  for (llvm::StringRef Each : {"-c", File.c_str(), "-o", Object.c_str()})
    Arguments.push_back(Each);
  ASSERT_EQ(llvm::sys::ExecuteAndWait(*Clang, Arguments), 0);

  CompileOptions Options;
  size_t Findings = 0;
  Options.WhenParsed = [&](auto &Instance, auto &Context, auto Replay,
                           const SourceFacts &) {
    EscapeResult Result;
    findEscapes(Instance, Context, Replay, {}, Result);
    Findings = Result.Findings.size();
  };
  // It knows the targets.
  Capture Listening(AssemblySyntax::Intel);
  CompileCommand Command;
  Command.File = File;
  Command.Flags = GetParam().Flags;
  llvm::Expected<CompileResult> Late = compile(Command, Options);
  ASSERT_TRUE(bool(Late)) << llvm::toString(Late.takeError());
  ASSERT_TRUE(Late->Compiled) << Late->RenderedDiagnostics;
  EXPECT_EQ(Findings, 1u) << "was all of it read?";
  EXPECT_TRUE(Late->Object == read(Object)) << "not byte for byte";
}

/// Each function's symbol, bytes and instructions.
std::string codeOf(const CompileCommand &Command, CompileOptions Options) {
  Capture Listening(AssemblySyntax::Intel);
  std::string Text;
  llvm::Expected<CompileResult> Compiled = compile(Command, Options);
  if (!Compiled || !Compiled->Compiled) {
    llvm::consumeError(Compiled.takeError());
    return Text;
  }
  llvm::Expected<CapturedUnit> Unit = Listening.finish(Compiled->Object);
  if (!Unit) {
    llvm::consumeError(Unit.takeError());
    return Text;
  }
  for (const CapturedFrame &F : Unit->Frames) {
    Text += F.Symbol + ":\n" + F.Code;
    for (const CapturedInstruction &I : F.Instructions)
      Text += std::string(F.text(I)) + "\n";
  }
  return Text;
}

TEST_P(LateCode, IsTheSameWhenDecidedLate) {
  std::string File =
      testing::TempDir() + "late_code_" + GetParam().Name + "_2.cpp";
  std::error_code Error;
  llvm::raw_fd_ostream(File, Error) << GetParam().Source;
  ASSERT_FALSE(Error);
  CompileCommand Command;
  Command.File = File;
  Command.Flags = GetParam().Flags;
  CompileOptions Late;
  Late.WhenParsed = [](auto &Instance, auto &Context, auto Replay,
                       const SourceFacts &) {
    EscapeResult Result;
    findEscapes(Instance, Context, Replay, {}, Result);
  };
  Late.WantsCode = [](const SourceFacts &) { return CodeWish(); };
  std::string AtOnce = codeOf(Command, {});
  EXPECT_FALSE(AtOnce.empty());
  EXPECT_EQ(codeOf(Command, Late), AtOnce);
}

const std::vector<std::string> C = {"-x", "c", "-std=gnu17", "-w", "-g"};
const std::vector<std::string> Cpp = {"-x", "c++", "-std=c++20", "-w", "-g"};

std::vector<std::string> with(std::vector<std::string> Flags,
                              std::vector<std::string> More) {
  Flags.insert(Flags.end(), More.begin(), More.end());
  return Flags;
}

// DWARF 5 has .debug_addr, for whose addresses LLVM takes the size that the
// first target of a process has.
INSTANTIATE_TEST_SUITE_P(
    Sources, LateCode,
    testing::Values(
        LateCase{"C_O0", PlainC, with(C, {"-O0"})},
        LateCase{"C_O2", PlainC, with(C, {"-O2"})},
        LateCase{"C_m32", PlainC, with(C, {"-O0", "-m32", "-gdwarf-4"})},
        LateCase{"C_common", PlainC, with(C, {"-O1", "-fcommon", "-fPIC"})},
        LateCase{"Cpp_O0", CPlusPlus, with(Cpp, {"-O0"})},
        LateCase{"Cpp_O2", CPlusPlus, with(Cpp, {"-O2"})},
        LateCase{"Cpp_m32", CPlusPlus, with(Cpp, {"-O0", "-m32", "-gdwarf-4"})},
        LateCase{"Cpp_plain", CPlusPlus,
                 with(Cpp, {"-O1", "-fno-exceptions", "-fno-rtti"})}),
    [](const auto &Info) { return std::string(Info.param.Name); });

} // namespace
