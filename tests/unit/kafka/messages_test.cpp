#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/kafka/api_versions.hpp"
#include "common/kafka/metadata.hpp"
#include "common/kafka/sasl.hpp"
#include "tests/unit/kafka/fixture.hpp"

namespace ballast::kafka {
namespace {

using namespace std::string_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string body(ApiKey key, std::int16_t version, std::int32_t correlation,
                 const std::string& name) {
    return std::string(
        decode_response_header(key, version, correlation, test::fixture(name)).value());
}

TEST(ApiVersionsMessage, ReadsBothVersionsOfARealAnswer) {
    const auto v3 =
        decode_api_versions(3, body(ApiKey::api_versions, 3, 1, "api_versions_v3.bin")).value();
    const auto v0 =
        decode_api_versions(0, body(ApiKey::api_versions, 0, 1, "api_versions_v0.bin")).value();
    EXPECT_EQ(v3.error, 0);
    EXPECT_THAT(v3.ranges, SizeIs(62));
    EXPECT_EQ(v3.ranges, v0.ranges);
    EXPECT_THAT(v3.ranges, Contains(VersionRange{3, 0, 12}));
}

TEST(ApiVersionsMessage, ReadsTheRefusalOfANewerVersion) {
    const auto answer =
        decode_api_versions(0, body(ApiKey::api_versions, 3, 1, "api_versions_unsupported.bin"))
            .value();
    EXPECT_EQ(answer.error, 35);
    EXPECT_THAT(answer.ranges, ElementsAre(VersionRange{18, 0, 4}));
}

TEST(MetadataMessage, ReadsABrokerThatTheControllerHasNotToldYet) {
    const auto metadata =
        decode_metadata(12, body(ApiKey::metadata, 12, 2, "metadata_v12_starting.bin")).value();
    EXPECT_THAT(metadata.brokers, IsEmpty());
    EXPECT_EQ(metadata.controller_id, -1);
    EXPECT_EQ(metadata.cluster_id, "A4zYCXxeTqe7Wg3kxAc0bA");
}

TEST(MetadataMessage, ReadsABrokerThatServes) {
    const auto metadata =
        decode_metadata(12, body(ApiKey::metadata, 12, 2, "metadata_v12_none.bin")).value();
    EXPECT_THAT(metadata.brokers, ElementsAre(Broker{0, "127.241.2.1", 9092, "a"}));
    EXPECT_EQ(metadata.controller_id, 0);
    EXPECT_THAT(metadata.topics, IsEmpty());
}

TEST(MetadataMessage, ReadsTopicsInOldAndNewVersions) {
    const auto v12 =
        decode_metadata(12, body(ApiKey::metadata, 12, 1, "metadata_v12_all.bin")).value();
    const auto v9 = decode_metadata(9, body(ApiKey::metadata, 9, 2, "metadata_v9_all.bin")).value();
    for (const auto& metadata : {v12, v9}) {
        ASSERT_THAT(metadata.topics, SizeIs(2));
        const auto& orders =
            metadata.topics[0].name == "orders" ? metadata.topics[0] : metadata.topics[1];
        EXPECT_EQ(orders.name, "orders");
        EXPECT_FALSE(orders.internal);
        ASSERT_THAT(orders.partitions, SizeIs(3));
        EXPECT_EQ(orders.partitions[0].leader, 0);
        EXPECT_EQ(orders.partitions[0].leader_epoch, 0);
        EXPECT_THAT(orders.partitions[0].replicas, ElementsAre(0));
        EXPECT_THAT(orders.partitions[0].isr, ElementsAre(0));
        EXPECT_THAT(orders.partitions[0].offline, IsEmpty());
    }
}

TEST(MetadataMessage, ReadsTheErrorOfAnAbsentTopic) {
    const auto metadata =
        decode_metadata(12, body(ApiKey::metadata, 12, 3, "metadata_v12_some.bin")).value();
    ASSERT_THAT(metadata.topics, SizeIs(2));
    EXPECT_EQ(metadata.topics[0].name, "orders");
    EXPECT_EQ(metadata.topics[0].error, 0);
    EXPECT_EQ(metadata.topics[1].name, "absent");
    EXPECT_EQ(error_name(metadata.topics[1].error), "UNKNOWN_TOPIC_OR_PARTITION");
}

TEST(MetadataMessage, AsksForNoneAllAndSome) {
    EXPECT_EQ(encode_metadata(12, {}), "\x01\0\0\0"s);
    EXPECT_EQ(encode_metadata(9, {}), "\x01\0\0\0\0"s);
    EXPECT_EQ(encode_metadata(12, {.all = true, .names = {}}), "\0\0\0\0"s);
    EXPECT_EQ(encode_metadata(12, {.all = false, .names = {"t"}}),
              "\x02"s + std::string(16, '\0') + "\x02t\0\0\0\0"s);
    EXPECT_EQ(encode_metadata(9, {.all = false, .names = {"t"}}), "\x02\x02t\0\0\0\0\0"s);
}

TEST(MetadataMessage, RefusesEveryTruncation) {
    const auto whole = body(ApiKey::metadata, 12, 1, "metadata_v12_all.bin");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(decode_metadata(12, whole.substr(0, size))) << size;
    }
    EXPECT_FALSE(decode_metadata(12, whole + "x"));
}

TEST(SaslMessages, ReadRealAnswers) {
    const auto hello =
        decode_sasl_handshake(body(ApiKey::sasl_handshake, 1, 1, "sasl_handshake.bin")).value();
    EXPECT_EQ(hello.error, 0);
    EXPECT_THAT(hello.mechanisms, ElementsAre("PLAIN"));
    const auto refused =
        decode_sasl_handshake(body(ApiKey::sasl_handshake, 1, 1, "sasl_handshake_refused.bin"))
            .value();
    EXPECT_EQ(refused.error, 33);
    const auto in =
        decode_sasl_authenticate(body(ApiKey::sasl_authenticate, 2, 2, "sasl_authenticate.bin"))
            .value();
    EXPECT_EQ(in.error, 0);
    const auto out =
        decode_sasl_authenticate(body(ApiKey::sasl_authenticate, 2, 2, "sasl_refused.bin")).value();
    EXPECT_EQ(out.error, 58);
    EXPECT_EQ(out.message, "Authentication failed: Invalid username or password");
}

TEST(SaslMessages, EncodePlainAfterRfc4616) {
    EXPECT_EQ(encode_sasl_plain("u", "pw"), "\x06\0u\0pw\0"s);
    EXPECT_EQ(encode_sasl_handshake("PLAIN"), "\0\x05PLAIN"s);
}

}  // namespace
}  // namespace ballast::kafka
