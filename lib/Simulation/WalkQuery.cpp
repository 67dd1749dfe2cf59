//===- WalkQuery.cpp - One address through the page tables ----------------===//

#include "Simulation/WalkQuery.h"

#include "Simulation/SwapEntry.h"

#include <fmt/format.h>

#include <map>

namespace framewalk {

namespace {

std::vector<AddressField> fieldsOf(const WalkRequest &R,
                                   VirtualAddress Address) {
  const PagingFormat &Format = formatOf(R.Mode);
  std::vector<AddressField> Result;
  auto Add = [&](std::string Name, unsigned High, unsigned Low) {
    Result.push_back(
        {std::move(Name), High, Low, (Address.Value & bits(High, Low)) >> Low});
  };
  if (Format.LinearBits > 32)
    Add("sign extension", 63, Format.LinearBits);
  unsigned Lowest = Format.LinearBits;
  for (unsigned Level = Format.Levels; Level >= 1; --Level) {
    const LevelFormat &L = Format.level(Level);
    if (L.pageSize() < R.PageSize)
      break;
    Add(fmt::format("{} index", L.Table), L.Shift + L.IndexBits - 1u, L.Shift);
    Lowest = L.Shift;
  }
  Add("offset", Lowest - 1, 0);
  return Result;
}

std::string aboutAddress(const WalkRequest &R, VirtualAddress Address) {
  const PagingFormat &Format = formatOf(R.Mode);
  unsigned Top = Format.LinearBits - 1;
  if (!isCanonical(R.Mode, Address)) {
    if (Format.LinearBits == 32)
      return "the address has more than 32 bits, which this paging mode cannot "
             "translate";
    return fmt::format(
        "not canonical: bits 63 to {} must all equal bit {}, which is {}. The "
        "CPU refuses the address before any table is read",
        Top, Top, Address.Value >> Top & 1);
  }
  if (Format.LinearBits > 32 && Address.Value >> 63)
    return "an address of the upper half, where Linux keeps the kernel: its "
           "pages are for supervisor mode only";
  constexpr uint64_t TaskSizeMax = 0x7ffffffff000;
  if (R.Mode == PagingMode::FourLevel && Address.Value >= TaskSizeMax)
    return "the last page of the lower half, which Linux never maps";
  return "";
}

std::string sizeName(uint64_t Bytes) {
  if (Bytes >= 1 << 30)
    return fmt::format("{}G", Bytes >> 30);
  if (Bytes >= 1 << 20)
    return fmt::format("{}M", Bytes >> 20);
  return fmt::format("{}K", Bytes >> 10);
}

llvm::Error mapAll(const WalkRequest &R, Mapper &Tables) {
  for (const RequestedPage &P : R.Pages) {
    MapResult Result = Tables.map({.Page = P.Page,
                                   .Frame = P.Frame,
                                   .Size = R.PageSize,
                                   .Flags = P.Flags});
    if (Result != MapResult::Mapped)
      return llvm::createStringError(fmt::format(
          "cannot map {:#x} to {:#x} as a page of {} with {} paging: {}",
          P.Page.Value, P.Frame.Value, sizeName(R.PageSize),
          formatOf(R.Mode).Name, describe(Result)));
  }
  return llvm::Error::success();
}

/// Frames that a request uses itself cannot hold tables, too.
std::vector<FrameRange> framesInUse(const WalkRequest &R) {
  std::vector<FrameRange> Result;
  for (const RequestedPage &P : R.Pages)
    Result.emplace_back(P.Frame, R.PageSize);
  return Result;
}

/// Every walk from the top: what the structure caches would leave out is what
/// is to be seen.
MmuGeometry showingAllLevels() {
  MmuGeometry Geometry;
  Geometry.Caches.Entries.fill(0);
  return Geometry;
}

/// Requested pages that have been written to swap, and are brought back.
class SwappedPages {
public:
  SwappedPages(Mapper &Tables, const WalkRequest &R) : Tables(Tables), R(R) {
    uint64_t Slot = 1; // the area's first page is its header
    for (const RequestedPage &P : R.Pages)
      if (std::optional<Mapper::EntryPlace> Place = Tables.find(P.Page)) {
        Original[Place->Place.Value] = Place->Entry;
        Tables.write(Place->Place, swapEntry(R.Mode, Slot++));
      }
  }

  /// do_swap_page(): none where it was not that.
  std::optional<HandledFault> bringBack(const TranslationFault &Fault) {
    if (Fault.Reason != FaultReason::NotPresent || !Fault.Cr2 ||
        R.Access.Mode != AccessMode::User)
      return std::nullopt;
    std::optional<Mapper::EntryPlace> Place = Tables.find(*Fault.Cr2);
    if (!Place || !isSwapEntry(Place->Entry))
      return std::nullopt;
    uint64_t Slot = swapSlot(R.Mode, Place->Entry);
    uint64_t Entry = Original.at(Place->Place.Value);
    Tables.write(Place->Place, Entry);
    const RequestedPage *Page = nullptr;
    for (const RequestedPage &P : R.Pages)
      if (pageOf(*Fault.Cr2, R.PageSize) == P.Page)
        Page = &P;
    return HandledFault{.Fault = Fault,
                        .Action = KernelAction::SwapIn,
                        .Area = VmaKind::Mapping,
                        .Frame = Page ? Page->Frame : PhysicalAddress(0),
                        .IsMajor = true,
                        .SwapSlot = Slot};
  }

private:
  Mapper &Tables;
  const WalkRequest &R;
  std::map<uint64_t, uint64_t> Original; ///< entries by their place
};

llvm::Error walkRequestedPages(const WalkRequest &R,
                               std::vector<WalkAnswer> &Answers) {
  PhysicalMemory Memory;
  FrameAllocator Frames(PhysicalAddress(0x1000), framesInUse(R));
  PagingControls Controls = {.Mode = R.Mode,
                             .Root = *Frames.allocate(),
                             .WriteProtect = R.WriteProtect,
                             .NoExecute = R.NoExecute,
                             .Smep = R.Smep,
                             .Smap = R.Smap,
                             .PhysicalBits = R.PhysicalBits};
  Mapper Tables(Memory, Controls, Frames);
  if (llvm::Error E = mapAll(R, Tables))
    return E;
  std::optional<SwappedPages> Swapped;
  if (R.IsSwapped)
    Swapped.emplace(Tables, R);
  std::optional<Mmu> Unit = Mmu::create(Memory, Controls, showingAllLevels());
  if (!Unit)
    return llvm::createStringError("the top table cannot be loaded");
  for (WalkAnswer &Answer : Answers) {
    Answer.Root = Controls.Root;
    MmuResult Result = Unit->translate(Answer.Address, R.Access);
    if (Result.By == TranslatedBy::Nothing && Swapped)
      if (std::optional<HandledFault> Fault =
              Swapped->bringBack(Unit->lastWalk().fault())) {
        Answer.Faults.push_back(*Fault);
        Result = Unit->translate(Answer.Address, R.Access);
      }
    if (Result.By == TranslatedBy::Tlb)
      Answer.Hit = Unit->cached(Answer.Address, R.Access);
    else
      Answer.Walk = Unit->lastWalk();
  }
  return llvm::Error::success();
}

/// The process of the default activation: its caller has used one page.
void walkDefaultProcess(const WalkRequest &R,
                        std::vector<WalkAnswer> &Answers) {
  constexpr PhysicalAddress CallerFrame{0x6000};
  StackPlace Stack = defaultStack(8);
  SimulatedMachine Machine{
      .Frames = FrameAllocator(PhysicalAddress(0x1000),
                               {CallerFrame, SimulatedMachine::ZeroPage})};
  ProcessPlan Plan;
  Plan.Mmu = showingAllLevels();
  Plan.Areas.push_back(stackArea(Stack));
  AddressSpace Space(Machine, Plan);
  Space.populate(pageOf(Stack.Cfa - 1, SmallPage), CallerFrame);
  if (R.IsSwapped)
    for (const WalkAnswer &Answer : Answers) {
      VirtualAddress Page = pageOf(Answer.Address, SmallPage);
      if (Space.populate(Page))
        Space.swapOut(Page);
    }
  for (WalkAnswer &Answer : Answers) {
    Answer.Root = Space.root();
    TouchResult Touch =
        Space.touch(Answer.Address, R.Access.Type, R.Access.Segment);
    Answer.Faults = std::move(Touch.Faults);
    if (Touch.Walk)
      Answer.Walk = *Touch.Walk;
    else
      Answer.Hit = Touch.Found;
  }
}

std::string verdictOf(const WalkRequest &R, const WalkAnswer &A) {
  if (!A.Hit && A.Walk.isFault())
    return describe(A.Walk.fault(), formatOf(R.Mode));
  const Translation &T = A.Hit ? *A.Hit : A.Walk.translation();
  return fmt::format("{:#x} is physical {:#x}: frame {:#x} of {}, offset {:#x}",
                     A.Address.Value, T.Physical.Value, T.frame().Value,
                     sizeName(T.pageSize()),
                     T.Physical.Value - T.frame().Value);
}

std::string errorCodeText(uint32_t Code) {
  std::string Result = Code & pagefault::Present ? "present" : "not present";
  Result += Code & pagefault::Write   ? ", write"
            : Code & pagefault::Fetch ? ", fetch"
                                      : ", read";
  Result += Code & pagefault::User ? ", user" : ", supervisor";
  if (Code & pagefault::Reserved)
    Result += ", reserved bit";
  return Result;
}

} // namespace

std::string reasonOf(const TranslationFault &F, const PagingFormat &Format) {
  switch (F.Reason) {
  case FaultReason::NonCanonical:
    return "the address is not canonical";
  case FaultReason::NotPresent:
    return fmt::format("the {} is not present", Format.level(F.Level).Entry);
  case FaultReason::ReservedBit:
    return fmt::format("the {} has a reserved bit set",
                       Format.level(F.Level).Entry);
  case FaultReason::WriteProtected:
    return "the page is read-only";
  case FaultReason::SupervisorPage:
    return "the page is the kernel's, the access the user's";
  case FaultReason::ExecuteDisabled:
    return "the page may not be executed (XD)";
  case FaultReason::SupervisorFetch:
    return "the kernel may not execute a user's page (SMEP)";
  case FaultReason::SupervisorData:
    return "the kernel may not touch a user's page (SMAP)";
  }
  return "";
}

std::string describe(const TranslationFault &Fault,
                     const PagingFormat &Format) {
  std::string Why = reasonOf(Fault, Format);
  switch (Fault.Vector) {
  case FaultVector::StackFault:
    return Why + ": stack fault #SS(0), vector 12";
  case FaultVector::GeneralProtection:
    return Why + ": general protection #GP(0), vector 13";
  case FaultVector::PageFault:
    break;
  }
  return fmt::format("{}: page fault #PF, vector 14, error code {:#x} ({}), "
                     "CR2 {:#x}",
                     Why, Fault.ErrorCode, errorCodeText(Fault.ErrorCode),
                     Fault.Cr2->Value);
}

namespace {

bool hasPages(const LevelFormat &Level) {
  return Level.Leaf != LeafRule::Never && Level.Leaf != LeafRule::NeverNoBit;
}

/// "4K, 2M, 1G"
std::string sizesOf(const PagingFormat &Format) {
  std::string Result = "4K";
  for (unsigned Level = 2; Level <= Format.Levels; ++Level)
    if (hasPages(Format.level(Level)))
      Result += ", " + sizeName(Format.level(Level).pageSize());
  return Result;
}

/// What contradicts itself whatever the addresses are.
llvm::Error checkRequest(const WalkRequest &R) {
  if (R.PhysicalBits < 32 || R.PhysicalBits > 52)
    return llvm::createStringError(
        fmt::format("MAXPHYADDR is from 32 to 52, not {}", R.PhysicalBits));
  if (R.IsSwapped && R.PageSize != SmallPage)
    return llvm::createStringError(
        "a page of " + sizeName(R.PageSize) +
        " is not written to swap: Linux splits it into pages of 4K first");
  const PagingFormat &Format = formatOf(R.Mode);
  for (unsigned Level = 1; Level <= Format.Levels; ++Level)
    if (hasPages(Format.level(Level)) &&
        Format.level(Level).pageSize() == R.PageSize)
      return llvm::Error::success();
  return llvm::createStringError(
      fmt::format("{} paging has no pages of {}: there are {}", Format.Name,
                  sizeName(R.PageSize), sizesOf(Format)));
}

} // namespace

llvm::Expected<std::vector<WalkAnswer>>
answerWalks(const WalkRequest &R,
            const std::vector<VirtualAddress> &Addresses) {
  if (llvm::Error E = checkRequest(R))
    return std::move(E);
  std::vector<WalkAnswer> Answers(Addresses.size());
  for (size_t I = 0; I < Addresses.size(); ++I) {
    WalkAnswer &Answer = Answers[I];
    Answer.Address = Addresses[I];
    Answer.Fields = fieldsOf(R, Answer.Address);
    Answer.AboutAddress = aboutAddress(R, Answer.Address);
    if (formatOf(R.Mode).LinearBits == 32 &&
        !isCanonical(R.Mode, Answer.Address))
      return llvm::createStringError(
          fmt::format("{:#x}: {}", Answer.Address.Value, Answer.AboutAddress));
  }
  bool IsDefault = R.Mode == PagingMode::FourLevel && R.PageSize == SmallPage &&
                   R.Access.Mode == AccessMode::User;
  if (R.Pages.empty() && IsDefault)
    walkDefaultProcess(R, Answers);
  else if (llvm::Error E = walkRequestedPages(R, Answers))
    return std::move(E);
  for (WalkAnswer &Answer : Answers)
    Answer.Verdict = verdictOf(R, Answer);
  return Answers;
}

llvm::Expected<WalkAnswer> answerWalk(const WalkRequest &R) {
  llvm::Expected<std::vector<WalkAnswer>> Answers = answerWalks(R, {R.Address});
  if (!Answers)
    return Answers.takeError();
  return std::move(Answers->front());
}

llvm::Expected<uint64_t> parseAddress(llvm::StringRef Text) {
  llvm::StringRef Digits = Text;
  unsigned Base =
      Digits.consume_front("0x") || Digits.consume_front("0X") ? 16 : 10;
  uint64_t Value = 0;
  if (Digits.empty() || Digits.getAsInteger(Base, Value))
    return llvm::createStringError(
        fmt::format("'{}' is no address: write a number of 64 bits at most, "
                    "like 0x7ffffffeeffb",
                    Text.str()));
  return Value;
}

/// The flags of "rwxukg" as an entry has them.
static llvm::Expected<uint64_t> parseFlags(llvm::StringRef Text) {
  for (size_t I = 0; I < Text.size(); ++I) {
    if (!llvm::StringRef("rwxukg").contains(Text[I]))
      return llvm::createStringError(
          fmt::format("'{}' is no right of a page: there are r, w, x, u (a "
                      "user's), k (the kernel's) and g (global)",
                      Text[I]));
    if (Text.find(Text[I], I + 1) != llvm::StringRef::npos)
      return llvm::createStringError(
          fmt::format("'{}' stands twice in '{}'", Text[I], Text.str()));
  }
  if (Text.contains('u') && Text.contains('k'))
    return llvm::createStringError(fmt::format(
        "a page is the user's (u) or the kernel's (k), not both: '{}'",
        Text.str()));
  return (Text.contains('w') ? entry::Writable : 0) |
         (Text.contains('x') ? 0 : entry::ExecuteDisable) |
         (Text.contains('k') ? 0 : entry::User) |
         (Text.contains('g') ? entry::Global : 0);
}

llvm::Expected<RequestedPage> parseRequestedPage(llvm::StringRef Text) {
  auto [Page, Behind] = Text.split('=');
  auto [Frame, Flags] = Behind.split(':');
  if (Frame.empty() || Page.empty() || Behind.ends_with(":"))
    return llvm::createStringError(fmt::format(
        "'{}' is no mapping: write VPAGE=FRAME, like 0x7ffffffee000=0x5000, or "
        "with rights, 0x400000=0x5000:rx",
        Text.str()));
  llvm::Expected<uint64_t> P = parseAddress(Page);
  if (!P)
    return P.takeError();
  llvm::Expected<uint64_t> F = parseAddress(Frame);
  if (!F)
    return F.takeError();
  RequestedPage Result = {.Page = VirtualAddress(*P),
                          .Frame = PhysicalAddress(*F)};
  if (Flags.empty())
    return Result;
  llvm::Expected<uint64_t> Bits = parseFlags(Flags);
  if (!Bits)
    return Bits.takeError();
  Result.Flags = *Bits;
  return Result;
}

llvm::Expected<PagingMode> parsePagingMode(llvm::StringRef Text) {
  if (Text == "2")
    return PagingMode::TwoLevel;
  if (Text == "pae")
    return PagingMode::Pae;
  if (Text == "4")
    return PagingMode::FourLevel;
  if (Text == "5")
    return PagingMode::FiveLevel;
  return llvm::createStringError(fmt::format(
      "'{}' is no paging mode: there are 2, pae, 4 and 5", Text.str()));
}

llvm::Expected<uint64_t> parsePageSize(llvm::StringRef Text) {
  if (Text.equals_insensitive("4k"))
    return SmallPage;
  if (Text.equals_insensitive("2m"))
    return uint64_t(2) << 20;
  if (Text.equals_insensitive("4m"))
    return uint64_t(4) << 20;
  if (Text.equals_insensitive("1g"))
    return uint64_t(1) << 30;
  return llvm::createStringError(fmt::format(
      "'{}' is no page size: there are 4K, 2M, 4M (with 2 levels) and 1G",
      Text.str()));
}

} // namespace framewalk
