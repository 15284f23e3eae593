#include "common/bytes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace ballast {
namespace {

TEST(Bytes, Hexadecimal) {
    EXPECT_EQ(to_hex(""), "");
    EXPECT_EQ(to_hex(std::string_view("\x00\x7f\xff\x1a", 4)), "007fff1a");
}

// FIPS 180-2, B.1, and the empty text.
TEST(Bytes, Sha256) {
    EXPECT_EQ(sha256_hex("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Bytes, RandomOnesAreNeverTheSame) {
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        const auto text = random_hex(16);
        EXPECT_THAT(text, ::testing::MatchesRegex("[0-9a-f]{32}"));
        EXPECT_TRUE(seen.insert(text).second);
    }
}

TEST(Bytes, RandomFractionsFillTheirRange) {
    double least = 1;
    double most = 0;
    for (int i = 0; i < 1000; ++i) {
        const double fraction = random_fraction();
        ASSERT_GE(fraction, 0.0);
        ASSERT_LT(fraction, 1.0);
        least = std::min(least, fraction);
        most = std::max(most, fraction);
    }
    EXPECT_LT(least, 0.1);
    EXPECT_GT(most, 0.9);
}

}  // namespace
}  // namespace ballast
