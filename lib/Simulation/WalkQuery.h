//===- WalkQuery.h - One address through the page tables ------------------===//
//
// What `framewalk walk` answers, as plain values.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/WalkReport.h"
#include "Simulation/AddressSpace.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <optional>
#include <string>
#include <vector>

namespace framewalk {

/// A page that the user wants mapped.
struct RequestedPage {
  VirtualAddress Page;
  PhysicalAddress Frame;
  /// Bits of PageTableEntry.h.
  uint64_t Flags = entry::Writable | entry::User;
};

struct WalkRequest {
  VirtualAddress Address;
  PagingMode Mode = PagingMode::FourLevel;
  uint64_t PageSize = SmallPage; ///< of the requested pages
  MemoryAccess Access = {AccessType::Read, AccessMode::User};
  /// Empty: the default process, whose kernel answers faults.
  std::vector<RequestedPage> Pages;
  unsigned PhysicalBits = 46; ///< MAXPHYADDR
  bool WriteProtect = true;   ///< CR0.WP
  bool NoExecute = true;      ///< EFER.NXE
  bool Smep = true;           ///< CR4.SMEP
  bool Smap = true;           ///< CR4.SMAP
  /// The pages of the addresses have been written to, and then to swap, before.
  bool IsSwapped = false;
};

struct WalkAnswer {
  VirtualAddress Address;
  std::vector<AddressField> Fields; ///< from the highest bits down
  /// What is special about the address, a sentence; empty: nothing is.
  std::string AboutAddress;
  /// The walk as it ended, after the kernel's answers; of no meaning with Hit.
  WalkResult Walk;
  /// Set: the TLB knew it from a walk before, and there was none now.
  std::optional<Translation> Hit;
  /// CR3.
  PhysicalAddress Root;
  /// In the default process: what the kernel did before.
  std::vector<HandledFault> Faults;
  /// The end in one sentence.
  std::string Verdict;
};

/// An error says what cannot be: a page that is misaligned, overlaps another
/// one or lies beyond MAXPHYADDR, a page size that the mode does not have.
llvm::Expected<WalkAnswer> answerWalk(const WalkRequest &Request);

/// The same for several addresses, one after the other on one machine: the
/// first of a page walks, the others find it in the TLB. Request.Address is not
/// looked at.
llvm::Expected<std::vector<WalkAnswer>>
answerWalks(const WalkRequest &Request,
            const std::vector<VirtualAddress> &Addresses);

/// The answers in the form of the report. (WalkReporting.cpp)
WalkReport toReport(const WalkRequest &Request,
                    const std::vector<WalkAnswer> &Answers);

/// Whether Linux keeps the address from programs: the upper half and the last
/// page below it; without a long mode the last GiB, as most kernels split.
bool isKernels(PagingMode Mode, VirtualAddress Address);

/// Why the access faulted, for people: "the PTE is not present".
std::string reasonOf(const TranslationFault &Fault, const PagingFormat &Format);
/// The same with vector, error code and CR2.
std::string describe(const TranslationFault &Fault, const PagingFormat &Format);

// The command line's words.
llvm::Expected<uint64_t> parseAddress(llvm::StringRef Text);
/// "VPAGE=FRAME" or "VPAGE=FRAME:FLAGS". The letters: r (readable, which every
/// page is), w, x, u (the user's) or k (the kernel's), g (global). Without
/// flags: "rwxu".
llvm::Expected<RequestedPage> parseRequestedPage(llvm::StringRef Text);
/// "2", "pae", "4", "5".
llvm::Expected<PagingMode> parsePagingMode(llvm::StringRef Text);
/// "4K", "2M", "4M", "1G".
llvm::Expected<uint64_t> parsePageSize(llvm::StringRef Text);

} // namespace framewalk
