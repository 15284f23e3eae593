#include "coordinator/cli/terminal.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

#include "common/text.hpp"

namespace ballast::cli {
namespace {

constexpr std::size_t kMaxAnswer = 4096;
constexpr std::size_t kDefaultWidth = 80;

bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t n = ::write(fd, text.data(), text.size());
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return false;
        }
        text.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

std::optional<std::string> read_line(int fd) {
    std::string line;
    char c = 0;
    while (line.size() < kMaxAnswer) {
        const ssize_t n = ::read(fd, &c, 1);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return line.empty() ? std::nullopt : std::optional(line);
        }
        if (c == '\n') {
            return line;
        }
        line += c;
    }
    return line;
}

std::size_t terminal_width() {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return size.ws_col;
    }
    const char* columns = std::getenv("COLUMNS");
    const auto number = parse_integer(columns == nullptr ? "" : columns);
    return number && *number > 0 ? static_cast<std::size_t>(*number) : kDefaultWidth;
}

std::size_t terminal_height() {
    winsize size{};
    return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
}

bool colours_wanted(bool no_colour) {
    const char* unwanted = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    return !no_colour && (unwanted == nullptr || *unwanted == '\0') && term != nullptr &&
           std::string_view(term) != "dumb";
}

std::string painted(bool on, Colour colour, std::string_view text) {
    constexpr const char* kCodes[] = {"0", "1", "2", "31", "32", "33", "34", "35", "36"};
    if (!on || colour == Colour::plain || text.empty()) {
        return std::string(text);
    }
    return std::string("\x1b[") + kCodes[std::to_underlying(colour)] + "m" + std::string(text) +
           "\x1b[0m";
}

}  // namespace

Terminal Terminal::of_process(bool no_colour) {
    const bool colours = colours_wanted(no_colour);
    TerminalTraits traits;
    traits.is_tty = ::isatty(STDOUT_FILENO) == 1;
    traits.error_is_tty = ::isatty(STDERR_FILENO) == 1;
    traits.input_is_tty = ::isatty(STDIN_FILENO) == 1;
    traits.colour = colours && traits.is_tty;
    traits.error_colour = colours && traits.error_is_tty;
    return {traits,
            {.out = [](std::string_view text) { return write_all(STDOUT_FILENO, text); },
             .err = [](std::string_view text) { return write_all(STDERR_FILENO, text); },
             .read_line = [] { return read_line(STDIN_FILENO); },
             .width = terminal_width,
             .height = terminal_height}};
}

Terminal::Terminal(TerminalTraits traits, Streams streams)
    : traits_(traits), streams_(std::move(streams)) {}

void Terminal::write(std::string_view text) {
    if (!reader_gone_ && !text.empty()) {
        reader_gone_ = !streams_.out(text);
    }
}

void Terminal::write_error(std::string_view text) {
    // Nobody is left to be told when standard error fails.
    (void)streams_.err(text);
}

std::string Terminal::paint(Colour colour, std::string_view text) const {
    return painted(traits_.colour, colour, text);
}

std::string Terminal::paint_error(Colour colour, std::string_view text) const {
    return painted(traits_.error_colour, colour, text);
}

bool Terminal::confirm(std::string_view question, std::string_view wanted) {
    if (!traits_.input_is_tty || !traits_.error_is_tty) {
        return false;
    }
    write_error(std::string(question) + "\nType " + paint_error(Colour::bold, wanted) +
                " to go on: ");
    const auto answer = streams_.read_line();
    return answer && trim(*answer) == wanted;
}

}  // namespace ballast::cli
