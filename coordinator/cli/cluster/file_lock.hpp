// flock(2) as an owned thing: one holder on the machine, released with the process at the latest.
#pragma once

#include <filesystem>
#include <string>

#include "common/result.hpp"

namespace ballast::cli {

class FileLock {
  public:
    // Waits for the lock; creates the file (0600) in a folder that exists. Errors: io.
    static Result<FileLock> wait(const std::filesystem::path& file);
    // Takes the lock at once and writes our pid into the file. Errors: io; refused where another
    // process holds it, with that process's pid in the message.
    static Result<FileLock> take(const std::filesystem::path& file);

    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    ~FileLock();

  private:
    explicit FileLock(int fd) : fd_(fd) {}

    int fd_ = -1;
};

// True while some process holds the lock on this file; false where there is no such file.
bool is_locked(const std::filesystem::path& file);

}  // namespace ballast::cli
