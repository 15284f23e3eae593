// Waits that Ctrl-C ends.
#pragma once

#include <chrono>
#include <csignal>

namespace ballast::cli {

// Made before any thread is started. While it lives, SIGINT and SIGTERM are taken only by wait(),
// by one thread at a time. Once one was taken, the command is ending: later ones are ignored, so
// that they do not change its exit code.
class InterruptWait {
  public:
    InterruptWait();
    ~InterruptWait();
    InterruptWait(const InterruptWait&) = delete;
    InterruptWait& operator=(const InterruptWait&) = delete;

    // True when a signal arrived, also before the call; false when the time is over.
    bool wait(std::chrono::milliseconds limit);

  private:
    sigset_t signals_{};
    sigset_t previous_{};
    bool taken_ = false;
};

}  // namespace ballast::cli
