// Waits that Ctrl-C ends.
#pragma once

#include <chrono>
#include <csignal>

namespace ballast::cli {

// Made before any thread is started. While it lives, SIGINT and SIGTERM are taken only by wait().
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
};

}  // namespace ballast::cli
