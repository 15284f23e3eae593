// What the JVM wrote and the agent has not taken yet: bounded, whole lines, the oldest go first, so
// that a slow or dead agent never blocks the JVM.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "agent/init/protocol.hpp"

namespace ballast::init {

class LogRing {
  public:
    static constexpr std::size_t kMaxBytes = std::size_t{1} << 20U;
    static constexpr std::size_t kMaxLine = std::size_t{64} << 10U;

    // Bytes of stream 1 or 2, in any pieces. A line above kMaxLine is cut into several.
    void add(std::uint8_t stream, std::string_view bytes);
    // The streams have ended: half a line is a line.
    void finish();

    bool empty() const { return lines_.empty() && dropped_ == 0; }
    // The next frame for the agent: first how many lines were lost, then lines of one stream.
    Message take();

  private:
    struct Line {
        std::uint8_t stream;
        std::string text;
    };
    std::array<std::string, 3> open_;  // by stream: a line without its end
    std::deque<Line> lines_;
    std::size_t bytes_ = 0;  // of memory, which for short lines is more than their text
    std::uint64_t dropped_ = 0;

    void push(std::uint8_t stream);
    Line pop();
};

}  // namespace ballast::init
