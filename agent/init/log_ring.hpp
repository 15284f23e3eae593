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

#include "common/init_protocol/protocol.hpp"

namespace ballast::init {

class LogRing {
  public:
    static constexpr std::size_t kMaxBytes = std::size_t{1} << 20U;
    static constexpr std::size_t kMaxLine = std::size_t{64} << 10U;  // and of one Log

    // Bytes of stream 1 or 2, in any pieces. A line above kMaxLine is cut into several.
    void add(std::uint8_t stream, std::string_view bytes) {
        auto& open = open_.at(stream);
        while (!bytes.empty()) {
            const auto part = bytes.substr(0, kMaxLine - open.size());
            open += part;
            bytes.remove_prefix(part.size());
            const auto lines = open.size() == kMaxLine && !open.contains('\n')
                                   ? kMaxLine
                                   : open.rfind('\n') + 1;  // 0 where there is none
            push(stream, open.substr(0, lines));
            open.erase(0, lines);
        }
    }
    // The streams have ended: half a line is a line.
    void finish() {
        for (std::uint8_t stream = 1; stream <= 2; ++stream) {
            add(stream, open_.at(stream).empty() ? "" : "\n");
        }
    }

    bool empty() const { return logs_.empty() && dropped_ == 0; }
    // The next frame for the agent: first how many lines were lost, then lines of one stream.
    Message take() {
        return dropped_ > 0 ? Message(LogDropped{std::exchange(dropped_, 0)}) : Message(pop());
    }

  private:
    std::array<std::string, 3> open_;  // by stream: a line without its end
    std::deque<Log> logs_;
    std::size_t bytes_ = 0;  // of memory
    std::uint64_t dropped_ = 0;

    static std::size_t size_of(const Log& log) { return sizeof log + log.bytes.capacity(); }
    void push(std::uint8_t stream, const std::string& lines) {
        if (lines.empty()) {
            return;
        }
        if (logs_.empty() || logs_.back().stream != stream ||
            logs_.back().bytes.size() + lines.size() > kMaxLine) {
            logs_.push_back({stream, {}});
            bytes_ += size_of(logs_.back());
        }
        bytes_ -= size_of(logs_.back());
        logs_.back().bytes += lines;
        bytes_ += size_of(logs_.back());
        while (bytes_ > kMaxBytes) {
            dropped_ += static_cast<std::uint64_t>(std::ranges::count(pop().bytes, '\n'));
        }
    }
    Log pop() {
        auto log = std::move(logs_.front());
        logs_.pop_front();
        bytes_ -= size_of(log);
        return log;
    }
};

}  // namespace ballast::init
