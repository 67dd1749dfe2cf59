//===- AnalysisJob.cpp ----------------------------------------------------===//

#include "Lsp/AnalysisJob.h"

#include <cassert>
#include <cstring>
#include <type_traits>

using namespace framewalk;
using llvm::StringRef;
using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;

namespace {

/// Writes values one behind the other.
class Packer {
public:
  std::string Bytes;

  template <typename T> void operator()(const T &Plain) {
    static_assert(std::is_trivially_copyable_v<T> && !std::is_pointer_v<T>);
    Bytes.append(reinterpret_cast<const char *>(&Plain), sizeof Plain);
  }
  void operator()(const std::string &Text) {
    (*this)(Text.size());
    Bytes += Text;
  }
  void operator()(const std::vector<std::string> &List) {
    (*this)(List.size());
    for (const std::string &Each : List)
      (*this)(Each);
  }
  void operator()(const UnsavedFiles &Files) {
    (*this)(Files.size());
    for (const auto &[Path, Text] : Files) {
      (*this)(Path);
      (*this)(Text);
    }
  }
};

/// Reads them in the same order.
class Unpacker {
public:
  explicit Unpacker(StringRef Bytes) : Rest(Bytes) {}

  template <typename T> void operator()(T &Plain) {
    static_assert(std::is_trivially_copyable_v<T> && !std::is_pointer_v<T>);
    std::memcpy(&Plain, take(sizeof Plain).data(), sizeof Plain);
  }
  void operator()(std::string &Text) { Text = take(count()).str(); }
  void operator()(std::vector<std::string> &List) {
    List.resize(count());
    for (std::string &Each : List)
      (*this)(Each);
  }
  void operator()(UnsavedFiles &Files) {
    for (size_t Left = count(); Left; --Left) {
      std::string Path;
      (*this)(Path);
      (*this)(Files[Path]);
    }
  }

private:
  size_t count() {
    size_t Count = 0;
    (*this)(Count);
    return Count;
  }
  StringRef take(size_t Count) {
    assert(Count <= Rest.size() && "it was packed otherwise");
    StringRef Taken = Rest.take_front(Count);
    Rest = Rest.drop_front(Count);
    return Taken;
  }

  StringRef Rest;
};

/// All of \p Job but the URI, in either direction.
template <typename Archive, typename Job> void visit(Archive &Each, Job &J) {
  Each(J.Command.Directory);
  Each(J.Command.File);
  Each(J.Command.Flags);
  Each(J.Command.Compiler);
  Each(J.Command.FromDatabase);
  Each(J.KeepUnused);
  Each(J.View.Encoding);
  Each(J.View.Options);
  Each(J.View.Abilities);
  Each(J.Unsaved);
}

} // namespace

std::string framewalk::packed(const AnalysisJob &Job) {
  Packer Result;
  visit(Result, Job);
  Result(Job.View.Uri.uri().str());
  return std::move(Result.Bytes);
}

AnalysisJob framewalk::unpackedJob(StringRef Bytes) {
  Unpacker From(Bytes);
  AnalysisJob Job;
  visit(From, Job);
  std::string Uri;
  From(Uri);
  if (llvm::Expected<llvm::lsp::URIForFile> Read =
          llvm::lsp::URIForFile::fromURI(Uri))
    Job.View.Uri = std::move(*Read);
  else
    llvm::consumeError(Read.takeError());
  return Job;
}

Value framewalk::toJSON(const AnalysisOutcome &Outcome) {
  Array Files;
  for (const std::string &File : Outcome.Files)
    Files.push_back(llvm::json::fixUTF8(File));
  return Object{{"compiled", Outcome.Compiled},
                {"message", llvm::json::fixUTF8(Outcome.Message)},
                {"needsUser", Outcome.NeedsUser},
                {"diagnostics", Array(Outcome.Diagnostics)},
                {"files", std::move(Files)}};
}

AnalysisOutcome framewalk::readOutcome(const Object &Message) {
  AnalysisOutcome Result;
  Result.Compiled = Message.getBoolean("compiled").value_or(false);
  Result.Message = Message.getString("message").value_or("").str();
  Result.NeedsUser = Message.getBoolean("needsUser").value_or(false);
  if (const Array *Diagnostics = Message.getArray("diagnostics"))
    Result.Diagnostics = *Diagnostics;
  if (const Array *Files = Message.getArray("files"))
    for (const Value &File : *Files)
      Result.Files.push_back(File.getAsString().value_or("").str());
  return Result;
}
