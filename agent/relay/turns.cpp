#include "agent/relay/turns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace ballast::agent {

namespace net = boost::asio;

// In line from its construction until it is let in or ends.
class Turns::Waiter {
  public:
    Waiter(Turns& turns, const net::any_io_executor& executor)
        : turns_(turns), wake_(executor, net::steady_timer::time_point::max()) {
        turns_.line_.push_back(this);
    }
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    ~Waiter() {
        std::erase(turns_.line_, this);
        if (may_enter_) {  // let in, but gone by then
            turns_.pass_on();
        }
    }

    net::awaitable<void> wait() {
        (void)co_await wake_.async_wait(net::as_tuple(net::use_awaitable));
    }
    void let_in() {
        may_enter_ = true;
        wake_.cancel();
    }
    bool enter() { return std::exchange(may_enter_, false); }

  private:
    Turns& turns_;
    net::steady_timer wake_;
    bool may_enter_ = false;
};

Turns::Turn::Turn(Turn&& other) noexcept : turns_(std::exchange(other.turns_, nullptr)) {}

Turns::Turn::~Turn() {
    if (turns_ != nullptr) {
        turns_->pass_on();
    }
}

void Turns::pass_on() {
    if (line_.empty()) {
        taken_ = false;
        return;
    }
    auto* const next = line_.front();
    line_.pop_front();
    next->let_in();
}

net::awaitable<Result<Turns::Turn>> Turns::take() {
    if (!std::exchange(taken_, true)) {
        co_return Turn(*this);
    }
    if (line_.size() >= most_) {
        co_return fail(ErrorKind::refused,
                       fmt::format("{} requests wait already: ask again later", line_.size()),
                       "BUSY");
    }
    Waiter waiter(*this, co_await net::this_coro::executor);
    co_await waiter.wait();
    if (waiter.enter()) {
        co_return Turn(*this);
    }
    co_return fail(ErrorKind::timed_out, "the wait for the turn was broken off");
}

}  // namespace ballast::agent
