// What the JVM wrote and the agent has not taken yet: bounded, whole lines, the oldest go first, so
// that a slow or dead agent never blocks the JVM.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

#include "agent/init/protocol.hpp"

namespace ballast::init {

class LogRing {
  public:
    static constexpr std::size_t kMaxBytes = std::size_t{1} << 20U;
    static constexpr std::size_t kMaxLine = std::size_t{64} << 10U;

    // Bytes of stream 1 or 2, in any pieces. A line above kMaxLine is cut into several.
    void add(std::uint8_t stream, std::string_view bytes) {
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
    // The streams have ended: half a line is a line.
    void finish() {
        for (std::uint8_t stream = 1; stream <= 2; ++stream) {
            if (!open_.at(stream).empty()) {
                open_.at(stream) += '\n';
                push(stream);
            }
        }
    }

    bool empty() const { return lines_.empty() && dropped_ == 0; }
    // The next frame for the agent: first how many lines were lost, then lines of one stream.
    Message take() {
        if (dropped_ > 0) {
            return LogDropped{std::exchange(dropped_, 0)};
        }
        Log log{lines_.front().stream, {}};
        while (!lines_.empty() && lines_.front().stream == log.stream &&
               log.bytes.size() < kMaxLine) {
            log.bytes += pop().text;
        }
        return log;
    }

  private:
    struct Line {
        std::uint8_t stream;
        std::string text;
    };
    std::array<std::string, 3> open_;  // by stream: a line without its end
    std::deque<Line> lines_;
    std::size_t bytes_ = 0;  // of memory, which for short lines is more than their text
    std::uint64_t dropped_ = 0;

    void push(std::uint8_t stream) {
        lines_.push_back({stream, std::exchange(open_.at(stream), {})});
        bytes_ += sizeof(Line) + lines_.back().text.size();
        while (bytes_ > kMaxBytes) {
            pop();
            ++dropped_;
        }
    }
    Line pop() {
        auto line = std::move(lines_.front());
        lines_.pop_front();
        bytes_ -= sizeof(Line) + line.text.size();
        return line;
    }
};

}  // namespace ballast::init
