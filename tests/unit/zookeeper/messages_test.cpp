#include "common/zookeeper/messages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ballast::zookeeper {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Jute, WritesWhatItReads) {
    JuteWriter out;
    out.int32(-2);
    out.int64(INT64_MIN);
    out.boolean(true);
    out.text("zo\0o"s);
    JuteReader in(out.bytes());
    EXPECT_EQ(in.int32(), -2);
    EXPECT_EQ(in.int64(), INT64_MIN);
    EXPECT_TRUE(in.boolean());
    EXPECT_EQ(in.text(), "zo\0o"s);
    EXPECT_EQ(in.remaining(), 0U);
    EXPECT_TRUE(in.finish("test"));
}

TEST(Jute, NoTextIsEmptyAndTooLongIsAnError) {
    JuteReader none("\xff\xff\xff\xff"sv);
    EXPECT_EQ(none.text(), "");
    EXPECT_TRUE(none.finish("text"));
    for (const auto& bytes : {"\0\0\0\5abcd"s, "\x7f\xff\xff\xff"s, "\xff\xff\xff\xfe"s, "\0\0"s}) {
        JuteReader reader(bytes);
        EXPECT_EQ(reader.text(), "");
        EXPECT_EQ(reader.finish("text").error().code, "BAD_FRAME");
    }
}

TEST(Jute, ACountThatCannotBeIsNotBelieved) {
    JuteReader reader("\x7f\xff\xff\xff\0\0\0\1a"sv);
    EXPECT_THAT(reader.texts(), IsEmpty());
    EXPECT_FALSE(reader.finish("list"));
}

TEST(Messages, AConnectAsksForANewSession) {
    // ConnectRequest of zookeeper.jute.
    EXPECT_EQ(encode_connect(10'000),
              "\0\0\0\x2d"                             // length
              "\0\0\0\0"                               // protocol
              "\0\0\0\0\0\0\0\0"                       // zxid
              "\0\0\x27\x10"                           // timeout
              "\0\0\0\0\0\0\0\0"                       // session
              "\0\0\0\x10"                             // password
              "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"s);  // and read-only
}

TEST(Messages, ARequestForDataHasNoWatch) {
    EXPECT_EQ(encode_request(3, Operation::get_data, "/a"),
              "\0\0\0\x0f\0\0\0\3\0\0\0\4\0\0\0\2/a\0"s);
    EXPECT_EQ(encode_request(3, Operation::sync, "/"), "\0\0\0\x0d\0\0\0\3\0\0\0\x09\0\0\0\1/"s);
    EXPECT_EQ(encode_request(4, Operation::close_session), "\0\0\0\x08\0\0\0\4\xff\xff\xff\xf5"s);
}

std::string stat(std::int64_t owner) {
    JuteWriter out;
    for (const std::int64_t value : {5, 6, 7, 8}) {
        out.int64(value);
    }
    for (const std::int32_t value : {1, 2, 3}) {
        out.int32(value);
    }
    out.int64(owner);
    out.int32(4);
    out.int32(9);
    out.int64(10);
    return out.bytes();
}

TEST(Messages, AZnodeIsItsDataAndItsOwner) {
    JuteWriter data;
    data.text("{}");
    const auto frame = data.bytes() + stat(0x1000ab);
    JuteReader reader(frame);
    const auto znode = decode_znode(reader);
    ASSERT_TRUE(znode);
    EXPECT_EQ(znode->data, "{}");
    EXPECT_EQ(znode->stat.owner_session, 0x1000abU);
    EXPECT_EQ(znode->stat.version, 1);
    EXPECT_EQ(znode->stat.children, 9);
    for (std::size_t size = 0; size < frame.size(); ++size) {
        JuteReader part(std::string_view(frame).substr(0, size));
        EXPECT_FALSE(decode_znode(part)) << size;
    }
}

TEST(Messages, ChildrenAreTheirNames) {
    JuteWriter names;
    names.int32(2);
    names.text("a");
    names.text("b");
    const auto frame = names.bytes() + stat(0);
    JuteReader reader(frame);
    EXPECT_THAT(decode_children(reader).value(), ElementsAre("a", "b"));
}

TEST(Messages, FramesHaveALimit) {
    EXPECT_EQ(decode_frame_size("\0\0\0\x08"s).value(), 8U);
    for (const auto& bytes : {"\xff\xff\xff\xff"s, "\x7f\xff\xff\xff"s, "\0\0"s}) {
        EXPECT_FALSE(decode_frame_size(bytes));
    }
}

TEST(Messages, ErrorsHaveNames) {
    EXPECT_EQ(error_name(-101), "NO_NODE");
    EXPECT_EQ(error_name(-999), "ERROR_-999");
}

}  // namespace
}  // namespace ballast::zookeeper
