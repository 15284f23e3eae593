// What init needs of POSIX: descriptors with an owner, who a process is, and starting children.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <utility>

#include "agent/init/protocol.hpp"

namespace ballast::init {

class Fd {
  public:
    Fd() = default;
    explicit Fd(int fd) : fd_(fd) {}
    Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Fd& operator=(Fd&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Fd() { reset(); }
    int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }
    void reset() {
        if (fd_ >= 0) {
            ::close(std::exchange(fd_, -1));
        }
    }

  private:
    int fd_ = -1;
};

std::string read_small_file(const std::string& path);
// The process that has this pid now; all 0 where there is none.
JvmId identify(pid_t pid);
// A line to stderr with the program's name.
void report(const std::string& line);

struct Child {
    pid_t pid = -1;  // -1: not started, `error` says why
    std::string error;
    Fd out;  // read ends of its pipes, non-blocking; the JVM's only
    Fd err;
};

// Both run in process groups of their own, with no signal blocked or ignored and without init's
// descriptors. Each call waits until the exec has worked or failed.

// Stdin from /dev/null, no core files, as many open files as the hard limit grants, and more
// likely than its keepers to be taken by the kernel when memory runs out.
Child start_jvm(const Start& order);
// `socket` becomes the agent's descriptor 3, named by BALLAST_INIT_FD; its output goes to `log`.
Child start_agent(const std::string& path, const std::string& node_dir, int socket, int log);

}  // namespace ballast::init
