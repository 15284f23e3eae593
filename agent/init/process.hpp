// What init needs of POSIX: descriptors with an owner, who a process is, and starting children.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>

#include "common/init_protocol/protocol.hpp"

namespace ballast::init {

class Fd {
  public:
    explicit Fd(int fd = -1) : fd_(fd) {}
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
    int fd_;
};

std::string read_small_file(const std::string& path);
// The process that has this pid now; all 0 where there is none.
JvmId identify(pid_t pid);
// A line to stderr with the program's name.
void report(const std::string& line);

// Read end, which never blocks, and write end; both empty where there are no descriptors left.
std::array<Fd, 2> make_pipe();

// In a process group of its own, with no signal blocked or ignored, /dev/null as its descriptor 0,
// `streams` as 1, 2, ... and none other of init's. Its pid once the exec has worked, else -1.
pid_t start_process(const Start& order, std::initializer_list<int> streams, std::string& error);
// Makes the JVM likelier than init and the agent, which seldom have 0 in a container, to be taken
// by the kernel when memory runs out. A rise needs no privilege.
void offer_to_oom_killer(pid_t pid);

}  // namespace ballast::init
