#include "coordinator/api/events.hpp"

#include <gmock/gmock.h>
#include <json/json.h>

#include "tests/unit/coordinator_api/api_fixture.hpp"

namespace ballast::coordinator::test {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class EventsTest : public ::testing::Test {
  protected:
    // Short ticks of the loop; the clock passes 1 s at each event, so each is a tick of its own.
    EventsTest() {
        body.on_write = [this] { clock.pass(1s); };
    }

    void stream_until(std::size_t pieces) {
        body.full = pieces;
        (void)run(events, body);
    }

    static Result<void> run(Events& events, CollectedBody& body) {
        boost::asio::io_context loop;
        Result<void> ended;
        boost::asio::co_spawn(loop, events.stream(body),
                              [&](const std::exception_ptr& failure, Result<void> result) {
                                  EXPECT_FALSE(failure);
                                  ended = std::move(result);
                              });
        loop.run_for(20s);
        return ended;
    }

    Json::Value data(std::size_t piece) const {
        const auto& text = body.pieces.at(piece);
        const auto parsed = parse_json(text.substr(text.find("data: ") + 6));
        return parsed ? *parsed : Json::Value();
    }

    ManualClock clock;
    std::shared_ptr<ClusterView> view =
        std::make_shared<ClusterView>(cluster_of(2, 1, {{"orders", 2, {{{0, 1}, {0, 1}}}}}, {"a"}));
    Events events{[this] { return view; }, clock, {.tick = 1ms, .keep_alive = 3ms, .life = 1h}};
    CollectedBody body;
};

TEST_F(EventsTest, BeginWithAWholeSnapshotAndTellAgesAfterIt) {
    stream_until(4);
    EXPECT_THAT(body.pieces[0], StartsWith("retry: "));
    EXPECT_THAT(body.pieces[1], StartsWith("event: snapshot\ndata: {"));
    EXPECT_THAT(body.pieces[1], ::testing::EndsWith("}\n\n"));
    EXPECT_EQ(data(1)["health"]["verdict"], "OK");
    EXPECT_EQ(data(1)["nodes"].size(), 3U);
    EXPECT_EQ(data(1)["cluster"]["cluster"], "demo");
    EXPECT_EQ(data(1)["fresh_seconds"].asDouble(), 5);
    EXPECT_THAT(body.pieces[2], StartsWith("event: age\n"));
    EXPECT_THAT(body.pieces[3], StartsWith("event: age\n"));
    EXPECT_GT(data(3)["age_seconds"].asDouble(), data(2)["age_seconds"].asDouble());
    EXPECT_GT(data(3)["heard"]["kafka-1"].asDouble(), 0);
}

TEST_F(EventsTest, AChangeIsToldWhole) {
    body.on_write = [this] {
        clock.pass(1s);
        if (body.pieces.size() == 3) {
            view->nodes[1].state = "HELD";
        }
    };
    stream_until(5);
    EXPECT_THAT(body.pieces[2], StartsWith("event: age\n"));
    EXPECT_THAT(body.pieces[3], StartsWith("event: snapshot\n"));
    EXPECT_EQ(data(3)["nodes"][1]["state"], "HELD");
    EXPECT_THAT(body.pieces[4], StartsWith("event: age\n"));
}

TEST_F(EventsTest, FiguresThatNoPageShowsAreNoChange) {
    body.on_write = [this] {
        clock.pass(1s);
        view->zookeeper[0].zxid += 1;
        view->zookeeper[0].latency_max_ms += 1;
        view->nodes[0].heard = clock.steady();
    };
    stream_until(6);
    for (std::size_t i = 2; i < 6; ++i) {
        EXPECT_THAT(body.pieces[i], StartsWith("event: age\n"));
    }
}

TEST_F(EventsTest, WithoutAViewKeepTheConnectionAlive) {
    view.reset();
    Events empty{[this] { return view; }, clock, {.tick = 1ms, .keep_alive = 0ms, .life = 1h}};
    body.full = 3;
    EXPECT_FALSE(run(empty, body));
    EXPECT_EQ(body.pieces[1], ": nothing yet\n\n");
    EXPECT_EQ(body.pieces[2], ": nothing yet\n\n");
}

TEST_F(EventsTest, EndAfterTheirLife) {
    Events brief{[this] { return view; }, clock, {.tick = 1ms, .keep_alive = 1s, .life = 3s}};
    EXPECT_TRUE(run(brief, body));
    EXPECT_EQ(body.pieces.size(), 4U) << "retry, snapshot, age, age; then 3 s have passed";
}

TEST_F(EventsTest, TheNumberOfThoseWhoWatchIsBounded) {
    SystemClock real;
    Events watched{[this] { return view; }, real, {.tick = 400ms, .keep_alive = 1s, .life = 300ms}};
    boost::asio::io_context loop;
    std::vector<CollectedBody> bodies(Events::kMostSubscribers + 2);
    std::size_t refused = 0;
    for (auto& one : bodies) {
        boost::asio::co_spawn(loop, watched.stream(one),
                              [&](const std::exception_ptr&, const Result<void>& result) {
                                  if (!result) {
                                      ++refused;
                                      EXPECT_EQ(result.error().code, "TOO_MANY_SUBSCRIBERS");
                                  }
                              });
    }
    loop.run_for(20s);
    EXPECT_EQ(refused, 2U);
    EXPECT_EQ(watched.subscribers(), 0U);
    EXPECT_EQ(bodies[0].pieces[1], bodies[5].pieces[1]) << "made once for all";
}

TEST_F(EventsTest, HaveNoFigureThatChangesEachSecond) {
    const auto text = to_json(page_snapshot(*view, {view->now, {}}));
    for (const auto* figure : {"zxid", "latency", "outstanding", "free_bytes"}) {
        EXPECT_THAT(text, Not(HasSubstr(figure)));
    }
}

}  // namespace
}  // namespace ballast::coordinator::test
