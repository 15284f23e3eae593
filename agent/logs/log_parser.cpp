#include "agent/logs/log_parser.hpp"

#include <algorithm>

#include "agent/logs/utf8.hpp"

namespace ballast::agent {

LogParser::LogParser(std::string stream) : folder_(std::move(stream), EntryFolder::Source::jvm) {}

std::vector<LogEntry> LogParser::feed(std::string_view bytes, WallTime now) {
    std::vector<LogEntry> out;
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        add_to_line(bytes.substr(0, end));
        if (end == std::string_view::npos) {
            break;
        }
        end_line(now, out);
        bytes.remove_prefix(end + 1);
    }
    return out;
}

std::optional<LogEntry> LogParser::flush() {
    if (!line_.empty()) {
        return std::nullopt;
    }
    return folder_.take();
}

std::vector<LogEntry> LogParser::finish(WallTime now) {
    std::vector<LogEntry> out;
    if (!line_.empty()) {
        end_line(now, out);
    }
    if (auto last = flush()) {
        out.push_back(*std::move(last));
    }
    return out;
}

void LogParser::add_to_line(std::string_view part) {
    // Room for a carriage return that is not part of the line.
    const std::size_t room = kMaxLogLine + 1 - std::min(line_.size(), kMaxLogLine + 1);
    line_cut_ = line_cut_ || part.size() > room;
    line_ += part.substr(0, room);
}

void LogParser::end_line(WallTime now, std::vector<LogEntry>& out) {
    if (line_.ends_with('\r')) {
        line_.pop_back();
    }
    const bool cut = line_cut_ || line_.size() > kMaxLogLine;
    std::string text = valid_utf8(std::string_view(line_).substr(0, kMaxLogLine));
    if (cut) {
        text = std::string(utf8_prefix(text, kMaxLogLine)) + std::string(kCutMark);
    }
    line_.clear();
    line_cut_ = false;
    if (auto complete = folder_.line(text, now)) {
        out.push_back(*std::move(complete));
    }
}

}  // namespace ballast::agent
