#include "common/kafka/wire.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace ballast::kafka {
namespace {

TEST(Wire, ReadsBackEveryPrimitive) {
    Writer out;
    out.int8(-2);
    out.int16(-300);
    out.int32(std::numeric_limits<std::int32_t>::min());
    out.int64(std::numeric_limits<std::int64_t>::max());
    out.boolean(true);
    out.unsigned_varint(300);
    out.string("orders");
    out.nullable_string(std::nullopt);
    out.compact_string("");
    out.compact_nullable_string(std::nullopt);
    out.compact_bytes(std::string(200, 'x'));
    out.compact_array(2);
    out.compact_array(std::nullopt);
    out.no_tags();

    Reader in(out.bytes());
    EXPECT_EQ(in.int8(), -2);
    EXPECT_EQ(in.int16(), -300);
    EXPECT_EQ(in.int32(), std::numeric_limits<std::int32_t>::min());
    EXPECT_EQ(in.int64(), std::numeric_limits<std::int64_t>::max());
    EXPECT_TRUE(in.boolean());
    EXPECT_EQ(in.unsigned_varint(), 300U);
    EXPECT_EQ(in.string(), "orders");
    EXPECT_EQ(in.nullable_string(), std::nullopt);
    EXPECT_EQ(in.compact_string(), "");
    EXPECT_EQ(in.compact_nullable_string(), std::nullopt);
    EXPECT_EQ(in.compact_bytes(), std::string(200, 'x'));
    EXPECT_EQ(in.compact_array(1), 2U);
    EXPECT_EQ(in.compact_array(1), 0U);
    in.skip_tags();
    EXPECT_TRUE(in.finish("test"));
}

// Values of the Protocol Buffers documentation, which Kafka's varints follow (KIP-482).
TEST(Wire, EncodesVarintsLikeProtobuf) {
    Writer out;
    out.unsigned_varint(0);
    out.unsigned_varint(127);
    out.unsigned_varint(150);
    out.unsigned_varint(std::numeric_limits<std::uint32_t>::max());
    EXPECT_EQ(out.bytes(), std::string("\x00\x7F\x96\x01\xFF\xFF\xFF\xFF\x0F", 9));
    Reader in(out.bytes());
    EXPECT_EQ(in.unsigned_varint(), 0U);
    EXPECT_EQ(in.unsigned_varint(), 127U);
    EXPECT_EQ(in.unsigned_varint(), 150U);
    EXPECT_EQ(in.unsigned_varint(), std::numeric_limits<std::uint32_t>::max());
    EXPECT_FALSE(in.failed());
}

struct Damage {
    std::string name;
    std::string bytes;
    void (*read)(Reader&);
};

class WireDamage : public ::testing::TestWithParam<Damage> {};

TEST_P(WireDamage, IsAnErrorThatSticks) {
    Reader in(GetParam().bytes);
    GetParam().read(in);
    EXPECT_TRUE(in.failed());
    EXPECT_EQ(in.remaining(), 0U);
    EXPECT_EQ(in.int64(), 0);
    EXPECT_EQ(in.compact_array(1), 0U);
    const auto end = in.finish("Metadata");
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().kind, ErrorKind::invalid);
    EXPECT_EQ(end.error().code, "BAD_FRAME");
}

INSTANTIATE_TEST_SUITE_P(
    Cases, WireDamage,
    ::testing::Values(
        Damage{"short_int", "\x01", [](Reader& in) { in.int32(); }},
        Damage{"long_string", std::string("\x7F\xFFx", 3), [](Reader& in) { in.string(); }},
        Damage{"negative_string", "\xFF\xFE", [](Reader& in) { in.nullable_string(); }},
        Damage{"null_string", "\xFF\xFF", [](Reader& in) { in.string(); }},
        Damage{"null_compact_string", std::string("\0", 1),
               [](Reader& in) { in.compact_string(); }},
        Damage{"huge_array", "\x7F\xFF\xFF\xFF", [](Reader& in) { in.array(1); }},
        Damage{"huge_compact_array", "\xFF\xFF\xFF\xFF\x0F",
               [](Reader& in) { in.compact_array(1); }},
        Damage{"array_of_large_elements", std::string("\x00\x00\x00\x02xxxxx", 9),
               [](Reader& in) { in.array(4); }},
        Damage{"endless_varint", "\xFF\xFF\xFF\xFF\xFF\xFF",
               [](Reader& in) { in.unsigned_varint(); }},
        Damage{"varint_above_32_bits", "\xFF\xFF\xFF\xFF\x1F",
               [](Reader& in) { in.unsigned_varint(); }},
        Damage{"many_tags", "\xFF\xFF\xFF\xFF\x0F", [](Reader& in) { in.skip_tags(); }},
        Damage{"long_tag", std::string("\x01\x00\x7F", 3), [](Reader& in) { in.skip_tags(); }}),
    [](const auto& param) { return param.param.name; });

TEST(Wire, RefusesBytesThatAreLeft) {
    Reader in("\x01\x02");
    in.int8();
    const auto end = in.finish("Metadata");
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().message, "the Metadata response has 1 bytes too many");
}

TEST(Wire, SkipsTagsOfAnyContent) {
    Reader in(
        std::string_view("\x02\x00\x02"
                         "ab\x05\x00\x2A",
                         8));
    in.skip_tags();
    EXPECT_EQ(in.int8(), 42);
    EXPECT_FALSE(in.failed());
}

}  // namespace
}  // namespace ballast::kafka
