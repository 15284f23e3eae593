#include "agent/relay/kafka_relay.hpp"

#include <gmock/gmock.h>

#include "agent/relay/allowed_apis.hpp"
#include "common/kafka/metadata.hpp"
#include "tests/unit/relay/agent_listener.hpp"

namespace ballast::agent {
namespace {

using kafka::ApiKey;
namespace net = boost::asio;
using test::run;
using ::testing::HasSubstr;
using Deed = test::AgentListener::Deed;
using namespace std::chrono_literals;

std::string request(ApiKey key, std::int32_t correlation = 7, std::string_view body = "body") {
    return kafka::encode_request(key, kafka::find_api(key).max_version, correlation, "test", body);
}

std::string metadata(std::int16_t version, const kafka::TopicSelection& topics) {
    return kafka::encode_request(ApiKey::metadata, version, 7, "test",
                                 kafka::encode_metadata(version, topics));
}

class Relay : public ::testing::Test {
  protected:
    KafkaRelay relay(RelayLimits limits = {}) {
        return KafkaRelay({.name = "kafka-0",
                           .address = "127.0.0.1",
                           .port = listener_.port(),
                           .password = folder_.write("agent.password", "s3cret-1")},
                          limits);
    }
    Result<std::string> forward(KafkaRelay& relay, std::string frame,
                                http::Role caller = http::Role::coordinator) {
        return run(io_, relay.forward(std::move(frame), caller)).value();
    }

    net::io_context io_{1};
    test::Folder folder_;
    test::AgentListener listener_{io_};

    static inline const std::string kQuestion = metadata(12, {.all = true});
};

TEST_F(Relay, LogsInOnceAndForwardsFrames) {
    auto relay = this->relay();
    for (int i = 0; i < 3; ++i) {
        const auto answer = forward(relay, kQuestion);
        ASSERT_TRUE(answer) << answer.error().message;
        EXPECT_EQ(*answer, kQuestion.substr(4, 4) + kQuestion.substr(8));
    }
    EXPECT_EQ(listener_.logins, 1);
    EXPECT_EQ(listener_.password, "s3cret-1");
}

TEST_F(Relay, TakesTheNextBrokersPassword) {
    auto relay = this->relay();
    ASSERT_TRUE(forward(relay, kQuestion));
    folder_.write("agent.password", "s3cret-2");
    listener_.deeds = {Deed::close};
    ASSERT_TRUE(forward(relay, kQuestion));
    EXPECT_EQ(listener_.logins, 2);
    EXPECT_EQ(listener_.password, "s3cret-2");
}

TEST_F(Relay, NeverSendsAChangeTwice) {
    auto relay = this->relay();
    ASSERT_TRUE(forward(relay, kQuestion));
    listener_.deeds = {Deed::close};
    EXPECT_EQ(forward(relay, request(ApiKey::elect_leaders)).error().code, "BROKER_DOWN");
    EXPECT_EQ(listener_.requests, 2);
    EXPECT_TRUE(forward(relay, request(ApiKey::elect_leaders)));
    EXPECT_EQ(listener_.requests, 3);
}

TEST_F(Relay, RefusesWhatIsNotInTheTable) {
    auto relay = this->relay();
    for (const int key : {0, 1, 17, 36, 7, 26, 37, 51, 66, -1, 30'000}) {
        auto frame = kQuestion;
        frame[0] = static_cast<char>(key >> 8);
        frame[1] = static_cast<char>(key);
        const auto answer = forward(relay, frame);
        ASSERT_FALSE(answer) << key;
        EXPECT_EQ(answer.error().code, "API_NOT_ALLOWED") << key;
    }
    EXPECT_EQ(listener_.logins, 0);
}

TEST_F(Relay, KnowsEveryApiThatWeSpeakButLogins) {
    for (const auto& api : kafka::apis()) {
        const bool login =
            api.key == ApiKey::sasl_handshake || api.key == ApiKey::sasl_authenticate;
        const auto frame = request(api.key);
        EXPECT_EQ(right_of(*kafka::decode_request_head(frame), frame) == RelayRight::none, login)
            << api.name;
    }
}

TEST_F(Relay, LetsAViewerOnlyRead) {
    auto relay = this->relay();
    const auto old_metadata = [](const std::string& body) {
        return kafka::encode_request(ApiKey::metadata, 4, 7, "test", body);
    };
    const std::pair<std::string, bool> cases[] = {
        {request(ApiKey::describe_configs), true},
        {request(ApiKey::create_topics), false},
        {request(ApiKey::delete_topics), false},
        {request(ApiKey::elect_leaders), false},
        {request(ApiKey::incremental_alter_configs), false},
        {request(ApiKey::alter_partition_reassignments), false},
        {metadata(12, {.all = true}), true},
        {metadata(12, {}), true},
        {metadata(12, {.names = {"made-by-asking"}}), false},
        {old_metadata(std::string(4, '\0')), true},
        {old_metadata(std::string(4, '\xff')), true},
        {old_metadata(std::string("\0\0\0\1\0\1a\1", 8)), false},
        {request(ApiKey::metadata, 7, ""), false},
    };
    for (const auto& [frame, may] : cases) {
        const auto answer = forward(relay, frame, http::Role::viewer);
        EXPECT_EQ(answer.has_value(), may) << frame.substr(0, 2);
        EXPECT_EQ(answer ? "" : answer.error().code, may ? "" : "FORBIDDEN");
        EXPECT_TRUE(forward(relay, frame, http::Role::operator_));
    }
}

TEST_F(Relay, RefusesWhatIsNoRequest) {
    auto relay = this->relay();
    EXPECT_EQ(forward(relay, "").error().code, "BAD_FRAME");
    EXPECT_EQ(forward(relay, std::string("\0\3\0", 3)).error().kind, ErrorKind::invalid);
}

TEST_F(Relay, SurvivesBadAnswers) {
    auto relay = this->relay({.whole = 300ms, .response_bytes = 1000});
    const std::pair<Deed, const char*> cases[] = {{Deed::truncate, "BROKER_DOWN"},
                                                  {Deed::claim_much, "BAD_ANSWER"},
                                                  {Deed::confuse, "BAD_ANSWER"},
                                                  {Deed::keep_silent, "BROKER_SILENT"}};
    for (const auto& [deed, code] : cases) {
        listener_.deeds = {deed};
        const auto answer = forward(relay, kQuestion);
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, code) << answer.error().message;
        EXPECT_NE(answer.error().kind, ErrorKind::invalid) << "the caller did nothing wrong";
        EXPECT_THAT(answer.error().message, HasSubstr("kafka-0"));
        EXPECT_TRUE(forward(relay, kQuestion)) << "it goes on with a new connection";
    }
}

TEST_F(Relay, BoundsTheAnswer) {
    auto relay = this->relay({.response_bytes = 5000});
    listener_.answer_size = 5000;
    EXPECT_EQ(forward(relay, kQuestion)->size(), 5000U);
    listener_.answer_size = 5001;
    EXPECT_EQ(forward(relay, kQuestion).error().code, "BAD_ANSWER");
}

TEST_F(Relay, SaysThatNobodyListens) {
    KafkaRelay down({.name = "kafka-0",
                     .address = "127.0.0.1",
                     .port = 1,
                     .password = folder_.write("agent.password", "s3cret-1")});
    EXPECT_EQ(forward(down, kQuestion).error().code, "BROKER_DOWN");
    KafkaRelay never({.name = "kafka-0",
                      .address = "127.0.0.1",
                      .port = listener_.port(),
                      .password = folder_.path() / "none"});
    const auto answer = forward(never, kQuestion);
    EXPECT_EQ(answer.error().code, "BROKER_DOWN");
    EXPECT_EQ(answer.error().kind, ErrorKind::unreachable);
}

TEST_F(Relay, ServesManyOneAfterTheOther) {
    auto relay = this->relay({.whole = 300ms, .waiting = 3});
    listener_.deeds = {Deed::keep_silent};
    std::vector<std::string> codes;
    for (int i = 0; i < 6; ++i) {
        net::co_spawn(io_, relay.forward(kQuestion, http::Role::viewer),
                      [&](const std::exception_ptr& failure, const Result<std::string>& answer) {
                          EXPECT_FALSE(failure);
                          codes.push_back(answer ? "" : answer.error().code);
                      });
    }
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (codes.size() < 6 && std::chrono::steady_clock::now() < end) {
        io_.run_one_for(100ms);
    }
    // One is silent, three waited behind it for as long, two found the line full.
    EXPECT_THAT(codes,
                ::testing::UnorderedElementsAre("BUSY", "BUSY", "BROKER_SILENT", "BROKER_SILENT",
                                                "BROKER_SILENT", "BROKER_SILENT"));
    EXPECT_TRUE(forward(relay, kQuestion));
}

}  // namespace
}  // namespace ballast::agent
