//===- AddressWalk.cpp - What `framewalk walk` prints ---------------------===//

#include "Render/AddressWalk.h"

#include "Render/Json.h"
#include "Render/JsonMembers.h"
#include "Support/Markup.h"
#include "Support/Words.h"

#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

#include <algorithm>

using namespace framewalk;

namespace {

std::string binary(uint64_t Value, unsigned Bits) {
  return fmt::format("{:0{}b}", Value, Bits);
}

//===----------------------------------------------------------------------===//
// The address in its fields
//===----------------------------------------------------------------------===//

/// Each field as a box of its bits, to scale.
class FieldDrawing {
public:
  void add(const AddressField &F, bool IsFirst) {
    unsigned Bits = F.High - F.Low + 1;
    std::string High = fmt::format("{}", F.High);
    std::string Low = fmt::format("{}", F.Low);
    std::string Name = F.Name;
    // The box under the name tells that it is an index.
    if (Name.ends_with(" index"))
      Name.resize(Name.size() - 6);
    std::string Value = F.Name == "offset" ? fmt::format("{:#x}", F.Value)
                                           : fmt::format("{}", F.Value);
    size_t Width = std::max<size_t>(
        {Bits, Name.size(), Value.size(), High.size() + 1 + Low.size()});
    Ranges +=
        " " + High + std::string(Width - High.size() - Low.size(), ' ') + Low;
    Top += IsFirst ? "┌" : "┬";
    Bottom += IsFirst ? "└" : "┴";
    for (size_t I = 0; I < Width; ++I) {
      Top += "─";
      Bottom += "─";
    }
    Middle += fmt::format("│{:^{}}", binary(F.Value, Bits), Width);
    Names += fmt::format(" {:<{}}", Name, Width);
    Values +=
        fmt::format(" {:<{}}", F.Name == "sign extension" ? "" : Value, Width);
  }

  void addTo(Markup &M) {
    Table T({Column{}});
    T.row({StyledText(Ranges, Style::Dim)});
    T.row({StyledText(Top + "┐", Style::Dim)});
    T.row({StyledText(Middle + "│", Style::Address)});
    T.row({StyledText(Bottom + "┘", Style::Dim)});
    T.row({StyledText(trimmed(Names))});
    T.row({StyledText(trimmed(Values))});
    M.table(std::move(T));
  }

private:
  static std::string trimmed(std::string Text) {
    while (!Text.empty() && Text.back() == ' ')
      Text.pop_back();
    return Text;
  }

  std::string Ranges, Top, Middle, Bottom, Names, Values;
};

void addFields(Markup &M, const WalkedAddress &A) {
  FieldDrawing Drawing;
  for (size_t I = 0; I < A.Fields.size(); ++I)
    Drawing.add(A.Fields[I], I == 0);
  Drawing.addTo(M);
}

//===----------------------------------------------------------------------===//
// The levels
//===----------------------------------------------------------------------===//

std::string allowedText(const WalkedEntry &E) {
  return fmt::format("r{}{} {}", E.CanWrite ? 'w' : '-',
                     E.CanExecute ? 'x' : '-', E.IsUsers ? "user" : "kernel");
}

void addEntries(Markup &M, const WalkedAddress &A) {
  if (A.Entries.empty())
    return;
  std::vector<Column> Columns(7);
  const char *Titles[] = {"",      "table at",  "index",         "entry",
                          "flags", "walk sets", "allowed so far"};
  for (size_t C = 0; C < Columns.size(); ++C)
    Columns[C].Title = Titles[C];
  Columns[2].Side = Columns[3].Side = Align::Right;
  Table T(std::move(Columns));
  for (const WalkedEntry &E : A.Entries) {
    const bool IsPresent = E.Before & 1;
    T.row(
        {StyledText(E.Table),
         StyledText(fmt::format("{:#x}", E.TableAddress.Value), Style::Address),
         StyledText(fmt::format("{}", E.Index)),
         StyledText(fmt::format("{:#x}", E.Before), Style::Address),
         IsPresent ? StyledText(joined(E.Flags))
                   : StyledText("not present", Style::Warning),
         StyledText(joined(E.FlagsSet)),
         IsPresent ? StyledText(allowedText(E)) : StyledText()});
  }
  M.table(std::move(T));
}

//===----------------------------------------------------------------------===//
// The end
//===----------------------------------------------------------------------===//

void addErrorCode(Markup &M, const WalkFault &F) {
  if (F.Bits.empty()) {
    M.paragraph(fmt::format("error code {:#x}", F.ErrorCode), 4);
    return;
  }
  M.paragraph(StyledText(fmt::format("CR2 = {:#x}, error code {:#x} = {}b",
                                     F.Cr2 ? F.Cr2->Value : 0, F.ErrorCode,
                                     binary(F.ErrorCode, F.Bits.size()))),
              4);
  Table T({Column{}, Column{}, Column{}, Column{}}, 6);
  for (const ErrorCodeBit &B : F.Bits)
    T.row({StyledText(fmt::format("bit {}", B.Bit), Style::Dim),
           StyledText(B.Name), StyledText(B.IsSet ? "1" : "0"),
           StyledText(B.Meaning, B.IsSet ? Style::Plain : Style::Dim)});
  M.table(std::move(T));
}

void addFault(Markup &M, const WalkFault &F, bool IsTheEnd) {
  M.gap();
  M.paragraph(
      StyledText(IsTheEnd ? "fault: " : "first a fault: ",
                 IsTheEnd ? Style::Error : Style::Warning)
          .add(fmt::format("{}, vector {}: {}", F.Name, F.Vector, F.Reason)),
      2);
  addErrorCode(M, F);
  M.paragraph(sentence(F.Kernel), 4);
}

std::string sizeText(uint64_t Bytes) {
  if (Bytes >= uint64_t(1) << 30)
    return fmt::format("{} GiB", Bytes >> 30);
  if (Bytes >= uint64_t(1) << 20)
    return fmt::format("{} MiB", Bytes >> 20);
  return fmt::format("{} KiB", Bytes >> 10);
}

void addEnd(Markup &M, const WalkedAddress &A) {
  if (A.Fault)
    return addFault(M, *A.Fault, true);
  if (!A.Physical)
    return;
  M.gap();
  uint64_t Offset = A.Physical->Value - A.Frame.Value;
  M.paragraph(
      StyledText("physical ")
          .add(fmt::format("{:#x}", A.Physical->Value), Style::Address)
          .add(fmt::format(" = frame {:#x} + offset {:#x}, a {}page of {}",
                           A.Frame.Value, Offset, A.IsGlobal ? "global " : "",
                           sizeText(A.PageSize))),
      2);
}

void addAddress(Markup &M, const WalkReport &Report, const WalkedAddress &A) {
  M.heading(StyledText(fmt::format("{:#x}", A.Address.Value), Style::Strong),
            StyledText(fmt::format("{} paging, {}, {} mode", Report.Paging,
                                   Report.Access, Report.Mode),
                       Style::Dim));
  addFields(M, A);
  if (!A.About.empty())
    M.paragraph(sentence(A.About), 2);
  for (const WalkFault &F : A.Answered)
    addFault(M, F, false);
  M.gap();
  if (A.Tlb == TlbOutcome::Hit)
    M.paragraph(StyledText("TLB hit", Style::Note)
                    .add(": a walk before has left the page's translation "
                         "there; no table is read"),
                2);
  addEntries(M, A);
  addEnd(M, A);
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

class WalkWriter : JsonMembers {
public:
  explicit WalkWriter(llvm::json::OStream &J) : JsonMembers(J) {}

  void document(const WalkReport &Report) {
    J.object([&] {
      text("schema", JsonSchema);
      J.attributeObject("walk", [&] { report(Report); });
    });
  }

private:
  void report(const WalkReport &R) {
    text("paging", R.Paging);
    text("access", R.Access);
    text("mode", R.Mode);
    hex("cr3", R.Root.Value);
    number("maxPhysAddr", R.PhysicalBits);
    texts("notes", R.Notes);
    J.attributeArray("addresses", [&] {
      for (const WalkedAddress &A : R.Addresses)
        J.object([&] { address(A); });
    });
  }

  void address(const WalkedAddress &A) {
    hex("address", A.Address.Value);
    J.attributeArray("fields", [&] {
      for (const AddressField &F : A.Fields)
        J.object([&] {
          text("name", F.Name);
          number("high", F.High);
          number("low", F.Low);
          number("value", F.Value);
        });
    });
    textUnlessEmpty("about", A.About);
    J.attributeArray("answeredFaults", [&] {
      for (const WalkFault &F : A.Answered)
        J.object([&] { fault(F); });
    });
    text("tlb", name(A.Tlb));
    J.attributeArray("steps", [&] {
      for (const WalkedEntry &E : A.Entries)
        J.object([&] { entry(E); });
    });
    if (A.Fault)
      J.attributeObject("fault", [&] { fault(*A.Fault); });
    else
      null("fault");
    if (A.Physical) {
      hex("physicalAddress", A.Physical->Value);
      hex("frame", A.Frame.Value);
      number("pageSize", A.PageSize);
      J.attribute("global", A.IsGlobal);
    } else {
      null("physicalAddress");
    }
    text("verdict", A.Verdict);
  }

  void entry(const WalkedEntry &E) {
    number("level", E.Level);
    text("table", E.Table);
    hex("tableAddress", E.TableAddress.Value);
    number("index", E.Index);
    hex("before", E.Before);
    hex("after", E.After);
    texts("flags", E.Flags);
    texts("flagsSet", E.FlagsSet);
    J.attribute("writable", E.CanWrite);
    J.attribute("user", E.IsUsers);
    J.attribute("executable", E.CanExecute);
  }

  void fault(const WalkFault &F) {
    number("vector", F.Vector);
    text("name", F.Name);
    text("reason", F.Reason);
    number("errorCode", F.ErrorCode);
    J.attributeArray("errorCodeBits", [&] {
      for (const ErrorCodeBit &B : F.Bits)
        J.object([&] {
          number("bit", B.Bit);
          text("name", B.Name);
          J.attribute("set", B.IsSet);
          text("meaning", B.Meaning);
        });
    });
    addressOrNull("cr2", F.Cr2);
    text("kernel", F.Kernel);
  }
};

} // namespace

void framewalk::renderWalkText(const WalkReport &Report, llvm::raw_ostream &OS,
                               const TextOptions &Options) {
  Markup M;
  for (const std::string &Note : Report.Notes)
    M.paragraph(StyledText("note: ", Style::Note).add(Note));
  for (const WalkedAddress &A : Report.Addresses) {
    M.gap();
    addAddress(M, Report, A);
  }
  bool HasEntries =
      std::any_of(Report.Addresses.begin(), Report.Addresses.end(),
                  [](const WalkedAddress &A) { return !A.Entries.empty(); });
  if (HasEntries) {
    M.gap();
    M.paragraph(StyledText(
        Report.Paging == "2-level"
            ? "Simulated. RW and US count where every level has them (AND)."
            : "Simulated. RW and US count where every level has them (AND), XD "
              "where any has it (OR).",
        Style::Dim));
  }
  M.print(OS, {.Width = Options.Width, .Color = Options.Color});
}

void framewalk::renderWalkJson(const WalkReport &Report,
                               llvm::raw_ostream &OS) {
  llvm::json::OStream J(OS);
  WalkWriter(J).document(Report);
  OS << '\n';
}
