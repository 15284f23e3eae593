// Whether somebody set the machine's clock. Pure.
#pragma once

#include <chrono>
#include <optional>

#include "common/clock.hpp"

namespace ballast::agent {

// Call it at least every few seconds: a clock that is slewed (at most 0.05 %) drifts by less than
// what is forgiven.
class ClockWatch {
  public:
    // How far the wall clock has jumped against the steady one, forward > 0: the largest jump of
    // the last 10 minutes, the later of equal ones; 0: none of 1 s or more.
    std::chrono::milliseconds update(SteadyTime steady, WallTime wall);

  private:
    struct Look {
        SteadyTime steady;
        WallTime wall;
    };
    std::optional<Look> last_;
    std::chrono::milliseconds jump_{0};
    SteadyTime jumped_;
};

}  // namespace ballast::agent
