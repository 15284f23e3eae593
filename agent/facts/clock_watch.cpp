#include "agent/facts/clock_watch.hpp"

namespace ballast::agent {
namespace {

constexpr std::chrono::seconds kForgiven{1};
constexpr std::chrono::minutes kReported{10};

}  // namespace

std::chrono::milliseconds ClockWatch::update(SteadyTime steady, WallTime wall) {
    using std::chrono::abs;
    if (steady - jumped_ >= kReported) {
        jump_ = {};
    }
    if (last_) {
        const auto jump = std::chrono::duration_cast<std::chrono::milliseconds>(
            (wall - last_->wall) - (steady - last_->steady));
        if (abs(jump) >= kForgiven && abs(jump) >= abs(jump_)) {
            jump_ = jump;
            jumped_ = steady;
        }
    }
    last_ = {steady, wall};
    return jump_;
}

}  // namespace ballast::agent
