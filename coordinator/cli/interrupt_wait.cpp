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
    ::pthread_sigmask(SIG_SETMASK, &previous_, nullptr);
}

bool InterruptWait::wait(std::chrono::milliseconds limit) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(limit);
    const timespec time{.tv_sec = seconds.count(),
                        .tv_nsec = std::chrono::nanoseconds(limit - seconds).count()};
    return ::sigtimedwait(&signals_, nullptr, &time) > 0;
}

}  // namespace ballast::cli
