//===- IndexedObjectsTest.cpp - What clang's own code indexes -------------===//
//
// Between three arrays, indices that the compiler folds into displacements: the
// object is what the source says, whatever lies at the displacement.
//
//===----------------------------------------------------------------------===//

#include "Pipeline/Explain.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <set>

using namespace framewalk;
using testing::IsEmpty;
using testing::IsSubsetOf;
using testing::Not;

namespace {

/// What touches with a range are of, in the one function of \p Code.
struct Indexed {
  std::set<std::string> Names;
  std::set<uint64_t> Ranges;
  std::vector<std::string> Reasons;
  std::vector<std::string> Addresses; ///< variables whose address is taken
};

Indexed indexedIn(llvm::StringRef Code, std::vector<std::string> Flags) {
  llvm::SmallString<128> Path;
  int Descriptor;
  EXPECT_FALSE(llvm::sys::fs::createTemporaryFile("framewalk-test", "c",
                                                  Descriptor, Path));
  llvm::raw_fd_ostream(Descriptor, /*shouldClose=*/true) << Code;
  CompileCommand Command;
  Command.File = std::string(Path);
  Command.Flags = std::move(Flags);
  Command.Flags.push_back("-g");
  llvm::Expected<ExplainResult> Result = explain(Command, {});
  llvm::sys::fs::remove(Path);
  Indexed Found;
  if (!Result || Result->Report.Functions.size() != 1) {
    ADD_FAILURE() << "it is not one function";
    return Found;
  }
  const FunctionReport &F = Result->Report.Functions.front();
  for (const MemoryTouch &Touch : F.Memory) {
    if (Touch.Range != 0) {
      Found.Names.insert(Touch.What);
      Found.Ranges.insert(Touch.Range);
    }
    if (!Touch.WhyUnresolved.empty())
      Found.Reasons.push_back(Touch.WhyUnresolved);
  }
  for (const Access &A : F.Accesses)
    if (A.Kind == AccessKind::Address && !A.Instructions.empty())
      Found.Addresses.push_back(F.Variables[A.Variable.Value].Name);
  return Found;
}

constexpr const char *BeforeTheArray = R"(
void use(int *);
int f(long n) {
  int above[4] = {1}, table[10] = {2}, below[6] = {3};
  use(above), use(table), use(below);
  table[n - 1] += 3;
  return table[n - 2] + table[n - 1];
}
)";

TEST(IndexedObjects, AreTheArrayThatTheSourceNames) {
  for (const char *Level : {"-O0", "-O1", "-O2", "-Os"}) {
    Indexed Found =
        indexedIn(BeforeTheArray, {Level, "-fstack-protector-strong"});
    EXPECT_EQ(Found.Names, std::set<std::string>{"table[...]"}) << Level;
    EXPECT_EQ(Found.Ranges, std::set<uint64_t>{40}) << Level;
    EXPECT_THAT(Found.Reasons, IsEmpty()) << Level;
  }
}

constexpr const char *AddressBeforeTheArray = R"(
void use(int *);
int f(long n) {
  int above[4] = {1}, table[10] = {2}, below[6] = {3};
  use(above), use(table), use(below);
  int *p = &below[n - 1];
  *p = 4;
  int *q = below;
  q[n - 2] = 5;
  use(below);
  return *p;
}
)";

TEST(IndexedObjects, ThroughPointersToo) {
  for (const char *Level : {"-O0", "-O1", "-O2"}) {
    Indexed Found =
        indexedIn(AddressBeforeTheArray, {Level, "-fstack-protector-strong"});
    EXPECT_EQ(Found.Names, std::set<std::string>{"below[...]"}) << Level;
    EXPECT_THAT(Found.Reasons, IsEmpty()) << Level;
  }
}

/// Where either may be meant, neither is named.
TEST(IndexedObjects, OneOfTwoIsNone) {
  Indexed Found = indexedIn(R"(
void use(int *);
int f(long n) {
  int one[4], two[10];
  use(one), use(two);
  int *p = n > 3 ? one : two;
  return p[n - 1];
}
)",
                            {"-O2"});
  EXPECT_THAT(Found.Names, IsEmpty());
  EXPECT_THAT(Found.Reasons, Not(IsEmpty()));
}

TEST(IndexedObjects, TheAddressIsOfTheArrayThatTheSourceNames) {
  Indexed Found = indexedIn(R"(
void use(int *);
void f(long n) {
  int above[4], table[10], below[6];
  use(above), use(table), use(below);
  use(&below[n - 1]), use(&table[n - 1]);
}
)",
                            {"-O2"});
  EXPECT_EQ(std::count(Found.Addresses.begin(), Found.Addresses.end(), "below"),
            2);
  EXPECT_EQ(std::count(Found.Addresses.begin(), Found.Addresses.end(), "table"),
            2);
}

TEST(IndexedObjects, ACopyThatTheCallerPassesIsOne) {
  Indexed Found = indexedIn(R"(
typedef struct { long of[5]; } Big;
long f(Big by, long n) { return by.of[n]; }
)",
                            {"-O2"});
  EXPECT_EQ(Found.Names, std::set<std::string>{"by[...]"});
  EXPECT_EQ(Found.Ranges, std::set<uint64_t>{40});
}

TEST(IndexedObjects, AnElementOfAVector) {
  Indexed Found = indexedIn(R"(
typedef int Four __attribute__((vector_size(16)));
int f(int n) {
  Four v = {n, 2, 3, 4};
  return v[n & 3];
}
)",
                            {"-O0"});
  EXPECT_THAT(Found.Names, IsSubsetOf({"v[...]"}));
  EXPECT_THAT(Found.Reasons, IsEmpty());
}

} // namespace
