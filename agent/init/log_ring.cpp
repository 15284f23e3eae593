#include "agent/init/log_ring.hpp"

#include <algorithm>
#include <utility>

namespace ballast::init {

void LogRing::add(std::uint8_t stream, std::string_view bytes) {
    auto& open = open_.at(stream);
    while (!bytes.empty()) {
        const auto end = std::min(bytes.find('\n'), bytes.size() - 1) + 1;
        const auto part = bytes.substr(0, std::min(end, kMaxLine - open.size()));
        open += part;
        bytes.remove_prefix(part.size());
        if (open.ends_with('\n') || open.size() == kMaxLine) {
            push(stream);
        }
    }
}

void LogRing::finish() {
    for (std::uint8_t stream = 1; stream <= 2; ++stream) {
        if (!open_.at(stream).empty()) {
            open_.at(stream) += '\n';
            push(stream);
        }
    }
}

void LogRing::push(std::uint8_t stream) {
    lines_.push_back({stream, std::exchange(open_.at(stream), {})});
    bytes_ += sizeof(Line) + lines_.back().text.size();
    while (bytes_ > kMaxBytes) {
        pop();
        ++dropped_;
    }
}

LogRing::Line LogRing::pop() {
    auto line = std::move(lines_.front());
    lines_.pop_front();
    bytes_ -= sizeof(Line) + line.text.size();
    return line;
}

Message LogRing::take() {
    if (dropped_ > 0) {
        return LogDropped{std::exchange(dropped_, 0)};
    }
    Log log{lines_.front().stream, {}};
    while (!lines_.empty() && lines_.front().stream == log.stream && log.bytes.size() < kMaxLine) {
        log.bytes += pop().text;
    }
    return log;
}

}  // namespace ballast::init
