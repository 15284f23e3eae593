#include "common/result.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace ballast {
namespace {

Result<int> half(int value) {
    return value % 2 == 0 ? Result<int>(value / 2) : fail(ErrorKind::invalid, "odd", "ODD");
}

Result<void> check(int value) {
    TRY_VOID(half(value));
    return {};
}

Result<int> quarter(int value) {
    TRY(const auto first, half(value));
    TRY(const auto second, half(first));
    return second;
}

Result<std::unique_ptr<int>> boxed(int value) {
    TRY(auto box, Result<std::unique_ptr<int>>(std::make_unique<int>(value)));
    TRY(*box, half(*box));
    return box;
}

TEST(Result, TryHandsTheValueOn) {
    EXPECT_EQ(quarter(8), 2);
    EXPECT_TRUE(check(8));
}

TEST(Result, TryReturnsTheFirstErrorWhole) {
    for (const auto& result : {quarter(6), quarter(3)}) {
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind, ErrorKind::invalid);
        EXPECT_EQ(result.error().message, "odd");
        EXPECT_EQ(result.error().code, "ODD");
    }
    EXPECT_FALSE(check(3));
}

TEST(Result, TryMovesWhatCannotBeCopied) {
    const auto box = boxed(4);
    ASSERT_TRUE(box);
    EXPECT_EQ(**box, 2);
    EXPECT_FALSE(boxed(3));
}

TEST(Result, ContextStandsInFront) {
    const auto error = in_context({ErrorKind::io, "no space", "FULL"}, "writing /x");
    EXPECT_EQ(error.message, "writing /x: no space");
    EXPECT_EQ(error.kind, ErrorKind::io);
    EXPECT_EQ(error.code, "FULL");
}

}  // namespace
}  // namespace ballast
