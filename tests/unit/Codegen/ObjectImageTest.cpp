//===- ObjectImageTest.cpp - Sections, symbols and titles of an object ----===//
#include "Codegen/ObjectImage.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace framewalk;
using llvm::StringRef;

namespace {

/// The object that the installed clang makes of \p Code.
std::string objectOf(StringRef Code, StringRef Target) {
  llvm::SmallString<64> Folder;
  EXPECT_FALSE(llvm::sys::fs::createUniqueDirectory("framewalk", Folder));
  const std::string Source = (Folder + "/a.cpp").str();
  const std::string Object = (Folder + "/a.o").str();
  {
    std::error_code Failure;
    llvm::raw_fd_ostream(Source, Failure) << Code;
  }
  auto Clang = llvm::sys::findProgramByName("clang-22");
  EXPECT_TRUE(bool(Clang)) << "clang-22 is not installed";
  if (Clang)
    EXPECT_EQ(llvm::sys::ExecuteAndWait(
                  *Clang, {*Clang, "-w", Target, "-c", Source, "-o", Object}),
              0);
  auto Buffer = llvm::MemoryBuffer::getFile(Object);
  std::string Bytes = Buffer ? (*Buffer)->getBuffer().str() : "";
  llvm::sys::fs::remove_directories(Folder);
  return Bytes;
}

ProgramImage imageOf(const std::string &Object) {
  llvm::Expected<ObjectImage> Image = ObjectImage::read(Object);
  EXPECT_TRUE(bool(Image));
  if (Image)
    return Image->take();
  llvm::consumeError(Image.takeError());
  return {};
}

const ImageSymbol *find(const ProgramImage &Image, StringRef Name) {
  for (const ImageSymbol &Symbol : Image.Symbols)
    if (Symbol.Name == Name)
      return &Symbol;
  return nullptr;
}

bool hasTitle(const ProgramImage &Image, StringRef Title) {
  for (const ImageSymbol &Symbol : Image.Symbols)
    if (Symbol.Title == Title)
      return true;
  return false;
}

TEST(GeneralRegister, NumbersAreThoseOfTheEncoding) {
  const char *Same[][4] = {
      {"rax", "eax", "ax", "al"},  {"rcx", "ecx", "cx", "ch"},
      {"rdx", "edx", "dx", "dh"},  {"rbx", "ebx", "bx", "bl"},
      {"rsp", "esp", "sp", "spl"}, {"rbp", "ebp", "bp", "bpl"},
      {"rsi", "esi", "si", "sil"}, {"rdi", "edi", "di", "dil"},
      {"r8", "r8d", "r8w", "r8b"}};
  for (unsigned Number = 0; Number < std::size(Same); ++Number)
    for (const char *Name : Same[Number])
      EXPECT_EQ(generalRegister(Name), Number) << Name;
  EXPECT_EQ(generalRegister("r15d"), 15u);
  EXPECT_EQ(generalRegister("r31"), 31u);
}

TEST(GeneralRegister, OthersHaveNone) {
  for (const char *Name : {"", "rip", "eip", "xmm0", "fs", "ral", "r7", "r32",
                           "r8x", "st0", "eflags", "r", "rspl"})
    EXPECT_EQ(generalRegister(Name), std::nullopt) << Name;
}

class ImageOf : public testing::TestWithParam<const char *> {};

TEST_P(ImageOf, SectionsBecomeWhatTheyAreInAProcess) {
  const ProgramImage Image = imageOf(
      objectOf("int zero; int one = 1; extern const int two = 2;\n"
               "thread_local int t0; thread_local int t1 = 1;\n"
               "extern int elsewhere;\n"
               "extern int *const p = &one; int f() { return elsewhere; }\n",
               GetParam()));
  auto KindOf = [&](StringRef Name) -> std::optional<SectionKind> {
    const ImageSymbol *Symbol = find(Image, Name);
    if (!Symbol || !Symbol->Section)
      return std::nullopt;
    return Image.Sections[*Symbol->Section].Kind;
  };
  EXPECT_EQ(KindOf("zero"), SectionKind::ZeroInitialised);
  EXPECT_EQ(KindOf("one"), SectionKind::Data);
  EXPECT_EQ(KindOf("two"), SectionKind::ReadOnly);
  EXPECT_EQ(KindOf("t0"), SectionKind::ThreadZero);
  EXPECT_EQ(KindOf("t1"), SectionKind::ThreadData);
  EXPECT_EQ(KindOf("p"), SectionKind::RelocatedReadOnly);
  EXPECT_EQ(KindOf("_Z1fv"), SectionKind::Code);
  ASSERT_NE(find(Image, "elsewhere"), nullptr);
  EXPECT_EQ(find(Image, "elsewhere")->Section, std::nullopt);
  EXPECT_TRUE(find(Image, "_Z1fv")->IsFunction);
  EXPECT_TRUE(find(Image, "t1")->IsThreadLocal);
  EXPECT_EQ(find(Image, "_Z1fv")->Title, "f()");
  ASSERT_GE(Image.Symbols.size(), Image.Sections.size());
  for (uint32_t I = 0; I < Image.Sections.size(); ++I) {
    EXPECT_EQ(Image.Symbols[I].Name, Image.Sections[I].Name);
    EXPECT_EQ(Image.Symbols[I].Section, I);
  }
}

TEST_P(ImageOf, StringLiteralsAreQuoted) {
  const ProgramImage Image = imageOf(objectOf(
      "const char *a = \"say \\\"hi\\\"\\n\", *b = \"tab\\tback\\\\slash\";\n"
      "const char *c = \"\\001 and \\377\", *d = \"Gr\u00fc\u00dfe\";\n"
      "const wchar_t *e = L\"wide\"; const char16_t *f = u\"half\";\n"
      "const char *g = \"0123456789012345678901234567890123456789+more\";\n",
      GetParam()));
  EXPECT_TRUE(hasTitle(Image, R"("say \"hi\"\n")"));
  EXPECT_TRUE(hasTitle(Image, R"("tab\tback\\slash")"));
  EXPECT_TRUE(hasTitle(Image, R"("\001 and \377")"));
  EXPECT_TRUE(hasTitle(Image, "\"Gr\u00fc\u00dfe\""));
  EXPECT_TRUE(hasTitle(Image, R"(L"wide")"));
  EXPECT_TRUE(hasTitle(Image, R"(u"half")"));
  EXPECT_TRUE(
      hasTitle(Image, R"("0123456789012345678901234567890123456789"...)"));
}

INSTANTIATE_TEST_SUITE_P(BothTargets, ImageOf, testing::Values("-m64", "-m32"));

TEST(ObjectImage, WhatIsNoElfFileIsRefused) {
  for (const char *Bytes : {"",
                            "\x7f"
                            "ELF",
                            "not an object"}) {
    llvm::Expected<ObjectImage> Image = ObjectImage::read(Bytes);
    EXPECT_FALSE(bool(Image));
    llvm::consumeError(Image.takeError());
  }
}

} // namespace
