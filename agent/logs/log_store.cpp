#include "agent/logs/log_store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "agent/logs/utf8.hpp"

namespace ballast::agent {

namespace {

constexpr int kMostFiles = 100;

std::filesystem::path rotated(const std::filesystem::path& folder, const std::string& name,
                              int number) {
    return folder / (number == 0 ? name + ".log" : fmt::format("{}.log.{}", name, number));
}

bool ends_in_line_feed(int fd, std::uint64_t size) {
    char last = '\n';
    return size == 0 || ::pread(fd, &last, 1, static_cast<off_t>(size - 1)) != 1 || last == '\n';
}

}  // namespace

std::vector<std::filesystem::path> log_files(const std::filesystem::path& folder,
                                             const std::string& name) {
    std::vector<std::filesystem::path> files;
    for (int number = kMostFiles; number >= 0; --number) {
        std::error_code ignored;
        if (auto file = rotated(folder, name, number); std::filesystem::exists(file, ignored)) {
            files.push_back(std::move(file));
        }
    }
    return files;
}

LogStore::LogStore(LogStoreOptions options) : options_(std::move(options)) {
    options_.files = std::min(std::max(options_.files, 1), kMostFiles);
}

LogStore::~LogStore() {
    close_file();
}

void LogStore::append(const LogEntry& entry) {
    remember(entry);
    for (const auto& weak : followers_) {
        if (const auto follower = weak.lock()) {
            follower->push(entry);
        }
    }
    std::erase_if(followers_, [](const auto& weak) { return weak.expired(); });
    if (!write_line(options_.format == LogFormat::json ? to_json_line(entry, options_.node)
                                                       : to_text(entry))) {
        ++dropped_;
    }
}

std::shared_ptr<LogFollower> LogStore::follow(LogMatcher matcher) {
    auto follower = std::make_shared<LogFollower>(std::move(matcher));
    followers_.push_back(follower);
    return follower;
}

bool LogStore::open_file() {
    const auto file = rotated(options_.folder, options_.name, 0);
    fd_ = ::open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    struct stat info = {};
    if (fd_ < 0 || ::fstat(fd_, &info) != 0) {
        close_file();
        return false;
    }
    size_ = static_cast<std::uint64_t>(info.st_size);
    torn_ = !ends_in_line_feed(fd_, size_);
    return true;
}

void LogStore::close_file() {
    if (fd_ >= 0) {
        ::close(fd_);
        fd_ = -1;
    }
}

// NAME.log.N-1 goes, each other file moves up by one, NAME.log becomes NAME.log.1.
bool LogStore::rotate() {
    std::error_code error;
    if (options_.files == 1) {
        std::filesystem::remove(rotated(options_.folder, options_.name, 0), error);
    }
    for (int number = options_.files - 1; number > 0; --number) {
        error.clear();
        std::filesystem::rename(rotated(options_.folder, options_.name, number - 1),
                                rotated(options_.folder, options_.name, number), error);
        if (error == std::errc::no_such_file_or_directory) {
            error.clear();
        }
    }
    close_file();
    return !error && open_file();
}

bool LogStore::write_line(std::string_view line) {
    if (fd_ < 0 && !open_file()) {
        return false;
    }
    if (size_ > 0 && size_ + line.size() > options_.file_bytes && !rotate()) {
        return false;
    }
    const std::string whole = (torn_ ? "\n" : "") + std::string(line);
    ssize_t written = 0;
    do {
        written = ::write(fd_, whole.data(), whole.size());
    } while (written < 0 && errno == EINTR);
    if (written < 0) {
        return false;
    }
    const bool complete = static_cast<std::size_t>(written) == whole.size();
    if (!complete && ::ftruncate(fd_, static_cast<off_t>(size_)) == 0) {
        return false;
    }
    torn_ = !complete;
    size_ += static_cast<std::uint64_t>(written);
    return complete;
}

void LogStore::remember(const LogEntry& entry) {
    LogEntry kept = entry;
    kept.message = utf8_prefix(kept.message, kRecentText);
    kept.stack = utf8_prefix(kept.stack, kRecentText);
    recent_.push_back(std::move(kept));
    if (recent_.size() > kRecentEntries) {
        recent_.pop_front();
    }
}

}  // namespace ballast::agent
