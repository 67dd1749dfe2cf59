//===- WalkReporting.cpp - Answers of the page tables as a report ---------===//

#include "Simulation/WalkQuery.h"

#include <fmt/format.h>

namespace framewalk {

namespace {

const char *accessName(AccessType Type) {
  switch (Type) {
  case AccessType::Read:
    return "read";
  case AccessType::Write:
    return "write";
  case AccessType::Fetch:
    return "fetch";
  }
  return "";
}

std::vector<std::string> flagsOf(uint64_t Entry, EntryUse Use) {
  std::vector<std::string> Result;
  for (std::string_view Flag : flagNames(Entry, Use))
    Result.emplace_back(Flag);
  return Result;
}

WalkedEntry entryOf(const WalkStep &Step, const PagingFormat &Format) {
  const LevelFormat &Level = Format.level(Step.Level);
  return {.Level = Step.Level,
          .Table = std::string(Level.Table),
          .Entry = std::string(Level.Entry),
          .TableAddress = Step.Table,
          .Index = Step.Index,
          .Before = Step.Before,
          .After = Step.After,
          .Flags = flagsOf(Step.After, Step.Use),
          .FlagsSet = flagsOf(Step.After & ~Step.Before, Step.Use),
          .CanWrite = (Step.Combined.Bits & Rights::Write) != 0,
          .IsUsers = (Step.Combined.Bits & Rights::User) != 0,
          .CanExecute = (Step.Combined.Bits & Rights::Execute) != 0};
}

/// SDM vol. 3A 4.7, figure 4-12.
std::vector<ErrorCodeBit> bitsOf(uint32_t Code) {
  auto Bit = [&](unsigned N, const char *Name, const char *Set,
                 const char *Clear) {
    bool IsSet = Code >> N & 1;
    return ErrorCodeBit{
        .Bit = N, .Name = Name, .IsSet = IsSet, .Meaning = IsSet ? Set : Clear};
  };
  return {Bit(4, "I/D", "an instruction fetch", "no instruction fetch"),
          Bit(3, "RSVD", "a reserved bit is set in an entry",
              "no reserved bit is set"),
          Bit(2, "U/S", "in user mode", "in supervisor mode"),
          Bit(1, "W/R", "a write", "no write"),
          Bit(0, "P", "the entries are present and forbid it",
              "an entry is not present")};
}

const char *nameOf(FaultVector Vector) {
  switch (Vector) {
  case FaultVector::StackFault:
    return "#SS";
  case FaultVector::GeneralProtection:
    return "#GP";
  case FaultVector::PageFault:
    return "#PF";
  }
  return "";
}

/// What Linux does about a fault where no process is simulated: what it would
/// look at.
std::string kernelWould(const TranslationFault &F, const WalkRequest &R) {
  if (R.Access.Mode != AccessMode::User)
    return "a fault of the kernel's own code: Linux looks for the instruction "
           "in its table of those that may fault (copy_from_user and the "
           "like), and where it is not there reports an oops";
  if (F.Vector != FaultVector::PageFault)
    return fmt::format("Linux sends {} (SI_KERNEL, without an address)",
                       F.Vector == FaultVector::StackFault ? "SIGBUS"
                                                           : "SIGSEGV");
  // set_signal_archinfo()
  if (F.Cr2 && isKernels(R.Mode, *F.Cr2) &&
      F.Reason != FaultReason::ReservedBit)
    return fmt::format("the address belongs to the kernel: Linux sends SIGSEGV "
                       "(SEGV_MAPERR), and error code {:#x} with it, P set so "
                       "as to tell nothing",
                       F.ErrorCode | pagefault::Present);
  switch (F.Reason) {
  case FaultReason::NotPresent:
    return "Linux looks for an area (VMA) that holds the address: in one, it "
           "gives the page a frame and lets the instruction run again; in "
           "none, it sends SIGSEGV (SEGV_MAPERR)";
  case FaultReason::WriteProtected:
    return "Linux looks whether the page's area may be written to: if so it "
           "gives the page a frame of its own (copy on write) and lets the "
           "instruction run again; if not, it sends SIGSEGV (SEGV_ACCERR)";
  case FaultReason::ReservedBit:
    return "the page tables are broken: Linux reports it and ends the process "
           "(\"Bad pagetable\")";
  case FaultReason::SupervisorPage:
    return "Linux sends SIGSEGV: a program has no business there";
  case FaultReason::ExecuteDisabled:
    return "Linux sends SIGSEGV (SEGV_ACCERR): data is not run";
  case FaultReason::NonCanonical:
  case FaultReason::SupervisorFetch:
  case FaultReason::SupervisorData:
    break;
  }
  return "Linux sends SIGSEGV";
}

WalkFault faultOf(const TranslationFault &F, const PagingFormat &Format,
                  std::string Kernel) {
  return {.Vector = static_cast<unsigned>(F.Vector),
          .Name = nameOf(F.Vector),
          .Reason = reasonOf(F, Format),
          .ErrorCode = F.ErrorCode,
          .Bits = F.Vector == FaultVector::PageFault
                      ? bitsOf(F.ErrorCode)
                      : std::vector<ErrorCodeBit>{},
          .Cr2 = F.Cr2,
          .Kernel = std::move(Kernel)};
}

WalkedAddress addressOf(const WalkRequest &R, const WalkAnswer &A) {
  const PagingFormat &Format = formatOf(R.Mode);
  WalkedAddress Result = {.Address = A.Address,
                          .Fields = A.Fields,
                          .About = A.AboutAddress,
                          .Verdict = A.Verdict};
  // The last fault in which the kernel gave up is the end, not on the way.
  for (const HandledFault &F : A.Faults)
    if (!F.Sent)
      Result.Answered.push_back(faultOf(F.Fault, Format, describe(F)));
  if (!A.Hit) {
    for (const WalkStep &Step : A.Walk.steps())
      Result.Entries.push_back(entryOf(Step, Format));
    if (A.Walk.isFault()) {
      Result.Fault = faultOf(A.Walk.fault(), Format,
                             A.Faults.empty() ? kernelWould(A.Walk.fault(), R)
                                              : describe(A.Faults.back()));
      return Result;
    }
  }
  const Translation &T = A.Hit ? *A.Hit : A.Walk.translation();
  Result.Tlb = A.Hit ? TlbOutcome::Hit : TlbOutcome::Miss;
  Result.Physical = T.Physical;
  Result.Frame = T.frame();
  Result.PageSize = T.pageSize();
  Result.IsGlobal = T.IsGlobal;
  return Result;
}

} // namespace

WalkReport toReport(const WalkRequest &R,
                    const std::vector<WalkAnswer> &Answers) {
  WalkReport Report = {.Paging = std::string(formatOf(R.Mode).Name),
                       .Access = accessName(R.Access.Type),
                       .Mode = R.Access.Mode == AccessMode::User ? "user"
                                                                 : "supervisor",
                       .PhysicalBits = R.PhysicalBits};
  if (!Answers.empty())
    Report.Root = Answers.front().Root;
  if (R.Mode == PagingMode::TwoLevel)
    Report.Notes.push_back("2-level entries have no XD: what a program can "
                           "read it can execute");
  for (const WalkAnswer &A : Answers)
    Report.Addresses.push_back(addressOf(R, A));
  return Report;
}

} // namespace framewalk
