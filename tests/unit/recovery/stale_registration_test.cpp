#include "agent/recovery/stale_registration.hpp"

#include <gtest/gtest.h>

#include "agent/logs/log_parser.hpp"
#include "common/files.hpp"

namespace ballast::agent {
namespace {

// What a real JVM wrote, as entries.
std::deque<LogEntry> recorded(const std::string& name) {
    const auto text = read_file(std::string(LOG_FIXTURES) + "/" + name);
    LogParser parser("stdout");
    std::deque<LogEntry> entries;
    for (auto& entry : parser.feed(text.value_or(""), WallTime{})) {
        entries.push_back(std::move(entry));
    }
    return entries;
}

TEST(StaleRegistration, IsSeenInTheLogOfARealBrokerThatWasKilledAndStartedAgain) {
    const auto entries = recorded("broker_failed_start.log");
    ASSERT_FALSE(entries.empty());
    EXPECT_TRUE(ended_by_stale_registration(entries));
}

TEST(StaleRegistration, IsNotSeenInTheLogOfACleanStop) {
    auto entries = recorded("broker_failed_start.log");
    std::erase_if(entries, [](const LogEntry& entry) {
        return entry.message.contains("creating ephemeral");
    });
    EXPECT_FALSE(ended_by_stale_registration(entries));
    EXPECT_FALSE(ended_by_stale_registration({}));
}

TEST(StaleRegistration, OfAnEarlierLifeIsForgotten) {
    auto entries = recorded("broker_failed_start.log");
    for (int i = 0; i < 100; ++i) {
        entries.push_back({.message = "serving happily"});
    }
    EXPECT_FALSE(ended_by_stale_registration(entries));
}

}  // namespace
}  // namespace ballast::agent
