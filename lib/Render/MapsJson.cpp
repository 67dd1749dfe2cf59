//===- MapsJson.cpp - A process's memory for programs ---------------------===//

#include "Render/Json.h"
#include "Render/JsonMembers.h"
#include "Render/Maps.h"

#include "llvm/Support/raw_ostream.h"

using namespace framewalk;

namespace {

class MapsWriter : JsonMembers {
public:
  explicit MapsWriter(llvm::json::OStream &J) : JsonMembers(J) {}

  void document(const MapsReport &Report) {
    J.object([&] {
      text("schema", JsonSchema);
      J.attributeObject("maps", [&] { maps(Report); });
    });
  }

  void document(const TraceReport &Report) {
    J.object([&] {
      text("schema", JsonSchema);
      J.attributeObject("trace", [&] { trace(Report); });
    });
  }

private:
  void maps(const MapsReport &Report) {
    J.attributeArray("processes", [&] {
      for (const ProgramMemory &P : Report.Processes)
        J.object([&] { programMemory(P); });
    });
    J.attributeArray("isolation", [&] {
      for (const ComparedPage &C : Report.Isolation)
        J.object([&] {
          hex("page", C.Page.Value);
          J.attributeArray("frames", [&] {
            for (const std::optional<PhysicalAddress> &F : C.Frames) {
              if (!F)
                J.value(nullptr);
              else
                J.rawValue(
                    [&](llvm::raw_ostream &OS) { writeHex(OS, F->Value); });
            }
          });
          text("note", C.Note);
        });
    });
  }

  void trace(const TraceReport &R) {
    text("file", R.File);
    texts("notes", R.Notes);
    number("accesses", R.Accesses);
    number("crossedPages", R.CrossedPages);
    number("tlbHits", R.TlbHits);
    number("secondLevelHits", R.SecondLevelHits);
    number("walks", R.Walks);
    number("entriesRead", R.EntriesRead);
    number("pageFaults", R.PageFaults);
    number("refused", R.Refused);
    J.attributeArray("ranges", [&] {
      for (const TracedRange &Range : R.Ranges)
        J.object([&] {
          hex("address", Range.Begin.Value);
          number("pages", Range.Pages);
          J.attribute("read", Range.WasRead);
          J.attribute("written", Range.WasWritten);
          J.attribute("executed", Range.WasExecuted);
        });
    });
  }
};

} // namespace

void framewalk::renderMapsJson(const MapsReport &Report,
                               llvm::raw_ostream &OS) {
  llvm::json::OStream J(OS);
  MapsWriter(J).document(Report);
  OS << '\n';
}

void framewalk::renderTraceJson(const TraceReport &Report,
                                llvm::raw_ostream &OS) {
  llvm::json::OStream J(OS);
  MapsWriter(J).document(Report);
  OS << '\n';
}
