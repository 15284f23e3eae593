// A terminal whose output a test reads.
#pragma once

#include <deque>
#include <string>

#include "coordinator/cli/terminal.hpp"

namespace ballast::test {

// Owned by the test; outlives the terminal it makes.
struct FakeTerminal {
    std::string out;
    std::string err;
    std::deque<std::string> answers;
    std::size_t width = 80;
    bool reader_gone = false;

    cli::Terminal make(cli::TerminalTraits traits = {}) {
        return {traits,
                {.out =
                     [this](std::string_view text) {
                         if (!reader_gone) {
                             out += text;
                         }
                         return !reader_gone;
                     },
                 .err =
                     [this](std::string_view text) {
                         err += text;
                         return true;
                     },
                 .read_line = [this]() -> std::optional<std::string> {
                     if (answers.empty()) {
                         return std::nullopt;
                     }
                     std::string answer = answers.front();
                     answers.pop_front();
                     return answer;
                 },
                 .width = [this] { return width; }}};
    }
};

constexpr cli::TerminalTraits kColourTerminal{.is_tty = true,
                                              .error_is_tty = true,
                                              .input_is_tty = true,
                                              .colour = true,
                                              .error_colour = true};

}  // namespace ballast::test
