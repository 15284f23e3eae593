#include "agent/jmx/perf_data.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/unit/jmx_client/temporary_folder.hpp"

namespace ballast::agent::jmx {
namespace {

using namespace std::string_literals;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;
using PerfValue = PerfCounters::mapped_type;

std::string little_endian(std::uint64_t value, std::size_t width) {
    std::string out;
    for (std::size_t i = 0; i < width; ++i) {
        out += static_cast<char>(value >> (8 * i));
    }
    return out;
}

std::string entry(const std::string& name, char type, std::uint32_t vector, std::string data) {
    const auto name_size = (name.size() / 8 + 1) * 8 + 4;  // the data begins at a multiple of 8
    std::string body = name + std::string(name_size - name.size(), '\0') + std::move(data);
    return little_endian(20 + body.size(), 4) + little_endian(20, 4) + little_endian(vector, 4) +
           type + "\0\1\3"s + little_endian(20 + name_size, 4) + body;
}

std::string file(const std::string& entries, std::uint32_t count) {
    return "\xCA\xFE\xC0\xC0\1\2\0\1"s + little_endian(32 + entries.size(), 4) +
           std::string(12, '\0') + little_endian(32, 4) + little_endian(count, 4) + entries;
}

std::string number(const std::string& name, std::uint64_t value) {
    return entry(name, 'J', 0, little_endian(value, 8));
}

TEST(PerfData, NumbersAndTexts) {
    const auto counters =
        parse_perf_data(file(number("java.threads.live", 7) + number("below", ~0ULL) +
                                 entry("java.property.java.version", 'B', 16, "17.0.15\0rubbish!"s),
                             3) +
                        "what is not in use");
    ASSERT_TRUE(counters) << counters.error().message;
    EXPECT_THAT(*counters,
                UnorderedElementsAre(Pair("java.threads.live", PerfValue(std::int64_t{7})),
                                     Pair("below", PerfValue(std::int64_t{-1})),
                                     Pair("java.property.java.version", PerfValue("17.0.15"s))));
}

std::string refusal(std::string_view bytes) {
    const auto counters = parse_perf_data(bytes);
    return counters ? "" : counters.error().message;
}

TEST(PerfData, RefusesWhatIsNone) {
    const auto good = file(number("n", 1), 1);
    ASSERT_EQ(refusal(good), "");
    EXPECT_THAT(refusal(""), HasSubstr("begins otherwise"));
    EXPECT_THAT(refusal("\xAC\xED" + good.substr(2)), HasSubstr("begins otherwise"));
    auto changed = good;
    changed[4] = 0;
    EXPECT_THAT(refusal(changed), HasSubstr("byte order"));
    changed = good;
    changed[7] = 0;
    EXPECT_THAT(refusal(changed), HasSubstr("not finished"));
}

TEST(PerfData, RefusesCountersThatPointElsewhere) {
    EXPECT_THAT(refusal(file(number("n", 1), 2)), HasSubstr("too soon"));
    EXPECT_THAT(refusal(file("", 5000)), HasSubstr("5000 counters"));
    const auto with = [](std::size_t at, std::uint64_t value) {
        return refusal(file(number("n", 1).replace(at, 4, little_endian(value, 4)), 1));
    };
    EXPECT_THAT(with(0, 0), HasSubstr("impossible size"));
    EXPECT_THAT(with(0, 1000), HasSubstr("impossible size"));
    EXPECT_THAT(with(4, 1000), HasSubstr("out of itself"));
    EXPECT_THAT(with(16, 0xFFFFFFFF), HasSubstr("out of itself"));
    EXPECT_THAT(with(16, 38), HasSubstr("cut off"));
    EXPECT_THAT(with(20, 0x61616161), ::testing::IsEmpty());
}

TEST(PerfData, EveryCutIsRefused) {
    const auto good = file(number("first", 1) + number("second", 2), 2);
    for (std::size_t size = 0; size < good.size(); ++size) {
        EXPECT_NE(refusal(good.substr(0, size)), "") << size;
    }
}

// A machine's /proc and /tmp, with the process 77 of this user.
class PerfDataFile : public ::testing::Test {
  protected:
    test::TemporaryFolder folder_;
    const std::filesystem::path root_ = folder_.path();

    void SetUp() override {
        std::filesystem::create_directories(root_ / "proc/77/root/tmp/hsperfdata_kafka");
        std::filesystem::create_directories(root_ / "tmp/hsperfdata_kafka");
        const auto user = std::to_string(::geteuid());
        write("proc/77/status",
              "Name:\tjava\nUid:\t9\t" + user + "\t9\t9\nNSpid:\t77\t5\nThreads:\t1\n");
    }

    void write(const std::string& path, const std::string& content) const {
        std::ofstream(root_ / path, std::ios::binary) << content;
    }
};

TEST_F(PerfDataFile, OfAContainerIsFoundByThePidThere) {
    write("proc/77/root/tmp/hsperfdata_kafka/5", file(number("there", 1), 1));
    write("tmp/hsperfdata_kafka/77", file(number("here", 1), 1));
    const auto counters = read_perf_data(77, root_);
    ASSERT_TRUE(counters) << counters.error().message;
    EXPECT_TRUE(counters->contains("there"));
}

TEST_F(PerfDataFile, OfThisMachineIsFoundByItsPid) {
    write("tmp/hsperfdata_kafka/77", file(number("here", 1), 1));
    const auto counters = read_perf_data(77, root_);
    ASSERT_TRUE(counters) << counters.error().message;
    EXPECT_TRUE(counters->contains("here"));
}

TEST_F(PerfDataFile, IsNeverALink) {
    write("real", file(number("n", 1), 1));
    std::filesystem::create_symlink(root_ / "real", root_ / "tmp/hsperfdata_kafka/77");
    const auto counters = read_perf_data(77, root_);
    ASSERT_FALSE(counters);
    EXPECT_EQ(counters.error().kind, ErrorKind::not_found);
}

TEST_F(PerfDataFile, OfAnotherUserIsNotBelieved) {
    write("tmp/hsperfdata_kafka/77", file(number("n", 1), 1));
    write("proc/77/status", "Name:\tjava\nUid:\t1\t4242\t1\t1\n");
    EXPECT_FALSE(read_perf_data(77, root_));
    EXPECT_FALSE(read_perf_data(78, root_));
}

}  // namespace
}  // namespace ballast::agent::jmx
