// The command's terminal, or what stands in for one: streams, colour, width, a live area,
// questions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ballast::cli {

enum class Colour : std::uint8_t { plain, bold, dim, red, green, yellow, blue, magenta, cyan };

struct TerminalTraits {
    bool is_tty = false;        // standard output
    bool error_is_tty = false;  // standard error
    bool input_is_tty = false;  // standard input
    bool colour = false;        // of standard output
    bool error_colour = false;  // of standard error
};

// Made once in main, used by one thread. Writes go straight to the file descriptor.
class Terminal {
  public:
    struct Streams {
        // False when the reader is gone (EPIPE): the command ends quietly.
        std::function<bool(std::string_view)> out;
        std::function<bool(std::string_view)> err;
        // A line without its line feed; empty at the end of the input.
        std::function<std::optional<std::string>()> read_line;
        std::function<std::size_t()> width;
        // Lines; 0: unknown.
        std::function<std::size_t()> height = [] { return std::size_t{0}; };
    };

    // Standard streams of this process. No colour with `no_colour`, with NO_COLOR set and not
    // empty (no-color.org), with TERM=dumb, or where the stream is not a terminal. The caller
    // ignores SIGPIPE.
    static Terminal of_process(bool no_colour);
    Terminal(TerminalTraits traits, Streams streams);

    const TerminalTraits& traits() const { return traits_; }
    bool is_tty() const { return traits_.is_tty; }
    bool colour() const { return traits_.colour; }
    std::size_t width() const { return streams_.width(); }
    std::size_t height() const { return streams_.height(); }
    // True once a write to standard output found no reader.
    bool reader_gone() const { return reader_gone_; }

    // As they are: no line feed is added.
    void write(std::string_view text);
    void write_error(std::string_view text);

    // The text in this colour, for standard output; unchanged without colour.
    std::string paint(Colour colour, std::string_view text) const;
    std::string paint_error(Colour colour, std::string_view text) const;

    // Asks on standard error and takes `wanted`, typed exactly, as the only yes ("demo", "yes").
    // False at once when no person is there to answer; the caller says which flag to give.
    bool confirm(std::string_view question, std::string_view wanted);

  private:
    TerminalTraits traits_;
    Streams streams_;
    bool reader_gone_ = false;
};

// One line of a live area.
struct LiveLine {
    std::string text;    // what matters: "kafka-0  STARTING"; a change of it is printed everywhere
    std::string detail;  // what only moves: a spinner, the time so far; on terminals only
};

// A page of text, line by line.
std::vector<LiveLine> to_live_lines(std::string_view text);

// N lines at the bottom of standard output. On a terminal they are redrawn in place; elsewhere a
// line is printed when its text changes, with nothing else. The terminal outlives the area.
class LiveArea {
  public:
    explicit LiveArea(Terminal& terminal);
    // Leaves what is shown where it is and shows the cursor again.
    ~LiveArea();
    LiveArea(const LiveArea&) = delete;
    LiveArea& operator=(const LiveArea&) = delete;

    // Line i takes the place of the line i shown before. On a terminal that is too low for all, the
    // last line that fits tells how many there are more.
    void show(const std::vector<LiveLine>& lines);
    // A line above the area that stays: a warning, a phase that is done. No line feed needed.
    void print_above(std::string_view line);
    // Takes the lines away (on a terminal); the next show() starts afresh.
    void clear();

  private:
    Terminal& terminal_;
    std::vector<LiveLine> shown_;
    bool cursor_hidden_ = false;

    std::string rewind() const;
    std::vector<LiveLine> fitting(const std::vector<LiveLine>& lines) const;
    std::string draw(const std::vector<LiveLine>& lines) const;
};

}  // namespace ballast::cli
