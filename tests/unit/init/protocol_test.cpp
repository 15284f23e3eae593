#include "common/init_protocol/protocol.hpp"

#include <gmock/gmock.h>

namespace ballast::init {
namespace {

using testing::HasSubstr;

std::vector<Message> all_messages() {
    return {Hello{},
            Hello{.version = 1, .state = JvmState::running, .jvm = {42, 43}, .stopping = true},
            Hello{.version = 7,
                  .init_pid = 0xFFFFFFFF,
                  .state = JvmState::exited,
                  .jvm = {42, 0x0102030405060708},
                  .started_ms = 1'700'000'000'000,
                  .exited_ms = 1'700'000'000'001,
                  .wait_status = 0x8F00,
                  .stopping = true,
                  .replacement_failed = "exit 1 after 0.2 s",
                  .agent_path = "/opt/ballast-agent"},
            Started{{1, 2}, 3},
            StartFailed{"no such file"},
            Exited{{1, 2}, 0x0F00, 4},
            Log{2, std::string("a\0b\n", 4)},
            LogDropped{~std::uint64_t{0}},
            Stopping{},
            Refused{""},
            Start{{"/bin/java", "", "-cp"}, {"A=1"}, "/tmp"},
            Start{},
            Signal{{9, 8}, 15},
            ForgetExit{},
            Leave{},
            StopTaken{},
            ReplaceAgent{"/opt/ballast-agent"},
            AgentUp{}};
}

std::string frame(std::string_view payload) {
    std::string out(4, '\0');
    for (std::size_t i = 0; i < 4; ++i) {
        out[i] = static_cast<char>((payload.size() >> (24 - 8 * i)) & 0xFFU);
    }
    return out.append(payload);
}

std::string error_of(std::string_view bytes) {
    Decoder decoder;
    decoder.feed(bytes);
    EXPECT_FALSE(decoder.next());
    EXPECT_FALSE(decoder.next()) << "after an error nothing more comes";
    return decoder.error();
}

TEST(Protocol, EveryMessageComesBackAsItWas) {
    for (const auto& message : all_messages()) {
        Decoder decoder;
        decoder.feed(encode(message));
        EXPECT_EQ(decoder.next(), message) << "type " << message.index();
        EXPECT_FALSE(decoder.next());
        EXPECT_EQ(decoder.error(), "");
    }
}

TEST(Protocol, PiecesOfAnySizeGiveTheSameMessages) {
    std::string bytes;
    for (const auto& message : all_messages()) {
        bytes += encode(message);
    }
    for (const std::size_t piece : {1U, 3U, 7U, 1000U}) {
        Decoder decoder;
        std::vector<Message> got;
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            decoder.feed(std::string_view(bytes).substr(at, piece));
            while (auto message = decoder.next()) {
                got.push_back(std::move(*message));
            }
        }
        EXPECT_EQ(got, all_messages()) << piece;
    }
}

// An agent may be newer than the init that keeps it, so the bytes are fixed.
TEST(Protocol, BytesOnTheWireAreFixed) {
    EXPECT_EQ(encode(Signal{{258, 3}, 15}),
              std::string("\0\0\0\x11\x09\0\0\1\2\0\0\0\0\0\0\0\3\0\0\0\x0f", 21));
    EXPECT_EQ(encode(Log{2, "hi"}), std::string("\0\0\0\x08\x04\2\0\0\0\2hi", 12));
    EXPECT_EQ(encode(Leave{}), std::string("\0\0\0\1\x0b", 5));
    EXPECT_EQ(encode(StopTaken{}), std::string("\0\0\0\1\x0c", 5));
    EXPECT_EQ(encode(ReplaceAgent{"/a"}), std::string("\0\0\0\x07\x0d\0\0\0\2/a", 11));
    EXPECT_EQ(encode(AgentUp{}), std::string("\0\0\0\1\x0e", 5));
    constexpr std::size_t kHelloOf1 = 4U + 1 + 4 + 4 + 1 + 12 + 8 + 8 + 4 + 1;
    EXPECT_EQ(encode(Hello{.version = 1}).size(), kHelloOf1);
    EXPECT_EQ(encode(Hello{.replacement_failed = "x", .agent_path = "/a"}).size(),
              kHelloOf1 + 4 + 1 + 4 + 2);
}

// An init is replaced only when its JVM stops, so a new agent meets old ones.
TEST(Protocol, AHelloOfVersion1HasNothingOfVersion2) {
    Decoder decoder;
    decoder.feed(encode(Hello{.version = 1, .init_pid = 7, .agent_path = "/a"}));
    EXPECT_EQ(decoder.next(), Message(Hello{.version = 1, .init_pid = 7}));
}

TEST(Protocol, AHelloOfALaterVersionMayBeLonger) {
    const auto payload = encode(Hello{.version = kProtocolVersion + 1, .init_pid = 7}).substr(4);
    Decoder decoder;
    decoder.feed(frame(payload + "more") + encode(Leave{}));
    EXPECT_EQ(decoder.next(), Message(Hello{.version = kProtocolVersion + 1, .init_pid = 7}));
    EXPECT_EQ(decoder.next(), Message(Leave{}));
}

TEST(Protocol, FramesOfNoOrTooGreatLengthAreRefusedBeforeTheyArrive) {
    EXPECT_THAT(error_of(std::string(4, '\0')), HasSubstr("0 bytes"));
    EXPECT_THAT(error_of(std::string("\0\x10\0\1", 4)), HasSubstr("1048577 bytes"));
    EXPECT_NE(error_of("\xff\xff\xff\xff"), "");
}

TEST(Protocol, TheLongestFrameIsTaken) {
    const Log longest{1, std::string(kMaxFrame - 6, 'x')};
    Decoder decoder;
    decoder.feed(encode(longest));
    EXPECT_EQ(decoder.next(), Message(longest));
}

TEST(Protocol, PayloadsThatDoNotFitTheirTypeAreRefused) {
    for (const auto& message : all_messages()) {
        const auto payload = encode(message).substr(4);
        for (std::size_t size = 1; size < payload.size(); ++size) {
            EXPECT_THAT(error_of(frame(payload.substr(0, size))), HasSubstr("bad frame"))
                << "type " << message.index() << " cut to " << size;
        }
        const auto* hello = std::get_if<Hello>(&message);
        if (hello == nullptr || hello->version <= kProtocolVersion) {
            EXPECT_THAT(error_of(frame(payload + "x")), HasSubstr("bad frame"));
        }
    }
}

TEST(Protocol, UnknownTypesAndValuesAreRefused) {
    EXPECT_THAT(error_of(frame("\x0f")), HasSubstr("type 15"));
    EXPECT_THAT(error_of(frame("\xff")), HasSubstr("type 255"));
    auto hello = encode(Hello{});
    hello[4 + 1 + 8] = '\3';  // state
    EXPECT_NE(error_of(hello), "");
    hello = encode(Hello{.version = 1});
    hello.back() = '\2';  // stopping
    EXPECT_NE(error_of(hello), "");
    auto log = encode(Log{1, "x"});
    for (const char stream : {'\0', '\3'}) {
        log[5] = stream;
        EXPECT_NE(error_of(log), "");
    }
}

TEST(Protocol, HugeCountsAndLengthsCostNothing) {
    const std::string huge("\xff\xff\xff\xff", 4);
    EXPECT_NE(error_of(frame("\x08" + huge)), "");                  // arguments
    EXPECT_NE(error_of(frame("\x08\0\0\0\1" + huge)), "");          // the length of the first
    EXPECT_NE(error_of(frame(std::string("\x02", 1) + huge)), "");  // a text
    Start many;
    many.argv.resize(4097);
    EXPECT_NE(error_of(encode(many)), "");
}

TEST(Protocol, MessagesBeforeABadFrameStillCount) {
    Decoder decoder;
    decoder.feed(encode(ForgetExit{}) + frame("\x63"));
    EXPECT_EQ(decoder.next(), Message(ForgetExit{}));
    EXPECT_FALSE(decoder.next());
    EXPECT_NE(decoder.error(), "");
}

}  // namespace
}  // namespace ballast::init
