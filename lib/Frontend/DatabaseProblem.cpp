//===- DatabaseProblem.cpp ------------------------------------------------===//

#include "Frontend/DatabaseProblem.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

namespace framewalk {

namespace yaml = llvm::yaml;

namespace {

/// Reads as clang does, for which JSON is YAML: a comma too many is no reason
/// to refuse what clang-tidy takes.
class DatabaseReader {
public:
  explicit DatabaseReader(llvm::StringRef Text) : Text(Text) {}

  std::string run() {
    if (Text.trim().empty())
      return "it is empty";
    llvm::SourceMgr Messages;
    Messages.setDiagHandler(
        [](const llvm::SMDiagnostic &D, void *Self) {
          static_cast<DatabaseReader *>(Self)->complain(D);
        },
        this);
    yaml::Stream Stream(Text, Messages);
    std::string Problem = document(Stream);
    return Broken.empty() ? Problem : Broken;
  }

private:
  void complain(const llvm::SMDiagnostic &D) {
    if (Broken.empty())
      Broken = llvm::formatv("line {0}, column {1}: {2}", D.getLineNo(),
                             D.getColumnNo() + 1, D.getMessage());
  }

  std::string document(yaml::Stream &Stream) {
    auto Document = Stream.begin();
    yaml::Node *Root = Document == Stream.end() ? nullptr : Document->getRoot();
    auto *Entries = llvm::dyn_cast_or_null<yaml::SequenceNode>(Root);
    if (!Entries)
      return "it is no list of entries, [{...}, ...]";
    size_t Number = 0;
    for (yaml::Node &Entry : *Entries) {
      ++Number;
      if (std::string Problem = entry(Entry); !Problem.empty())
        return llvm::formatv("entry {0} {1}", Number, Problem);
    }
    if (!Stream.failed() && ++Document != Stream.end())
      return "something follows the list of entries";
    return "";
  }

  static std::string entry(yaml::Node &Node) {
    auto *Members = llvm::dyn_cast<yaml::MappingNode>(&Node);
    if (!Members)
      return "is no object";
    llvm::StringSet<> Names;
    for (yaml::KeyValueNode &Member : *Members) {
      auto *Key = llvm::dyn_cast_or_null<yaml::ScalarNode>(Member.getKey());
      yaml::Node *Value = Member.getValue();
      if (!Key || !Value)
        return "has a member without a name or a value";
      llvm::SmallString<32> Storage;
      const llvm::StringRef Name = Key->getValue(Storage);
      Names.insert(Name);
      if (std::string Problem = member(Name, *Value); !Problem.empty())
        return Problem;
    }
    for (const char *Name : {"directory", "file"})
      if (!Names.contains(Name))
        return llvm::formatv("has no \"{0}\"", Name);
    if (!Names.contains("command") && !Names.contains("arguments"))
      return "has neither \"arguments\" nor \"command\"";
    return "";
  }

  static std::string member(llvm::StringRef Name, yaml::Node &Value) {
    if (Name == "arguments") {
      auto *List = llvm::dyn_cast<yaml::SequenceNode>(&Value);
      if (!List)
        return "has \"arguments\" that are no list";
      for (yaml::Node &Argument : *List)
        if (!llvm::isa<yaml::ScalarNode>(Argument))
          return "has \"arguments\" that are no texts";
      return "";
    }
    auto *Text = llvm::dyn_cast<yaml::ScalarNode>(&Value);
    if (!Text)
      return llvm::formatv("has a \"{0}\" that is no text", Name);
    llvm::SmallString<128> Storage;
    if (Name == "file" && Text->getValue(Storage).empty())
      return "has an empty \"file\"";
    return "";
  }

  llvm::StringRef Text;
  std::string Broken;
};

} // namespace

std::string problemOfDatabase(llvm::StringRef Text) {
  return DatabaseReader(Text).run();
}

} // namespace framewalk
