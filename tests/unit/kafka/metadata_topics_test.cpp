// Metadata topic by topic, without a copy of all of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "common/kafka/metadata.hpp"
#include "tests/unit/kafka/fixture.hpp"

namespace ballast::kafka {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Counter : TopicVisitor {
    Result<void> begin_topic(const Topic& topic) override {
        EXPECT_THAT(topic.partitions, IsEmpty());
        names.push_back(topic.name);
        ids.insert(topic.id.text());
        return {};
    }
    Result<void> add_partition(const Partition& partition) override {
        if (partitions == most) {
            return fail(ErrorKind::refused, "enough", "ENOUGH");
        }
        ++partitions;
        replicas += partition.replicas.size();
        buffers.insert(partition.replicas.data());
        return {};
    }

    std::vector<std::string> names;
    std::set<std::string> ids;
    std::size_t partitions = 0;
    std::size_t replicas = 0;
    std::size_t most = ~std::size_t{0};
    std::set<const std::int32_t*> buffers;
};

std::string recorded() {
    return test::fixture("metadata_v12_all.bin").substr(5);
}

// A version 12 answer with one broker, `topics` topics and three replicas for each partition.
std::string large(int topics, int partitions) {
    constexpr std::array<std::int32_t, 3> kReplicas{1, 2, 3};
    Writer body;
    body.int32(0);
    body.compact_array(0);
    body.compact_nullable_string("cluster");
    body.int32(1);
    body.compact_array(static_cast<std::size_t>(topics));
    for (int topic = 0; topic < topics; ++topic) {
        body.int16(0);
        body.compact_nullable_string("topic-" + std::to_string(topic));
        body.uuid({});
        body.boolean(false);
        body.compact_array(static_cast<std::size_t>(partitions));
        for (int partition = 0; partition < partitions; ++partition) {
            body.int16(0);
            body.int32(partition);
            body.int32(1);
            body.int32(0);
            body.compact_int32s(kReplicas);
            body.compact_int32s(kReplicas);
            body.compact_int32s({});
            body.no_tags();
        }
        body.int32(0);
        body.no_tags();
    }
    body.no_tags();
    return body.take();
}

TEST(MetadataTopics, AreVisitedOneByOne) {
    Counter counter;
    const auto metadata = decode_metadata_topics(12, recorded(), counter);
    ASSERT_TRUE(metadata) << metadata.error().message;
    EXPECT_THAT(metadata->brokers, SizeIs(1));
    EXPECT_THAT(metadata->topics, IsEmpty());
    EXPECT_THAT(counter.names, SizeIs(2));
    EXPECT_THAT(counter.ids, SizeIs(2));
    const auto whole = decode_metadata(12, recorded()).value();
    EXPECT_THAT(counter.names, ElementsAre(whole.topics[0].name, whole.topics[1].name));
    EXPECT_EQ(counter.partitions,
              whole.topics[0].partitions.size() + whole.topics[1].partitions.size());
}

TEST(MetadataTopics, OfALargeClusterUseTheSameMemoryAgain) {
    const auto body = large(1000, 100);
    EXPECT_LT(body.size() * 10, kMaxMetadataFrame);  // ten times as many still fit into a frame
    Counter counter;
    ASSERT_TRUE(decode_metadata_topics(12, body, counter));
    EXPECT_EQ(counter.partitions, 100'000U);
    EXPECT_EQ(counter.replicas, 300'000U);
    EXPECT_THAT(counter.buffers, SizeIs(1));
}

TEST(MetadataTopics, EndAtTheVisitorsError) {
    Counter counter;
    counter.most = 2;
    const auto metadata = decode_metadata_topics(12, large(1, 5), counter);
    ASSERT_FALSE(metadata);
    EXPECT_EQ(metadata.error().code, "ENOUGH");
    EXPECT_EQ(counter.partitions, 2U);
}

TEST(MetadataTopics, AreRefusedWhenCutAnywhere) {
    const auto body = recorded();
    for (std::size_t size = 0; size < body.size(); ++size) {
        Counter counter;
        EXPECT_FALSE(decode_metadata_topics(12, body.substr(0, size), counter)) << size;
    }
}

TEST(Uuids, AreShownAsKafkaShowsThem) {
    EXPECT_EQ(Uuid{}.text(), "AAAAAAAAAAAAAAAAAAAAAA");
    Uuid id;
    id.bytes = {0xFF, 0xEF, 0xBE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01};
    EXPECT_EQ(id.text(), "_---AAAAAAAAAAAAAAAAAQ");
}

}  // namespace
}  // namespace ballast::kafka
