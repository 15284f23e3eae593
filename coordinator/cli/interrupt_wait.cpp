#include "coordinator/cli/interrupt_wait.hpp"

#include <ctime>

namespace ballast::cli {

InterruptWait::InterruptWait() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &signals_, &previous_);
}

InterruptWait::~InterruptWait() {
    if (taken_) {
        std::signal(SIGINT, SIG_IGN);
        std::signal(SIGTERM, SIG_IGN);
    }
    ::pthread_sigmask(SIG_SETMASK, &previous_, nullptr);
}

bool InterruptWait::wait(std::chrono::milliseconds limit) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(limit);
    const timespec time{.tv_sec = seconds.count(),
                        .tv_nsec = std::chrono::nanoseconds(limit - seconds).count()};
    taken_ = ::sigtimedwait(&signals_, nullptr, &time) > 0 || taken_;
    return taken_;
}

}  // namespace ballast::cli
