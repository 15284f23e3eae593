#include "agent/init/log_ring.hpp"

#include <utility>

namespace ballast::init {

void LogRing::add(std::uint8_t stream, std::string_view bytes) {
    auto& open = open_.at(stream);
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        const auto part = bytes.substr(0, end == std::string_view::npos ? end : end + 1);
        open += part;
        bytes.remove_prefix(part.size());
        if (open.ends_with('\n') || open.size() >= kMaxLine) {
            push(stream, std::exchange(open, {}));
        }
    }
}

void LogRing::finish() {
    for (std::uint8_t stream = 1; stream <= 2; ++stream) {
        if (!open_.at(stream).empty()) {
            push(stream, std::exchange(open_.at(stream), {}) + "\n");
        }
    }
}

void LogRing::push(std::uint8_t stream, std::string line) {
    bytes_ += line.size();
    lines_.push_back({stream, std::move(line)});
    while (bytes_ > kMaxBytes) {
        bytes_ -= lines_.front().text.size();
        lines_.pop_front();
        ++dropped_;
        ++all_dropped_;
    }
}

Message LogRing::take() {
    if (dropped_ > 0) {
        return LogDropped{std::exchange(dropped_, 0)};
    }
    Log log{lines_.front().stream, {}};
    while (!lines_.empty() && lines_.front().stream == log.stream && log.bytes.size() < kMaxLine) {
        log.bytes += lines_.front().text;
        bytes_ -= lines_.front().text.size();
        lines_.pop_front();
    }
    return log;
}

}  // namespace ballast::init
