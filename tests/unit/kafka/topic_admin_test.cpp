// What needs no broker; the rest runs against a real one in tests/integration.
#include "common/kafka/topic_admin.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ballast::kafka {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

TEST(TopicAdmin, SaysThatNoBrokerAnswers) {
    // Port 1 of the loopback: nothing listens there.
    auto admin = TopicAdmin::open("127.0.0.1:1", 1500ms);
    ASSERT_TRUE(admin);
    ::testing::internal::CaptureStderr();
    const auto topics = admin->list_topics();
    EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
    ASSERT_FALSE(topics);
    EXPECT_EQ(topics.error().kind, ErrorKind::unreachable);
    EXPECT_THAT(topics.error().message, HasSubstr("127.0.0.1:1"));
    EXPECT_THAT(topics.error().message, HasSubstr("ballast status"));
}

TEST(TopicAdmin, RefusesWhatIsNoBootstrapList) {
    EXPECT_EQ(TopicAdmin::open("", 1s).error().kind, ErrorKind::invalid);
}

TEST(TopicAdmin, RefusesATopicThatCannotBe) {
    auto admin = TopicAdmin::open("127.0.0.1:1", 1s);
    ASSERT_TRUE(admin);
    const auto created =
        admin->create_topic({.name = "t", .partitions = -2, .replication_factor = 1, .config = {}});
    ASSERT_FALSE(created);
    EXPECT_EQ(created.error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace ballast::kafka
