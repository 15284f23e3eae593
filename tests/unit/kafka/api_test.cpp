#include "common/kafka/api.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace ballast::kafka {
namespace {

using namespace std::string_literals;

TEST(RequestHeader, IsVersion1BeforeFlexibleVersions) {
    EXPECT_EQ(encode_request(ApiKey::sasl_handshake, 1, 7, "me", "BODY"),
              "\0\x11\0\x01\0\0\0\x07\0\x02meBODY"s);
}

TEST(RequestHeader, IsVersion2WithTagsAndAnOldStyleClientId) {
    EXPECT_EQ(encode_request(ApiKey::metadata, 12, 7, "me", "BODY"),
              "\0\x03\0\x0C\0\0\0\x07\0\x02me\0BODY"s);
}

TEST(RequestHead, IsReadWithoutKnowingTheRequest) {
    const auto head = decode_request_head("\0\x63\0\x02\0\0\0\x07whatever"s);
    ASSERT_TRUE(head);
    EXPECT_EQ(head->key, 99);
    EXPECT_EQ(head->version, 2);
    EXPECT_EQ(head->correlation_id, 7);
    EXPECT_EQ(decode_request_head("\0\x63\0\x02\0\0\0"s).error().code, "BAD_FRAME");
}

TEST(ResponseHeader, HasTagsOnlyInFlexibleVersions) {
    EXPECT_EQ(decode_response_header(ApiKey::metadata, 12, 7, "\0\0\0\x07\0BODY"s).value(), "BODY");
    EXPECT_EQ(decode_response_header(ApiKey::sasl_handshake, 1, 7,
                                     "\0\0\0\x07"
                                     "BODY"s)
                  .value(),
              "BODY");
}

TEST(ResponseHeader, IsAlwaysVersion0ForApiVersions) {
    EXPECT_EQ(decode_response_header(ApiKey::api_versions, 3, 7,
                                     "\0\0\0\x07"
                                     "BODY"s)
                  .value(),
              "BODY");
}

TEST(ResponseHeader, RefusesAnotherCorrelationId) {
    for (const auto& frame : {"\0\0\0\x08\0BODY"s, ""s, "\0\0"s}) {
        const auto body = decode_response_header(ApiKey::metadata, 12, 7, frame);
        ASSERT_FALSE(body);
        EXPECT_EQ(body.error().code, "BAD_FRAME");
    }
}

TEST(FrameSize, IsFourBytes) {
    EXPECT_EQ(encode_frame_size(0x01020304), "\x01\x02\x03\x04"s);
}

TEST(FrameSize, HasABound) {
    EXPECT_EQ(decode_frame_size("\0\0\x01\0"s, 256).value(), 256U);
    EXPECT_EQ(decode_frame_size("\0\0\x01\x01"s, 256).error().code, "BAD_FRAME");
    EXPECT_EQ(decode_frame_size("\0\0\x01\0"s).value(), 256U);
    EXPECT_EQ(decode_frame_size("\x01\0\0\0"s).value(), kMaxFrame);
    // "HTTP" and a TLS alert, read as a size.
    for (const auto& head : {"HTTP"s, "\xFF\xFF\xFF\xFF"s, "\x01\0\0\x01"s, "\x15\x03\x03\0"s}) {
        const auto size = decode_frame_size(head);
        ASSERT_FALSE(size);
        EXPECT_EQ(size.error().code, "BAD_FRAME");
    }
}

TEST(ChooseVersion, TakesTheHighestCommonOne) {
    const std::vector<VersionRange> kafka_39{{3, 0, 12}, {18, 0, 4}, {36, 0, 2}, {17, 0, 1}};
    EXPECT_EQ(choose_version(ApiKey::metadata, kafka_39).value(), 12);
    EXPECT_EQ(choose_version(ApiKey::api_versions, kafka_39).value(), 3);
    EXPECT_EQ(choose_version(ApiKey::metadata, std::vector<VersionRange>{{3, 0, 10}}).value(), 10);
}

TEST(ChooseVersion, RefusesWhatHasNothingInCommon) {
    for (const auto& ranges : {std::vector<VersionRange>{}, std::vector<VersionRange>{{3, 0, 8}},
                               std::vector<VersionRange>{{3, 13, 14}}}) {
        const auto version = choose_version(ApiKey::metadata, ranges);
        ASSERT_FALSE(version);
        EXPECT_EQ(version.error().kind, ErrorKind::refused);
        EXPECT_EQ(version.error().code, "UNSUPPORTED_VERSION");
    }
}

TEST(Apis, HaveSensibleRows) {
    for (const auto& api : apis()) {
        EXPECT_LE(api.min_version, api.max_version) << api.name;
        EXPECT_EQ(&find_api(api.key), &api);
    }
}

TEST(ErrorName, KnowsTheUsualOnes) {
    EXPECT_EQ(error_name(0), "NONE");
    EXPECT_EQ(error_name(-1), "UNKNOWN_SERVER_ERROR");
    EXPECT_EQ(error_name(36), "TOPIC_ALREADY_EXISTS");
    EXPECT_EQ(error_name(58), "SASL_AUTHENTICATION_FAILED");
    EXPECT_EQ(error_name(999), "ERROR_999");
}

}  // namespace
}  // namespace ballast::kafka
