#include "agent/relay/turns.hpp"

#include <gmock/gmock.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <map>
#include <optional>
#include <string>

namespace ballast::agent {
namespace {

namespace net = boost::asio;
using ::testing::ElementsAre;

class TurnsTest : public ::testing::Test {
  protected:
    struct Person {
        std::optional<Turns::Turn> turn;
        net::cancellation_signal leave;
    };

    net::awaitable<void> enter(std::string name) {
        auto turn = co_await turns_.take();
        log_.push_back(turn ? name : name + " " + turn.error().code);
        if (turn) {
            people_[name].turn.emplace(*std::move(turn));
        }
    }
    void come(const std::string& name) {
        net::co_spawn(io_, enter(name),
                      net::bind_cancellation_slot(
                          people_[name].leave.slot(),
                          [](const std::exception_ptr& failure) { EXPECT_FALSE(failure); }));
        settle();
    }
    void go(const std::string& name) {
        people_[name].turn.reset();
        settle();
    }
    void settle() {
        io_.restart();
        io_.poll();
    }

    net::io_context io_{1};
    Turns turns_{2};
    std::map<std::string, Person> people_;
    std::vector<std::string> log_;
};

TEST_F(TurnsTest, LetsThemInOneAtATimeInTheirOrder) {
    for (const auto* name : {"a", "b", "c"}) {
        come(name);
    }
    EXPECT_THAT(log_, ElementsAre("a"));
    go("a");
    EXPECT_THAT(log_, ElementsAre("a", "b"));
    go("b");
    go("c");
    come("d");
    EXPECT_THAT(log_, ElementsAre("a", "b", "c", "d"));
}

TEST_F(TurnsTest, RefusesWhenTheLineIsFull) {
    for (const auto* name : {"a", "b", "c", "d"}) {
        come(name);
    }
    EXPECT_THAT(log_, ElementsAre("a", "d BUSY"));
    go("a");
    go("b");
    EXPECT_THAT(log_, ElementsAre("a", "d BUSY", "b", "c"));
}

TEST_F(TurnsTest, WhoGivesUpLeavesTheLine) {
    for (const auto* name : {"a", "b", "c"}) {
        come(name);
    }
    people_["b"].leave.emit(net::cancellation_type::terminal);
    settle();
    EXPECT_THAT(log_, ElementsAre("a", "b "));
    go("a");
    EXPECT_THAT(log_, ElementsAre("a", "b ", "c"));
}

TEST_F(TurnsTest, WhoGivesUpInTheMomentOfItsTurnPassesItOn) {
    for (const auto* name : {"a", "b", "c"}) {
        come(name);
    }
    people_["a"].turn.reset();  // b is let in, but has not run yet
    people_["b"].leave.emit(net::cancellation_type::terminal);
    settle();
    people_["b"].turn.reset();
    settle();
    EXPECT_EQ(log_.back(), "c");
}

net::awaitable<void> keep_turn(Turns& turns, std::optional<Turns::Turn>& held) {
    auto turn = co_await turns.take();
    held.emplace(*std::move(turn));
}

TEST(Turns, MayHaveALineThatIsDestroyedWithItsLoop) {
    Turns turns(2);
    std::optional<Turns::Turn> held;
    {
        net::io_context io{1};
        for (int i = 0; i < 3; ++i) {
            net::co_spawn(io, keep_turn(turns, held),
                          [](const std::exception_ptr& failure) { EXPECT_FALSE(failure); });
        }
        io.poll();
        EXPECT_TRUE(held);
    }
    held.reset();
}

}  // namespace
}  // namespace ballast::agent
