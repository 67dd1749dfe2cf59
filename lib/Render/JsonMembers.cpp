//===- JsonMembers.cpp - Writing JSON, member by member -------------------===//

#include "Render/JsonMembers.h"

#include "llvm/Support/raw_ostream.h"

using namespace framewalk;

/// Bytes that a JSON string may hold as they are; other ASCII is escaped, and
/// what is not ASCII has to be checked.
static bool isPlain(char C) {
  return static_cast<unsigned char>(C) >= 0x20 &&
         static_cast<unsigned char>(C) < 0x7f && C != '"' && C != '\\';
}

void framewalk::writeString(llvm::raw_ostream &OS, std::string_view Text) {
  for (char C : Text)
    if (!isPlain(C)) {
      // File names and comments may be in any encoding; JSON is UTF-8.
      llvm::json::Value Escaped =
          llvm::json::isUTF8(Text)
              ? llvm::json::Value(llvm::StringRef(Text))
              : llvm::json::Value(llvm::json::fixUTF8(Text));
      OS << Escaped;
      return;
    }
  OS << '"' << Text << '"';
}

void framewalk::writeHex(llvm::raw_ostream &OS, uint64_t Value) {
  OS << "\"0x";
  OS.write_hex(Value);
  OS << '"';
}

void JsonMembers::operand(std::string_view Base, int64_t Displacement) {
  if (Base.empty()) {
    null("base");
    null("displacement");
  } else {
    text("base", Base);
    number("displacement", Displacement);
  }
}

void JsonMembers::frameSize(llvm::StringRef Key, FrameSize Size) {
  J.attributeObject(Key, [&] {
    number("min", Size.Min);
    numberOrNull("max", Size.Max);
  });
}

void JsonMembers::programMemory(const ProgramMemory &P) {
  text("name", P.Name);
  J.attributeArray("frames", [&] {
    for (const PlacedFrame &F : P.Frames)
      J.object([&] {
        text("function", F.Function);
        hex("cfa", F.Cfa.Value);
        hex("lowest", F.Lowest.Value);
        if (F.ReturnAddress.Value)
          hex("returnAddress", F.ReturnAddress.Value);
        else
          null("returnAddress");
      });
  });
  J.attributeArray("areas", [&] {
    for (const MemoryArea &A : P.Areas)
      J.object([&] {
        hex("address", A.Begin.Value);
        number("bytes", A.Bytes);
        number("rss", A.ResidentBytes);
        number("dirty", A.DirtyBytes);
        number("swapped", A.SwappedBytes);
        text("mode", A.Mode);
        text("mapping", A.Mapping);
        text("purpose", A.Purpose);
        J.attributeArray("contents", [&] {
          for (const AreaContent &C : A.Contents)
            J.object([&] {
              hex("address", C.Begin.Value);
              number("size", C.Size);
              text("name", C.Name);
              text("kind", C.Kind);
            });
        });
      });
  });
  texts("events", P.Events);
}
