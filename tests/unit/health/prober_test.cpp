#include "agent/health/prober.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>

#include "agent/health/probe.hpp"

namespace ballast::agent {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Readiness ready() {
    return {.serving = true, .registered = true, .code = {}, .reason = "serves"};
}
Readiness not_ready(std::string code) {
    return {.serving = false, .registered = false, .code = std::move(code), .reason = "why"};
}

TEST(ProbeSchedule, IsBackToBackUntilItServes) {
    ProbeSchedule schedule({});
    EXPECT_EQ(schedule.after(not_ready("NOT_LISTENING")), 0ms);
    EXPECT_EQ(schedule.after(not_ready("NOT_LISTENING")), 50ms);
    EXPECT_EQ(schedule.after(not_ready("NOT_LISTENING")), 50ms);
    EXPECT_EQ(schedule.after(not_ready("NOT_REGISTERED")), 0ms);
    EXPECT_EQ(schedule.after(ready()), 5000ms);
}

TEST(ProbeSchedule, DoesNotSpinWhenTheResultFlaps) {
    ProbeSchedule schedule({});
    EXPECT_EQ(schedule.after(not_ready("A")), 0ms);
    EXPECT_EQ(schedule.after(not_ready("B")), 50ms);
    EXPECT_EQ(schedule.after(not_ready("A")), 0ms);
    EXPECT_EQ(schedule.after(not_ready("B")), 50ms);
}

TEST(ProbeSchedule, LooksMoreOftenAfterAFailure) {
    ProbeSchedule schedule({});
    EXPECT_EQ(schedule.after(ready()), 5000ms);
    EXPECT_EQ(schedule.after(not_ready("NO_ANSWER")), 1000ms);
    EXPECT_EQ(schedule.after(not_ready("NO_ANSWER")), 1000ms);
    EXPECT_EQ(schedule.after(ready()), 5000ms);
}

// Waits last until the test says so.
class ManualTimer final : public ProbeTimer {
  public:
    ManualTimer(net::io_context& io, std::vector<milliseconds>& waits)
        : timer_(io), waits_(waits) {}
    net::awaitable<void> wait(milliseconds pause) override {
        waits_.push_back(pause);
        timer_.expires_at(net::steady_timer::time_point::max());
        co_await timer_.async_wait(net::as_tuple(net::use_awaitable));
    }
    void wake() override { timer_.cancel(); }

  private:
    net::steady_timer timer_;
    std::vector<milliseconds>& waits_;
};

class ProberTest : public ::testing::Test {
  protected:
    net::io_context io_;
    std::deque<Readiness> results_;  // what the next attempts find; the last one stays
    std::vector<milliseconds> waits_;
    std::vector<std::string> changes_;
    int attempts_ = 0;
    ManualTimer* timer_ = nullptr;

    std::unique_ptr<Prober> make() {
        auto timer = std::make_unique<ManualTimer>(io_, waits_);
        timer_ = timer.get();
        return std::make_unique<Prober>(
            io_.get_executor(), ProbeTarget{}, ProbeTimes{},
            [this](const Readiness& now) { changes_.push_back(now.serving ? "READY" : now.code); },
            [this](const ProbeTarget&, milliseconds) { return attempt(); }, std::move(timer));
    }
    net::awaitable<Readiness> attempt() {
        ++attempts_;
        const auto result = results_.front();
        if (results_.size() > 1) {
            results_.pop_front();
        }
        co_return result;
    }
    void poll() {
        io_.restart();
        io_.poll();
    }
    void next_attempt() {
        timer_->wake();
        poll();
    }
};

TEST_F(ProberTest, ReportsOnlyChanges) {
    results_ = {not_ready("NOT_LISTENING"),
                not_ready("NOT_LISTENING"),
                not_ready("NOT_REGISTERED"),
                ready(),
                ready(),
                not_ready("NO_ANSWER"),
                ready()};
    const auto prober = make();
    prober->start();
    poll();
    for (int i = 0; i < 8; ++i) {
        next_attempt();
    }
    EXPECT_EQ(attempts_, 9);
    EXPECT_THAT(changes_,
                ElementsAre("NOT_LISTENING", "NOT_REGISTERED", "READY", "NO_ANSWER", "READY"));
    EXPECT_THAT(waits_,
                ElementsAre(0ms, 50ms, 0ms, 5000ms, 5000ms, 1000ms, 5000ms, 5000ms, 5000ms));
}

TEST_F(ProberTest, PokeMakesTheNextAttemptDue) {
    results_ = {not_ready("NOT_LISTENING"), ready()};
    const auto prober = make();
    prober->start();
    poll();
    prober->poke();
    poll();
    EXPECT_EQ(attempts_, 2);
    EXPECT_THAT(changes_, ElementsAre("NOT_LISTENING", "READY"));
}

TEST_F(ProberTest, EndsWithItsOwner) {
    results_ = {ready()};
    auto prober = make();
    prober->start();
    poll();
    prober.reset();
    poll();
    EXPECT_TRUE(io_.stopped());  // no work is left
    EXPECT_EQ(attempts_, 1);
}

TEST_F(ProberTest, NeverReportsAfterItsOwnerIsGone) {
    results_ = {ready()};
    auto prober = make();
    prober->start();
    prober.reset();
    poll();
    EXPECT_THAT(changes_, IsEmpty());
    EXPECT_THAT(waits_, SizeIs(0));
}

TEST_F(ProberTest, MayBeDestroyedByItsCallback) {
    results_ = {ready()};
    std::unique_ptr<Prober> prober;
    int calls = 0;
    prober = std::make_unique<Prober>(
        io_.get_executor(), ProbeTarget{}, ProbeTimes{},
        [&](const Readiness&) {
            ++calls;
            prober.reset();
        },
        [this](const ProbeTarget&, milliseconds) { return attempt(); },
        make_probe_timer(io_.get_executor()));
    prober->start();
    poll();
    EXPECT_EQ(calls, 1);
    EXPECT_TRUE(io_.stopped());
}

TEST(Probe, TellsThatNothingListens) {
    net::io_context io;
    for (const auto role : {Role::kafka, Role::zookeeper}) {
        std::optional<Readiness> found;
        io.restart();
        net::co_spawn(io, probe({.role = role, .id = 0, .address = "127.0.0.1", .port = 1}, 2000ms),
                      [&](const std::exception_ptr&, const Readiness& result) { found = result; });
        io.run_for(5s);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->code, "NOT_LISTENING");
    }
}

}  // namespace
}  // namespace ballast::agent
