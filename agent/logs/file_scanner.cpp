#include "agent/logs/file_scanner.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "agent/logs/utf8.hpp"
#include "common/files.hpp"

namespace ballast::agent {

namespace {

constexpr std::size_t kChunk = std::size_t{64} << 10U;
// A JSON line holds a whole entry, escaped.
constexpr std::size_t kMaxFileLine = std::size_t{2} << 20U;

}  // namespace

FileScanner::FileScanner(int fd, std::uint64_t from, std::uint64_t end, WallTime fallback)
    : fd_(fd),
      offset_(from),
      end_(end),
      fallback_(fallback),
      folder_("stdout", EntryFolder::Source::file) {}

Result<std::optional<LocatedEntry>> FileScanner::next() {
    while (ready_.empty()) {
        std::uint64_t start = 0;
        TRY(const auto line, next_line(start));
        if (!line) {
            auto last = folder_.take();
            if (!last) {
                return std::nullopt;
            }
            ready_.push_back({*std::move(last), entry_start_});
            break;
        }
        take_line(*line, start);
    }
    auto entry = std::move(ready_.front());
    ready_.pop_front();
    return entry;
}

// Appends the next chunk of the file to the buffer; false at the end.
Result<bool> FileScanner::fill() {
    buffer_.erase(0, std::exchange(used_, 0));
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(kChunk, end_ - offset_));
    if (size == 0) {
        return false;
    }
    const std::size_t before = buffer_.size();
    buffer_.resize(before + size);
    ssize_t got = 0;
    do {
        got = ::pread(fd_, buffer_.data() + before, size, static_cast<off_t>(offset_));
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return std::unexpected(system_error("cannot read a log file", errno));
    }
    buffer_.resize(before + static_cast<std::size_t>(got));
    offset_ += static_cast<std::uint64_t>(got);
    return got > 0;
}

Result<std::optional<std::string>> FileScanner::next_line(std::uint64_t& start) {
    std::size_t searched = 0;
    std::string line;
    start = offset_ - (buffer_.size() - used_);
    while (true) {
        const auto end = buffer_.find('\n', used_ + searched);
        if (end != std::string::npos) {
            line.append(buffer_, used_, end - used_);
            used_ = end + 1;
            break;
        }
        searched = buffer_.size() - used_;
        if (searched > kMaxFileLine) {  // foreign bytes: their tail is dropped
            if (line.empty()) {
                line.assign(buffer_, used_, kMaxLogLine);
            }
            used_ = buffer_.size();
            searched = 0;
        }
        TRY(const bool more, fill());
        if (!more) {
            line.append(buffer_, used_);
            used_ = buffer_.size();
            if (line.empty()) {
                return std::nullopt;
            }
            break;
        }
    }
    line = valid_utf8(line);
    return line;
}

void FileScanner::take_line(const std::string& line, std::uint64_t start) {
    if (auto json = parse_json_line(line)) {
        if (auto before = folder_.take()) {
            ready_.push_back({*std::move(before), entry_start_});
        }
        ready_.push_back({*std::move(json), start});
        return;
    }
    const bool is_first = !folder_.open();
    auto before = folder_.line(utf8_prefix(line, kMaxLogLine + kCutMark.size()), fallback_);
    const bool is_next = before.has_value();
    if (is_next) {
        ready_.push_back({*std::move(before), entry_start_});
    }
    if (is_next || is_first) {
        entry_start_ = start;
    }
}

}  // namespace ballast::agent
