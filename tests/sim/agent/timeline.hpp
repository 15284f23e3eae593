// Virtual time: what is due next runs next, at once; what is due at the same time runs in the order
// in which it was asked for.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <utility>
#include <vector>

namespace ballast::sim {

using Milliseconds = std::int64_t;
constexpr Milliseconds kNever = std::numeric_limits<Milliseconds>::max();

class Timeline {
  public:
    Milliseconds now() const { return now_; }
    void after(Milliseconds delay, std::function<void()> what) {
        due_.push_back({now_ + delay, ++asked_, std::move(what)});
        std::ranges::push_heap(due_, later);
    }
    // Runs the next one if it is due by then; false: nothing is, and it is `end` now.
    bool step(Milliseconds end) {
        if (due_.empty() || due_.front().at > end) {
            now_ = std::max(now_, end);
            return false;
        }
        std::ranges::pop_heap(due_, later);
        const auto next = std::move(due_.back());
        due_.pop_back();
        now_ = next.at;
        next.what();
        return true;
    }

  private:
    struct Due {
        Milliseconds at = 0;
        std::uint64_t asked = 0;
        std::function<void()> what;
    };
    static bool later(const Due& a, const Due& b) {
        return a.at != b.at ? a.at > b.at : a.asked > b.asked;
    }

    Milliseconds now_ = 0;
    std::uint64_t asked_ = 0;
    std::vector<Due> due_;
};

}  // namespace ballast::sim
