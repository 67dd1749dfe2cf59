//===- SarifRules.cpp -----------------------------------------------------===//

#include "Render/SarifRules.h"

#include "Model/Finding.h"
#include "Render/SarifMembers.h"

#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

using namespace framewalk;

namespace {

/// "framewalk-dangling-out-parameter" is DanglingOutParameter to readers.
std::string ruleName(llvm::StringRef Id) {
  Id.consume_front("framewalk-");
  std::string Name;
  llvm::SmallVector<llvm::StringRef> Words;
  Id.split(Words, '-');
  for (llvm::StringRef W : Words)
    Name += llvm::toUpper(W.front()) + W.drop_front().str();
  return Name;
}

/// The weakness in MITRE's list: 562 is the return of a stack variable's
/// address, 825 the use of an expired pointer, 416 of freed memory.
const char *weakness(llvm::StringRef Id) {
  if (Id == "framewalk-dangling-return")
    return "external/cwe/cwe-562";
  if (Id == "framewalk-dangling-view")
    return "external/cwe/cwe-416";
  return "external/cwe/cwe-825";
}

class RuleWriter : SarifMembers {
public:
  explicit RuleWriter(llvm::json::OStream &J) : SarifMembers(J) {}

  void rule(const Rule &R) {
    J.object([&] {
      text("id", R.Id);
      text("name", ruleName(R.Id));
      message(R.Summary, "shortDescription");
      message(fmt::format("{} {}", R.Summary, R.Advice), "fullDescription");
      J.attributeObject("help", [&] {
        text("text", fmt::format("{}\n\n{}\n\nTo hide one finding, put // "
                                 "NOLINT({}) behind its line.",
                                 R.Summary, R.Advice, R.Id));
        text("markdown",
             fmt::format("{}\n\n**What to do:** {}\n\nTo hide one finding, put "
                         "`// NOLINT({})` behind its line.",
                         R.Summary, R.Advice, R.Id));
      });
      J.attributeObject("defaultConfiguration",
                        [&] { text("level", name(R.Level)); });
      J.attributeObject("properties", [&] {
        bool IsDangling = R.Id.find("dangling") != R.Id.npos;
        J.attributeArray("tags", [&] {
          if (!IsDangling)
            return string("maintainability");
          string("correctness");
          string("security");
          string(weakness(R.Id));
        });
        text("precision", IsDangling ? "high" : "very-high");
        text("problem.severity", IsDangling ? "error" : "recommendation");
        if (IsDangling)
          text("security-severity", "7.5");
      });
    });
  }
};

} // namespace

void framewalk::writeSarifRules(llvm::json::OStream &J) {
  J.array([&] {
    for (const Rule &R : rules())
      RuleWriter(J).rule(R);
  });
}
