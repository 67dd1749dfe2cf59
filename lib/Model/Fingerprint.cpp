//===- Fingerprint.cpp ----------------------------------------------------===//

#include "Model/Fingerprint.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"

#include <map>

namespace framewalk {

/// The line without blanks: formatting does not change a fingerprint.
static std::string normalised(std::string_view Line) {
  std::string Text;
  for (char C : Line)
    if (!llvm::isSpace(C))
      Text += C;
  return Text;
}

static std::string hash(const std::string &Text) {
  llvm::SHA256 Hash;
  Hash.update(Text);
  auto Digest = Hash.final();
  return llvm::toHex(llvm::ArrayRef(Digest).take_front(16), /*LowerCase=*/true);
}

void addFingerprints(std::vector<Finding> &Findings,
                     const std::vector<std::string> &Files,
                     const LineOf &Line) {
  std::map<std::string, unsigned> Seen;
  for (Finding &F : Findings) {
    std::string File;
    if (F.Position.isValid() && F.Position.File.Value < Files.size())
      File = llvm::sys::path::filename(Files[F.Position.File.Value]).str();
    // No part has a line break, so joining them is unambiguous.
    std::string Text;
    for (const std::string &Part :
         {std::string(F.RuleId), File, F.Function, F.Variable,
          F.Position.isValid() ? normalised(Line(F.Position)) : F.Message})
      Text += Part + '\n';
    F.Fingerprint = hash(Text + std::to_string(Seen[Text]++));
  }
}

} // namespace framewalk
