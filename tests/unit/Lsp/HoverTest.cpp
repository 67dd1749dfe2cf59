//===- HoverTest.cpp - What is told about a place -------------------------===//

#include "Lsp/TestDocument.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using testing::HasSubstr;

namespace {

TEST(HoverDump, Show) {
  TestDocument D(R"(int digits(char *to, int n);
static int $name^sum(int n, char c) $open^{
  char buf[16]; int $decl^total = 0, length = $call^digits(buf, n);
  for (const char *at = buf; at < buf + length; ++at) { int digit = *at - '0'; $use^total += digit * c; $inner^}
  if (n > 3)
    $early^return 1;
  $ret^return total;
$close^}
int caller(int n) { return $callsum^sum(n, 2) + digits(0, n); }
)");
  for (const char *M : {"name", "open", "decl", "use", "call", "inner", "early",
                        "ret", "close", "callsum"})
    llvm::errs() << "=== " << M << "\n" << D.hover(M) << "\n";
  D.Client.HoverFormat = llvm::lsp::MarkupKind::Markdown;
  llvm::errs() << "=== " << "use" << "\n" << D.hover("use") << "\n";
  for (auto &[W, L] : D.hints())
    llvm::errs() << W << " <" << L << ">\n";
}

} // namespace
