#include "coordinator/cli/log_inbox.hpp"

#include <algorithm>
#include <utility>

namespace ballast::cli {

bool LogInbox::push(std::size_t lane, LogLine line) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || lanes_[lane].lines.size() < kMaxLane; });
    if (closed_) {
        return false;
    }
    lanes_[lane].lines.push_back(std::move(line));
    changed_.notify_all();
    return true;
}

void LogInbox::note(std::size_t lane, std::string text) {
    const std::lock_guard lock(mutex_);
    if (notes_.size() < kMaxLane) {
        notes_.push_back({.lane = lane, .line = {}, .note = std::move(text)});
    }
    changed_.notify_all();
}

void LogInbox::end(std::size_t lane) {
    const std::lock_guard lock(mutex_);
    lanes_[lane].ended = true;
    changed_.notify_all();
}

void LogInbox::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
}

bool LogInbox::all_ended() const {
    return std::ranges::all_of(lanes_,
                               [](const Lane& lane) { return lane.ended && lane.lines.empty(); });
}

bool LogInbox::all_have_heads() const {
    return std::ranges::all_of(lanes_,
                               [](const Lane& lane) { return lane.ended || !lane.lines.empty(); });
}

std::optional<std::size_t> LogInbox::oldest() const {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
        if (!lanes_[i].lines.empty() &&
            (!best || lanes_[i].lines.front().ts < lanes_[*best].lines.front().ts)) {
            best = i;
        }
    }
    return best;
}

std::optional<LogInbox::Item> LogInbox::take() {
    if (closed_) {
        return std::nullopt;
    }
    if (!notes_.empty()) {
        Item note = std::move(notes_.front());
        notes_.pop_front();
        return note;
    }
    const auto lane = oldest();
    if (!lane) {
        return std::nullopt;
    }
    Item item{.lane = *lane, .line = std::move(lanes_[*lane].lines.front()), .note = {}};
    lanes_[*lane].lines.pop_front();
    changed_.notify_all();
    return item;
}

std::optional<LogInbox::Item> LogInbox::next_merged() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || !notes_.empty() || all_have_heads(); });
    return take();
}

std::optional<LogInbox::Item> LogInbox::next_available() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || !notes_.empty() || oldest() || all_ended(); });
    return take();
}

}  // namespace ballast::cli
