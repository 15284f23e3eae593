#include "agent/init/log_ring.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace ballast::init {
namespace {

struct Taken {
    std::string out;
    std::string err;
    std::uint64_t dropped = 0;
    std::size_t longest = 0;
};

Taken take_all(LogRing& ring) {
    Taken taken;
    while (!ring.empty()) {
        const auto message = ring.take();
        taken.longest = std::max(taken.longest, encode(message).size());
        if (const auto* log = std::get_if<Log>(&message)) {
            (log->stream == 1 ? taken.out : taken.err) += log->bytes;
        } else {
            taken.dropped += std::get<LogDropped>(message).lines;
        }
    }
    return taken;
}

TEST(LogRing, KeepsHalfALineUntilItsEndComes) {
    LogRing ring;
    ring.add(1, "one\ntw");
    EXPECT_EQ(take_all(ring).out, "one\n");
    EXPECT_TRUE(ring.empty());
    ring.add(1, "o\n");
    EXPECT_EQ(take_all(ring).out, "two\n");
}

TEST(LogRing, StreamsDoNotMixAndKeepTheirOrder) {
    LogRing ring;
    ring.add(1, "a1 ");
    ring.add(2, "b1\n");
    ring.add(1, "a2\na3\n");
    ring.add(2, "b2\n");
    EXPECT_EQ(ring.take(), Message(Log{2, "b1\n"}));
    EXPECT_EQ(ring.take(), Message(Log{1, "a1 a2\na3\n"}));
    EXPECT_EQ(ring.take(), Message(Log{2, "b2\n"}));
    EXPECT_TRUE(ring.empty());
}

TEST(LogRing, TheOldestLinesGoFirstAndAreCounted) {
    LogRing ring;
    constexpr std::uint64_t kLines = 20'000;
    for (std::uint64_t i = 0; i < kLines; ++i) {
        ring.add(1, std::to_string(i) + std::string(90, '.') + "\n");
    }
    const auto taken = take_all(ring);
    EXPECT_GT(taken.dropped, 0U);
    const auto first = std::stoull(taken.out);
    EXPECT_EQ(first, taken.dropped) << "the lines after the gap follow it";
    EXPECT_EQ(static_cast<std::uint64_t>(std::ranges::count(taken.out, '\n')),
              kLines - taken.dropped);
    EXPECT_LE(taken.out.size(), LogRing::kMaxBytes);
    EXPECT_TRUE(take_all(ring).dropped == 0) << "a loss is told once";
}

TEST(LogRing, ManyEmptyLinesDoNotCostMoreThanTheirBound) {
    LogRing ring;
    ring.add(1, std::string(LogRing::kMaxBytes, '\n'));
    const auto taken = take_all(ring);
    EXPECT_EQ(taken.out.size() + taken.dropped, LogRing::kMaxBytes);
    EXPECT_GT(taken.out.size(), LogRing::kMaxBytes / 4) << "nor do they waste it";
    EXPECT_LT(taken.out.size(), LogRing::kMaxBytes);
}

TEST(LogRing, LongLinesAreCutIntoPieces) {
    LogRing ring;
    const std::string line(3 * LogRing::kMaxLine + 17, 'x');
    for (std::size_t at = 0; at < line.size(); at += 50'000) {
        ring.add(2, std::string_view(line).substr(at, 50'000));
    }
    ring.add(2, "\n");
    const auto taken = take_all(ring);
    EXPECT_EQ(taken.err, line + "\n");
    EXPECT_LE(taken.longest, 2 * LogRing::kMaxLine + 16);
}

TEST(LogRing, FinishMakesHalfALineWhole) {
    LogRing ring;
    ring.add(1, "no end");
    ring.add(2, "neither");
    ring.finish();
    const auto taken = take_all(ring);
    EXPECT_EQ(taken.out, "no end\n");
    EXPECT_EQ(taken.err, "neither\n");
    ring.finish();
    EXPECT_TRUE(ring.empty());
}

}  // namespace
}  // namespace ballast::init
