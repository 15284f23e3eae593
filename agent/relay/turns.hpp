// One at a time: who comes while somebody is in waits in line, and the line has an end.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <deque>

#include "common/result.hpp"

namespace ballast::agent {

// Used on one thread; outlives its turns.
class Turns {
  public:
    // Held while somebody is in; its end lets the next one in.
    class Turn {
      public:
        explicit Turn(Turns& turns) : turns_(&turns) {}
        Turn(Turn&& other) noexcept;
        Turn& operator=(Turn&&) = delete;
        ~Turn();

      private:
        Turns* turns_;
    };

    // So many wait at most.
    explicit Turns(std::size_t waiting) : most_(waiting) {}
    Turns(const Turns&) = delete;
    Turns& operator=(const Turns&) = delete;

    // In the order of the calls; a cancelled one leaves the line.
    // Errors: refused (code BUSY: the line is full), timed_out (cancelled).
    boost::asio::awaitable<Result<Turn>> take();

  private:
    class Waiter;

    std::size_t most_;
    bool taken_ = false;
    std::deque<Waiter*> line_;

    void pass_on();
};

}  // namespace ballast::agent
