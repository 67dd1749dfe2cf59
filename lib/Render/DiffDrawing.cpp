//===- DiffDrawing.cpp ----------------------------------------------------===//

#include "Render/DiffDrawing.h"

#include "Render/HtmlText.h"
#include "Support/Words.h"

#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

#include <algorithm>

using namespace framewalk;

namespace {

// In pixels, from the left: distances from the CFA, before, ribbons, after,
// distances.
constexpr double Width = 430, BarWidth = 118, Left = 56, Right = 256;
constexpr double Top = 22;
/// Between two lines of text.
constexpr double Gap = 12;
/// What the larger of two frames without long objects is drawn as.
constexpr double Tall = 320;
/// Longer objects are cut.
constexpr uint64_t Longest = 64, LongestPadding = 24;

/// Has it a name that says what it is in both frames?
bool hasIdentity(SlotKind Kind) {
  switch (Kind) {
  case SlotKind::Spill:
  case SlotKind::Temporary:
  case SlotKind::Padding:
  case SlotKind::Unattributed:
    return false;
  default:
    return true;
  }
}

uint64_t drawnBytes(const FrameBand &B) {
  return std::min(B.Size,
                  B.Kind == SlotKind::Padding ? LongestPadding : Longest);
}

uint64_t drawnBytes(const std::vector<FrameBand> &Bands) {
  uint64_t Sum = 0;
  for (const FrameBand &B : Bands)
    Sum += drawnBytes(B);
  return Sum;
}

/// A band with its place in the picture.
struct Box {
  const FrameBand *Band = nullptr;
  double Y = 0, Height = 0;
  bool IsCut = false;
  const Box *Other = nullptr; ///< the same thing in the other frame
  const char *Mark = "";      ///< of what is in one frame only
};

class Drawing {
public:
  Drawing(const FunctionDiff &Diff, llvm::raw_ostream &OS)
      : OS(OS),
        Scale(std::clamp(Tall / double(std::max<uint64_t>(
                                    1, std::max(drawnBytes(Diff.BeforeFrame),
                                                drawnBytes(Diff.AfterFrame)))),
                         3.4, 7.0)),
        Before(boxes(Diff.BeforeFrame)), After(boxes(Diff.AfterFrame)) {
    pair(Diff.Changes);
  }

  void write() {
    const double Bottom = std::max(bottom(Before), bottom(After)) + 10;
    const double Legend = 8 * Scale;
    OS << fmt::format("<svg class=\"moved\" role=\"img\" viewBox=\"0 0 {} "
                      "{:.1f}\" aria-label=\"",
                      Width, Bottom + Legend + 8)
       << escaped(spoken()) << "\">\n";
    ribbons();
    bar(Left, "before", Before);
    bar(Right, "after", After);
    addresses(Left - 6, "end", Before);
    addresses(Right + BarWidth + 6, "start", After);
    legend(Bottom, Legend);
    OS << "</svg>\n";
  }

private:
  std::vector<Box> boxes(const std::vector<FrameBand> &Bands) const {
    std::vector<Box> All;
    double Y = Top;
    for (const FrameBand &B : Bands) {
      Box Each = {.Band = &B, .Y = Y, .IsCut = drawnBytes(B) < B.Size};
      Each.IsCut |= B.Size == 0; // of a size that only run time knows
      Each.Height =
          B.Size ? std::max(3.0, Scale * double(drawnBytes(B))) : 2 * Gap;
      Y += Each.Height;
      All.push_back(Each);
    }
    return All;
  }

  /// As the list of changes has it; what it does not name stayed.
  void pair(const std::vector<FrameChange> &Changes) {
    for (const FrameChange &C : Changes)
      if (Box *Was = boxAt(Before, C.Before), *Is = boxAt(After, C.After);
          Was && Is)
        join(*Was, *Is);
    for (Box &Was : Before)
      for (Box &Is : After)
        if (Was.Band->Kind == Is.Band->Kind &&
            Was.Band->Name == Is.Band->Name &&
            Was.Band->CfaOffset == Is.Band->CfaOffset && Was.Band->CfaOffset &&
            hasIdentity(Was.Band->Kind))
          join(Was, Is);
    for (const FrameChange &C : Changes) {
      Box *Was = boxAt(Before, C.Before), *Is = boxAt(After, C.After);
      if (Was && !C.After && !Was->Other)
        Was->Mark = "gone";
      if (Is && !C.Before && !Is->Other)
        Is->Mark = "new";
    }
  }

  static void join(Box &Was, Box &Is) {
    if (Was.Other || Is.Other)
      return;
    Was.Other = &Is;
    Is.Other = &Was;
  }

  static Box *boxAt(std::vector<Box> &Boxes,
                    const std::optional<FramePlace> &Place) {
    if (!Place || !Place->CfaOffset)
      return nullptr;
    for (Box &B : Boxes) {
      if (!B.Band->CfaOffset)
        continue;
      const int64_t Low = B.Band->CfaOffset->Value;
      if (Low <= Place->CfaOffset->Value &&
          Place->CfaOffset->Value < Low + int64_t(B.Band->Size))
        return &B;
    }
    return nullptr;
  }

  static double bottom(const std::vector<Box> &Boxes) {
    return Boxes.empty() ? Top : Boxes.back().Y + Boxes.back().Height;
  }

  /// For who cannot see it; the table below has the details.
  std::string spoken() const {
    auto Names = [](const std::vector<Box> &Boxes) {
      std::string Text;
      for (const Box &B : Boxes)
        Text += (Text.empty() ? "" : ", ") + B.Band->Name;
      return Text.empty() ? "no frame" : Text;
    };
    return "Before, from the highest address: " + Names(Before) +
           ". After: " + Names(After) + ".";
  }

  void ribbons() {
    const double From = Left + BarWidth, Middle = (From + Right) / 2;
    for (const Box &B : Before) {
      if (!B.Other)
        continue;
      const Box &A = *B.Other;
      const bool HasMoved = A.Band->CfaOffset != B.Band->CfaOffset;
      OS << fmt::format(
          "<g class=\"ribbon {} {}\"><path class=\"bytes\" "
          "d=\"M{} {:.1f}C{m} {:.1f} {m} {:.1f} {} {:.1f}V{:.1f}C{m} "
          "{:.1f} {m} {:.1f} {} {:.1f}z\"/></g>\n",
          std::string(name(B.Band->Kind)), HasMoved ? "went" : "stays", From,
          B.Y, B.Y, A.Y, Right, A.Y, A.Y + A.Height, A.Y + A.Height,
          B.Y + B.Height, From, B.Y + B.Height, fmt::arg("m", Middle));
    }
  }

  void bar(double X, const char *Title, const std::vector<Box> &Boxes) {
    OS << fmt::format("<text class=\"head\" x=\"{}\" y=\"12\">{}</text>\n", X,
                      Title);
    if (Boxes.empty())
      OS << fmt::format("<text class=\"head\" x=\"{}\" y=\"{}\">no "
                        "frame</text>\n",
                        X, Top + Gap);
    for (const Box &B : Boxes)
      box(X, B);
  }

  void box(double X, const Box &B) {
    OS << fmt::format("<g class=\"{} {}\"><title>",
                      std::string(name(B.Band->Kind)), B.Mark)
       << escaped(B.Band->Name);
    if (B.Band->Size)
      OS << ", " << bytesText(B.Band->Size);
    OS << fmt::format("</title><path class=\"bytes\" "
                      "d=\"M{} {:.1f}h{}v{:.1f}h-{}z\"/>",
                      X, B.Y, BarWidth, B.Height, BarWidth);
    if (B.IsCut)
      OS << fmt::format("<path class=\"cut\" d=\"M{} {:.1f}{}\"/>", X,
                        B.Y + B.Height * 0.76, zigzag());
    if (B.Height >= 11) {
      const double Y = B.Y + B.Height / 2 + 4;
      OS << fmt::format("<text x=\"{}\" y=\"{:.1f}\">", X + 5, Y)
         << escaped(shortened(B.Band->Name, lettersFor(B))) << "</text>";
      if (B.Band->Size)
        OS << fmt::format("<text class=\"n\" x=\"{}\" y=\"{:.1f}\">{}</text>",
                          X + BarWidth - 5, Y, B.Band->Size);
    }
    OS << "</g>\n";
  }

  static std::string zigzag() {
    std::string Path;
    for (int Tooth = 0; Tooth < 8; ++Tooth)
      Path += fmt::format("l{} {}", BarWidth / 8, Tooth % 2 ? 3 : -3);
    return Path;
  }

  /// What fits beside the number of bytes.
  static size_t lettersFor(const Box &B) {
    return 16 - std::to_string(B.Band->Size).size();
  }

  static std::string shortened(const std::string &Name, size_t Most) {
    size_t Letters = 0, Cut = 0;
    for (size_t At = 0; At < Name.size(); ++At) {
      if ((Name[At] & 0xc0) == 0x80)
        continue; // within a letter
      if (++Letters == Most)
        Cut = At;
      if (Letters > Most)
        return Name.substr(0, Cut) + "\u2026";
    }
    return Name;
  }

  /// Of each slot's lowest byte, as far as they do not cover one another.
  void addresses(double X, const char *Anchor, const std::vector<Box> &Boxes) {
    auto Text = [&](double Y, std::string_view What) {
      OS << fmt::format("<text class=\"at\" x=\"{}\" y=\"{:.1f}\" "
                        "text-anchor=\"{}\">{}</text>\n",
                        X, Y + 3.5, Anchor, What);
    };
    if (Boxes.empty())
      return;
    Text(Top, "CFA");
    double Last = Top;
    for (const Box &B : Boxes) {
      const double Y = B.Y + B.Height;
      if (!B.Band->CfaOffset || Y - Last < Gap)
        continue;
      Text(Y, fmt::format("\u2212{}", -B.Band->CfaOffset->Value));
      Last = Y;
    }
  }

  void legend(double Y, double Height) {
    OS << fmt::format(
        "<path class=\"scale\" d=\"M{} {y:.1f}h6m-3 0v{h:.1f}m-3 0h6\"/><text "
        "class=\"at\" x=\"{}\" y=\"{:.1f}\">8 bytes</text>\n",
        Left, Left + 12, Y + Height / 2 + 4, fmt::arg("y", Y),
        fmt::arg("h", Height));
    auto IsCut = [](const Box &B) { return B.IsCut; };
    if (std::any_of(Before.begin(), Before.end(), IsCut) ||
        std::any_of(After.begin(), After.end(), IsCut))
      OS << fmt::format("<text class=\"at\" x=\"{}\" y=\"{:.1f}\">zigzag: "
                        "longer than drawn</text>\n",
                        Right - 20, Y + Height / 2 + 4);
  }

  llvm::raw_ostream &OS;
  double Scale;
  std::vector<Box> Before, After;
};

} // namespace

void framewalk::writeDiffPatterns(llvm::raw_ostream &OS) {
  OS << "<svg class=\"patterns\" width=\"0\" height=\"0\" "
        "aria-hidden=\"true\"><defs><pattern id=\"hatch\" width=\"6\" "
        "height=\"6\" patternUnits=\"userSpaceOnUse\"><path class=\"hatch\" "
        "d=\"M-1 1l2 -2M0 6l6 -6M5 7l2 -2\"/></pattern></defs></svg>\n";
}

void framewalk::writeDiffDrawing(const FunctionDiff &Diff,
                                 llvm::raw_ostream &OS) {
  if (!Diff.BeforeFrame.empty() || !Diff.AfterFrame.empty())
    Drawing(Diff, OS).write();
}
