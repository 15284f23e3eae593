#include "coordinator/cli/cluster/interrupts.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

namespace ballast::cli {

Interrupts::Interrupts() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &signals, &previous_);
    fd_ = ::signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
}

Interrupts::~Interrupts() {
    (void)count();  // what came is answered: unblocking must not end the process now
    ::close(fd_);
    ::pthread_sigmask(SIG_SETMASK, &previous_, nullptr);
}

int Interrupts::count() {
    signalfd_siginfo info{};
    while (::read(fd_, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        ++count_;
    }
    return count_;
}

}  // namespace ballast::cli
