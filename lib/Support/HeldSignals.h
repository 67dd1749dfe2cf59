//===- HeldSignals.h - No signal in between -------------------------------===//
#pragma once

#include <signal.h>

namespace framewalk {

/// Holds the thread's signals back while it lives.
class HeldSignals {
public:
  HeldSignals() {
    sigset_t All;
    sigfillset(&All);
    pthread_sigmask(SIG_BLOCK, &All, &Before);
  }
  ~HeldSignals() { pthread_sigmask(SIG_SETMASK, &Before, nullptr); }
  HeldSignals(const HeldSignals &) = delete;
  HeldSignals &operator=(const HeldSignals &) = delete;

private:
  sigset_t Before;
};

} // namespace framewalk
