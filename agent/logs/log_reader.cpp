#include "agent/logs/log_reader.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <deque>

#include "agent/logs/file_scanner.hpp"

namespace ballast::agent {

namespace {

// A file whose last write is older than this before `since` is not read at all.
constexpr auto kWriteSlack = std::chrono::minutes(1);

struct OpenFile {
    int fd = -1;
    std::uint64_t size = 0;
    WallTime written;

    OpenFile() = default;
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile() {
        if (fd >= 0) {
            ::close(fd);
        }
    }
};

std::unique_ptr<OpenFile> open_log(const std::filesystem::path& path) {
    auto file = std::make_unique<OpenFile>();
    file->fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat info = {};
    if (file->fd < 0 || ::fstat(file->fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        return nullptr;
    }
    file->size = static_cast<std::uint64_t>(info.st_size);
    file->written = WallTime(std::chrono::duration_cast<WallTime::duration>(
        std::chrono::seconds(info.st_mtim.tv_sec) +
        std::chrono::nanoseconds(info.st_mtim.tv_nsec)));
    return file;
}

}  // namespace

class LogReader::Impl {
  public:
    Impl(const std::vector<std::filesystem::path>& paths, LogMatcher matcher)
        : matcher_(std::move(matcher)) {
        const auto& since = matcher_.filter().since;
        for (const auto& path : paths) {
            auto file = open_log(path);
            if (file && !(since && file->written < *since - kWriteSlack)) {
                files_.push_back(std::move(file));
            }
        }
    }

    Result<std::optional<LogEntry>> next() {
        if (!started_) {
            started_ = true;
            TRY_VOID(seek());
        }
        while (scanner_) {
            TRY(auto found, scanner_->next());
            if (!found) {
                ++current_;
                scan_from(0);
            } else if (matcher_.matches(found->entry)) {
                return std::move(found->entry);
            }
        }
        return std::nullopt;
    }

  private:
    LogMatcher matcher_;
    std::vector<std::unique_ptr<OpenFile>> files_;  // oldest first
    std::size_t current_ = 0;
    std::optional<FileScanner> scanner_;
    bool started_ = false;

    void scan_from(std::uint64_t offset) {
        scanner_.reset();
        if (current_ < files_.size()) {
            const OpenFile& file = *files_[current_];
            scanner_.emplace(file.fd, offset, file.size, file.written);
        }
    }

    // Goes to the first entry of the answer. With a tail it looks for it from the newest file
    // backwards and keeps positions, not entries.
    Result<void> seek() {
        const auto tail = matcher_.filter().tail;
        if (!tail) {
            scan_from(0);
            return {};
        }
        std::size_t wanted = *tail;
        std::uint64_t first = 0;
        std::size_t first_file = files_.size();
        for (std::size_t i = files_.size(); i-- > 0 && wanted > 0;) {
            TRY(const auto places, last_matches(*files_[i], wanted));
            if (!places.empty()) {
                first_file = i;
                first = places.front();
            }
            wanted -= places.size();
        }
        current_ = first_file;
        scan_from(first);
        return {};
    }

    Result<std::deque<std::uint64_t>> last_matches(const OpenFile& file, std::size_t count) const {
        std::deque<std::uint64_t> places;
        FileScanner scanner(file.fd, 0, file.size, file.written);
        while (true) {
            TRY(const auto found, scanner.next());
            if (!found) {
                return places;
            }
            if (matcher_.matches(found->entry)) {
                places.push_back(found->offset);
                if (places.size() > count) {
                    places.pop_front();
                }
            }
        }
    }
};

LogReader::LogReader(const std::vector<std::filesystem::path>& files, LogMatcher matcher)
    : impl_(std::make_unique<Impl>(files, std::move(matcher))) {}
LogReader::~LogReader() = default;
LogReader::LogReader(LogReader&&) noexcept = default;
LogReader& LogReader::operator=(LogReader&&) noexcept = default;

Result<std::optional<LogEntry>> LogReader::next() {
    return impl_->next();
}

}  // namespace ballast::agent
