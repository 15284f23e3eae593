#include "agent/logs/log_line.hpp"
#include "agent/logs/log_parser.hpp"

namespace ballast::agent {

EntryFolder::EntryFolder(std::string stream, Source source)
    : stream_(std::move(stream)), source_(source) {}

std::optional<LogEntry> EntryFolder::line(std::string_view text, WallTime now) {
    if (auto head = parse_head(text)) {
        return start(*std::move(head), false);
    }
    const bool stack = is_stack_line(text);
    const bool crash_goes_on =
        native_ && is_crash_line(text) && open_ && open_->message.starts_with('#');
    const bool starts_anew = source_ == Source::jvm && !crash_goes_on &&
                             (is_native_line(text) || (native_ && !in_stack_ && !stack));
    if (!open_ || starts_anew) {
        return start({.time = now,
                      .level = native_level(text),
                      .logger = stream_,
                      .message = std::string(text),
                      .stack = {}},
                     true);
    }
    in_stack_ = in_stack_ || stack;
    add(text);
    return std::nullopt;
}

std::optional<LogEntry> EntryFolder::take() {
    if (open_) {
        // Kafka ends some messages (its configuration's) with an empty line.
        open_->message.erase(open_->message.find_last_not_of('\n') + 1);
        open_->stack.erase(open_->stack.find_last_not_of('\n') + 1);
    }
    return std::exchange(open_, std::nullopt);
}

std::optional<LogEntry> EntryFolder::start(LogEntry entry, bool native) {
    auto before = take();
    native_ = native;
    in_stack_ = false;
    cut_ = false;
    open_ = std::move(entry);
    return before;
}

void EntryFolder::add(std::string_view line) {
    const std::size_t used = open_->message.size() + open_->stack.size();
    if (cut_) {
        return;
    }
    std::string& text = in_stack_ ? open_->stack : open_->message;
    if (used + line.size() + 1 + kCutMark.size() > kMaxLogEntry) {
        cut_ = true;
        text += kCutMark;
        return;
    }
    if (!in_stack_ || !text.empty()) {
        text += '\n';
    }
    text += line;
}

}  // namespace ballast::agent
