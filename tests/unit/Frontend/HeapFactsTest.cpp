//===- HeapFactsTest.cpp - Where the source allocates and gives back ------===//
#include "FactsOf.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using testing::Contains;
using testing::ElementsAre;

namespace {

/// "malloc(40)=p" and so on.
std::vector<std::string> heapCalls(const FactsOf &F) {
  std::vector<std::string> Result;
  const FunctionFacts &Facts = F.function();
  for (const HeapCallFact &Each : Facts.HeapCalls) {
    std::string Text = Each.Function;
    if (Each.Bytes)
      Text += "(" + std::to_string(*Each.Bytes) + ")";
    if (Each.Pointer)
      Text += "=" + Facts.Variables[Each.Pointer->Value].Name;
    if (Each.Storage)
      Text += " in " + Facts.Variables[Each.Storage->Value].Name;
    Result.push_back(Text);
  }
  return Result;
}

TEST(HeapFacts, CFunctions) {
  FactsOf F = FactsOf::c(R"(
typedef __SIZE_TYPE__ size_t;
void *malloc(size_t); void *calloc(size_t, size_t); void free(void *);
void *realloc(void *, size_t); void *aligned_alloc(size_t, size_t);
void *reallocf(void *, size_t); void *valloc(size_t); void *other(size_t);
void f(size_t n) {
  int *p = $call[[malloc(10 * sizeof(int))]];
  char *q;
  q = calloc(3, 5);
  q = (char *)realloc(q, n);
  void *r = aligned_alloc(64, 128), *s = valloc(7), *t = reallocf(r, 9);
  free(p); free(other(1)); malloc(2);
}
)");
  EXPECT_THAT(heapCalls(F),
              ElementsAre("malloc(40)=p", "calloc(15)=q", "realloc=q",
                          "aligned_alloc(128)=r", "valloc(7)=s",
                          "reallocf(9)=t", "free=p", "free", "malloc(2)"));
  const HeapCallFact &First = F.function().HeapCalls[0];
  EXPECT_EQ(First.Type, "int");
  EXPECT_EQ(First.Position, F.begin("call"));
  EXPECT_THAT(First.Candidates, Contains(F.begin("call")));
}

TEST(HeapFacts, FormsOfNewAndDelete) {
  FactsOf F = FactsOf::cxx(R"(
typedef __SIZE_TYPE__ size_t;
namespace std { struct nothrow_t {}; extern const nothrow_t nothrow; }
void *operator new(size_t, const std::nothrow_t &) noexcept;
void *operator new(size_t, void *) noexcept;
void *operator new[](size_t, void *) noexcept;
struct T { int a[5]; ~T(); };
struct Own { void *operator new(size_t); void operator delete(void *); };
void f(void *where, int n) {
  T *a = new T;
  T *b = new T[3];
  int *c = new int[n];
  T *d = new (std::nothrow) T;
  alignas(T) char buf[64];
  T one;
  T *e = $place[[new (buf) T]];
  T *g = ::new ((void *)&one) T;
  T *h = new (where) T, *i = new (buf + 20) T[2], *j = new (&buf[4]) T;
  delete a;
  delete[] b;
  Own *o = new Own;
  delete o;
  void *k = operator new(12);
  operator delete(k);
}
)");
  EXPECT_THAT(
      heapCalls(F),
      ElementsAre("new(20)=a", "new[](60)=b", "new[]=c", "new (nothrow)(20)=d",
                  "placement new(20)=e in buf", "placement new(20)=g in one",
                  "placement new(20)=h", "placement new[](40)=i in buf",
                  "placement new(20)=j in buf", "delete=a", "delete[]=b",
                  "operator new(12)=k", "operator delete=k"));
  EXPECT_EQ(F.function().HeapCalls[4].Position, F.begin("place"));
  EXPECT_EQ(F.function().HeapCalls[4].Type, "T");
}

TEST(HeapFacts, NotWhereNoCodeIsMade) {
  FactsOf F = FactsOf::cxx(R"(
extern "C" void *malloc(__SIZE_TYPE__);
namespace mine { void *malloc(int); }
void f() {
  (void)sizeof(malloc(4));
  if (false) malloc(5);
  mine::malloc(6);
  return;
  malloc(7);
}
)");
  EXPECT_THAT(heapCalls(F), ElementsAre());
}

} // namespace
