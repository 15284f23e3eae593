// Files: bounded reads and durable writes.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace ballast {

// The system calls of a durable write, one by one, so that a test can stop at each step.
class FileCalls {
  public:
    virtual ~FileCalls() = default;
    // Each returns what the system call returns and leaves errno.
    virtual int open(const std::filesystem::path& file, int flags, mode_t mode);
    virtual ssize_t write(int fd, const void* data, std::size_t size);
    virtual int fsync(int fd);
    virtual int close(int fd);
    virtual int rename(const std::filesystem::path& from, const std::filesystem::path& to);
    virtual int unlink(const std::filesystem::path& file);
};
FileCalls& system_files();

// The whole file, at most `limit` bytes. Errors: not_found, io (also when it is larger).
Result<std::string> read_file(const std::filesystem::path& file, std::size_t limit = 16U << 20U);

// Replaces `file` so that after a crash at any step it holds the old or the new content:
// temporary file, fsync, rename, fsync of the folder (which must exist). Errors: io.
Result<void> write_file_durably(const std::filesystem::path& file, std::string_view content,
                                mode_t mode = 0644, FileCalls& calls = system_files());

// The same, but only when the content differs; true when it wrote. Errors: io.
Result<bool> update_file_durably(const std::filesystem::path& file, std::string_view content,
                                 mode_t mode = 0644, FileCalls& calls = system_files());

// mkdir -p with this mode for what it creates. Errors: io.
Result<void> make_folders(const std::filesystem::path& folder, mode_t mode = 0755);

// "cannot open /x/y: No such file or directory", from errno.
Error system_error(const std::string& what, int error_number);

}  // namespace ballast
