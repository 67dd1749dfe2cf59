//===- JsonReading.cpp ----------------------------------------------------===//

#include "Render/JsonReading.h"

#include "Support/ParseJson.h"

using namespace framewalk;
namespace json = llvm::json;

llvm::Expected<json::Object> framewalk::readObject(llvm::StringRef Text) {
  llvm::Expected<json::Value> Json = parseJson(Text);
  if (!Json)
    return llvm::createStringError("it is no JSON: " +
                                   llvm::toString(Json.takeError()));
  if (json::Object *O = Json->getAsObject())
    return std::move(*O);
  return llvm::createStringError("it is no JSON object");
}

const json::Object &framewalk::objectOf(const json::Value &V) {
  static const json::Object Empty;
  const json::Object *O = V.getAsObject();
  return O ? *O : Empty;
}

const json::Array &framewalk::listIn(const json::Object &O,
                                     llvm::StringRef Key) {
  static const json::Array Empty;
  const json::Array *A = O.getArray(Key);
  return A ? *A : Empty;
}

const json::Object &framewalk::objectIn(const json::Object &O,
                                        llvm::StringRef Key) {
  static const json::Object Empty;
  const json::Object *Found = O.getObject(Key);
  return Found ? *Found : Empty;
}

std::string framewalk::textIn(const json::Object &O, llvm::StringRef Key) {
  return O.getString(Key).value_or("").str();
}

std::vector<std::string> framewalk::textsIn(const json::Object &O,
                                            llvm::StringRef Key) {
  std::vector<std::string> All;
  for (const json::Value &V : listIn(O, Key))
    All.push_back(V.getAsString().value_or("").str());
  return All;
}

int64_t framewalk::numberIn(const json::Object &O, llvm::StringRef Key) {
  return O.getInteger(Key).value_or(0);
}

std::optional<uint64_t> framewalk::countIn(const json::Object &O,
                                           llvm::StringRef Key) {
  if (std::optional<int64_t> N = O.getInteger(Key))
    return uint64_t(*N);
  return std::nullopt;
}

bool framewalk::isTrueIn(const json::Object &O, llvm::StringRef Key) {
  return O.getBoolean(Key).value_or(false);
}
