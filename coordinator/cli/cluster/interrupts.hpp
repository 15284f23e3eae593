// Ctrl-C and TERM as something to ask about, instead of an end in the middle of a step.
#pragma once

#include <csignal>

namespace ballast::cli {

// Made once per command, before it starts a thread; owned by the command. While it lives SIGINT and
// SIGTERM are blocked and counted here.
class Interrupts {
  public:
    Interrupts();
    ~Interrupts();
    Interrupts(const Interrupts&) = delete;
    Interrupts& operator=(const Interrupts&) = delete;

    // How many arrived so far. Does not block.
    int count();

  private:
    int fd_ = -1;
    int count_ = 0;
    sigset_t previous_{};
};

}  // namespace ballast::cli
