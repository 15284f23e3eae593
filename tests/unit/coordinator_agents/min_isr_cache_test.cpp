#include "coordinator/agents/min_isr_cache.hpp"

#include <gmock/gmock.h>

namespace ballast::coordinator {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

class MinIsr : public ::testing::Test {
  protected:
    static kafka::Uuid id(unsigned char value) {
        kafka::Uuid id;
        id.bytes.fill(value);
        return id;
    }
    void see(const std::vector<std::string>& topics, unsigned char version = 1) {
        cache_.begin();
        for (const auto& topic : topics) {
            cache_.see(topic, id(version));
        }
        cache_.end();
    }
    void learn(const std::string& topic, const std::string& value, std::int16_t error = 0) {
        const std::vector<kafka::ResourceConfig> answer{
            {.error = error,
             .resource = {kafka::ResourceType::topic, topic},
             .entries = {{.name = "min.insync.replicas", .value = value}}}};
        cache_.learn(answer, now_);
    }

    MinIsrCache cache_{{.again = 10s, .forget = 60s}};
    SteadyTime now_{1h};
};

TEST_F(MinIsr, IsAskedForNewTopics) {
    see({"a", "b", "c"});
    EXPECT_THAT(cache_.unknown(2), ElementsAre("a", "b"));
    learn("a", "2");
    EXPECT_THAT(cache_.unknown(10), ElementsAre("b", "c"));
    EXPECT_EQ(cache_.find("a", now_), 2);
    EXPECT_EQ(cache_.find("b", now_), std::nullopt);
}

TEST_F(MinIsr, IsForgottenWithItsTopic) {
    see({"a"});
    learn("a", "2");
    see({"a"}, 2);  // deleted and made anew
    EXPECT_EQ(cache_.find("a", now_), std::nullopt);
    learn("a", "3");
    see({});
    see({"a"}, 2);
    EXPECT_THAT(cache_.unknown(10), ElementsAre("a"));
}

TEST_F(MinIsr, IsReadAgainInTurn) {
    see({"a", "b", "c"});
    for (const auto* topic : {"a", "b", "c"}) {
        learn(topic, "1");
    }
    EXPECT_THAT(cache_.due(now_, 10), IsEmpty());
    now_ += 10s;
    EXPECT_THAT(cache_.due(now_, 2), ElementsAre("a", "b"));
    EXPECT_THAT(cache_.due(now_, 2), ElementsAre("c", "a"));
    learn("b", "2");
    EXPECT_THAT(cache_.due(now_, 10), ElementsAre("c", "a"));
    EXPECT_EQ(cache_.find("b", now_), 2);
}

TEST_F(MinIsr, IsKeptOverAFailureAndNotForEver) {
    see({"a"});
    learn("a", "2");
    now_ += 59s;
    learn("a", "1", 29);
    EXPECT_EQ(cache_.find("a", now_), 2);
    now_ += 1s;
    EXPECT_EQ(cache_.find("a", now_), std::nullopt);
}

TEST_F(MinIsr, IsOnlyWhatABrokerCanMean) {
    see({"a"});
    for (const auto* value : {"", "x", "0", "-1", "99999", "2 "}) {
        learn("a", value);
        EXPECT_EQ(cache_.find("a", now_), std::nullopt) << value;
    }
    learn("other", "2");
    EXPECT_THAT(cache_.unknown(10), ElementsAre("a"));
}

}  // namespace
}  // namespace ballast::coordinator
