#include <fmt/format.h>

#include "coordinator/cli/display_width.hpp"
#include "coordinator/cli/terminal.hpp"

namespace ballast::cli {
namespace {

// ECMA-48 and DEC private modes, as every terminal emulator knows them.
constexpr std::string_view kHideCursor = "\x1b[?25l";
constexpr std::string_view kShowCursor = "\x1b[?25h";
constexpr std::string_view kClearLine = "\x1b[K";
constexpr std::string_view kClearBelow = "\x1b[J";

}  // namespace

std::vector<LiveLine> to_live_lines(std::string_view text) {
    std::vector<LiveLine> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.push_back({.text = std::string(text.substr(0, end)), .detail = {}});
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

LiveArea::LiveArea(Terminal& terminal) : terminal_(terminal) {}

LiveArea::~LiveArea() {
    if (cursor_hidden_) {
        terminal_.write(kShowCursor);
    }
}

std::string LiveArea::rewind() const {
    if (shown_.empty()) {
        return "\r";
    }
    return "\r\x1b[" + std::to_string(shown_.size()) + "A";
}

std::string LiveArea::draw(const std::vector<LiveLine>& lines) const {
    std::string out;
    // One column stays free: some terminals wrap after writing the last one.
    const std::size_t width = terminal_.width() > 1 ? terminal_.width() - 1 : 1;
    for (const LiveLine& line : lines) {
        const std::string whole = line.detail.empty() ? line.text : line.text + "  " + line.detail;
        out += fit_to_width(whole, width);
        out += kClearLine;
        out += '\n';
    }
    out += kClearBelow;
    return out;
}

std::vector<LiveLine> LiveArea::fitting(const std::vector<LiveLine>& lines) const {
    // The cursor waits below the last line.
    const std::size_t height = terminal_.height();
    if (height < 3 || lines.size() < height) {
        return lines;
    }
    const auto kept = static_cast<std::ptrdiff_t>(height - 2);
    std::vector<LiveLine> out(lines.begin(), lines.begin() + kept);
    out.push_back(
        {.text = fmt::format("... and {} lines more", std::ssize(lines) - kept), .detail = {}});
    return out;
}

void LiveArea::show(const std::vector<LiveLine>& wanted) {
    std::string out;
    const std::vector<LiveLine> lines = terminal_.is_tty() ? fitting(wanted) : wanted;
    if (terminal_.is_tty()) {
        if (!cursor_hidden_) {
            out += kHideCursor;
            cursor_hidden_ = true;
        }
        out += rewind() + draw(lines);
    } else {
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (i >= shown_.size() || shown_[i].text != lines[i].text) {
                out += lines[i].text + '\n';
            }
        }
    }
    terminal_.write(out);
    shown_ = lines;
}

void LiveArea::print_above(std::string_view line) {
    if (!terminal_.is_tty()) {
        terminal_.write(std::string(line) + '\n');
        return;
    }
    terminal_.write(rewind() + std::string(line) + std::string(kClearLine) + '\n' + draw(shown_));
}

void LiveArea::clear() {
    if (terminal_.is_tty()) {
        terminal_.write(rewind() + std::string(kClearBelow));
    }
    shown_.clear();
}

}  // namespace ballast::cli
