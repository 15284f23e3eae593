// The little POSIX that init needs more than once.
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
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
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

std::uint64_t monotonic_ms();
std::uint64_t wall_ms();

// The process that has this pid now; start_ticks 0 where there is none.
JvmId identify(pid_t pid);
std::string read_small_file(const std::string& path);

// A line to stderr with the program's name.
void report(const std::string& line);

}  // namespace ballast::init
