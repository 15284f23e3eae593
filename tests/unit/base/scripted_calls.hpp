// The calls of a durable write, with a crash or a failure at a chosen step.
#pragma once

#include <algorithm>
#include <cerrno>
#include <string>
#include <vector>

#include "common/files.hpp"

namespace ballast::test {

// What the process never comes back from.
struct Crash {};

// Does the real calls, but crashes at one step, or lets it fail with an errno.
class ScriptedCalls final : public FileCalls {
  public:
    int crash_at = -1;  // the number of the call, from 0
    int fail_at = -1;
    int error = EIO;
    std::size_t most_written = SIZE_MAX;
    int interruptions = 0;
    std::vector<std::string> done;

    int open(const std::filesystem::path& file, int flags, mode_t mode) override {
        return step("open") ? FileCalls::open(file, flags, mode) : -1;
    }
    ssize_t write(int fd, const void* data, std::size_t size) override {
        if (interruptions > 0) {
            --interruptions;
            errno = EINTR;
            return -1;
        }
        return step("write") ? FileCalls::write(fd, data, std::min(size, most_written)) : -1;
    }
    int fsync(int fd) override { return step("fsync") ? FileCalls::fsync(fd) : -1; }
    int close(int fd) override {
        // After the crash it is the kernel that closes.
        const bool goes_on = crashed_ || step("close");
        const int closed = FileCalls::close(fd);
        return goes_on ? closed : -1;
    }
    int rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
        return step("rename") ? FileCalls::rename(from, to) : -1;
    }
    int unlink(const std::filesystem::path& file) override {
        return step("unlink") ? FileCalls::unlink(file) : -1;
    }

  private:
    bool crashed_ = false;

    bool step(const char* name) {
        const int number = static_cast<int>(done.size());
        done.emplace_back(name);
        if (number == crash_at) {
            crashed_ = true;
            throw Crash{};
        }
        errno = error;
        return number != fail_at;
    }
};

}  // namespace ballast::test
