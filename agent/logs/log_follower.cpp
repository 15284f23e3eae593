#include "agent/logs/log_follower.hpp"

#include <utility>

namespace ballast::agent {

namespace {

std::size_t weight(const LogEntry& entry) {
    auto bytes = sizeof(LogEntry) + entry.logger.size() + entry.message.size() + entry.stack.size();
    for (const auto& [key, value] : entry.fields) {
        bytes += sizeof key + key.size() + sizeof value + value.size();
    }
    return bytes;
}

}  // namespace

LogFollower::LogFollower(LogMatcher matcher) : matcher_(std::move(matcher)) {}

std::optional<LogEntry> LogFollower::pop() {
    if (queue_.empty()) {
        return std::nullopt;
    }
    bytes_ -= weight(queue_.front());
    LogEntry entry = std::move(queue_.front());
    queue_.pop_front();
    return entry;
}

std::uint64_t LogFollower::take_dropped() {
    return std::exchange(dropped_, 0);
}

void LogFollower::push(const LogEntry& entry) {
    if (!matcher_.matches(entry)) {
        return;
    }
    if (queue_.size() >= kMaxEntries || bytes_ + weight(entry) > kMaxBytes) {
        ++dropped_;
        return;
    }
    bytes_ += weight(entry);
    queue_.push_back(entry);
    if (queue_.size() == 1 && wake_) {
        wake_();
    }
}

}  // namespace ballast::agent
