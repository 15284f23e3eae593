#include "agent/health/prober.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <optional>
#include <utility>

namespace ballast::agent {

namespace net = boost::asio;

namespace {

class AsioProbeTimer final : public ProbeTimer {
  public:
    explicit AsioProbeTimer(net::any_io_executor executor) : timer_(std::move(executor)) {}

    net::awaitable<void> wait(std::chrono::milliseconds pause) override {
        timer_.expires_after(pause);
        co_await timer_.async_wait(net::as_tuple(net::use_awaitable));
    }
    void wake() override { timer_.cancel(); }

  private:
    net::steady_timer timer_;
};

}  // namespace

std::unique_ptr<ProbeTimer> make_probe_timer(net::any_io_executor executor) {
    return std::make_unique<AsioProbeTimer>(std::move(executor));
}

std::chrono::milliseconds ProbeSchedule::after(const Readiness& result) {
    const bool changed = result != std::exchange(last_, result);
    served_ = served_ || result.serving;
    if (served_) {
        return result.serving ? times_.while_serving : times_.after_failure;
    }
    hurried_ = changed && !hurried_;
    return hurried_ ? std::chrono::milliseconds::zero() : times_.while_starting;
}

struct Prober::State {
    net::any_io_executor executor;
    ProbeTarget target;
    ProbeTimes times;
    OnChange on_change;
    ProbeAttempt attempt;
    std::unique_ptr<ProbeTimer> timer;
    bool stopped = false;
    bool poked = false;

    // Holds itself alive: an attempt may outlast the Prober.
    static net::awaitable<void> run(std::shared_ptr<State> self) {
        ProbeSchedule schedule(self->times);
        std::optional<Readiness> reported;
        while (!self->stopped) {
            self->poked = false;
            const auto result = co_await self->attempt(self->target, self->times.attempt);
            if (self->stopped) {
                break;
            }
            if (reported != result) {
                reported = result;
                self->on_change(result);
            }
            const auto pause = schedule.after(result);
            if (!self->poked && !self->stopped) {
                co_await self->timer->wait(pause);
            }
        }
    }
};

Prober::Prober(net::any_io_executor executor, ProbeTarget target, ProbeTimes times,
               OnChange on_change, ProbeAttempt attempt, std::unique_ptr<ProbeTimer> timer)
    : state_(std::make_shared<State>(State{.executor = std::move(executor),
                                           .target = std::move(target),
                                           .times = times,
                                           .on_change = std::move(on_change),
                                           .attempt = std::move(attempt),
                                           .timer = std::move(timer)})) {}

Prober::~Prober() {
    state_->stopped = true;
    state_->timer->wake();
}

void Prober::start() {
    net::co_spawn(state_->executor, State::run(state_), [](const std::exception_ptr& failure) {
        if (failure) {
            std::rethrow_exception(failure);  // our own mistake: ends the event loop
        }
    });
}

void Prober::poke() {
    state_->poked = true;
    state_->timer->wake();
}

}  // namespace ballast::agent
