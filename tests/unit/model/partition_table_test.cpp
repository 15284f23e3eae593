#include "coordinator/model/partition_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ballast::coordinator {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

PartitionTable::NewPartition partition(std::int32_t number, std::vector<std::int32_t> replicas,
                                       std::vector<std::int32_t> isr, std::int32_t leader) {
    return {.partition = number,
            .replicas = std::move(replicas),
            .isr = std::move(isr),
            .adding = {},
            .removing = {},
            .leader = leader};
}

TEST(PartitionTable, KeepsWhatItWasTold) {
    PartitionTableBuilder builder;
    builder.begin_topic("orders", false, 2);
    auto moving = partition(7, {20, 10, 5}, {20}, 20);
    moving.adding = {5};
    moving.removing = {10};
    ASSERT_TRUE(builder.add_partition(moving));
    ASSERT_TRUE(builder.add_partition(partition(0, {30, 10, 20}, {10, 30}, 30)));
    builder.add_broker(40);
    builder.begin_topic("__offsets", true, std::nullopt);
    ASSERT_TRUE(builder.add_partition(partition(0, {10}, {}, -1)));
    const auto table = std::move(builder).build();

    EXPECT_THAT(table.brokers(), ElementsAre(5, 10, 20, 30, 40));
    EXPECT_EQ(table.find_broker(20), 2);
    EXPECT_EQ(table.find_broker(21), std::nullopt);
    ASSERT_EQ(table.partitions(), 3U);
    EXPECT_EQ(table.topics()[1].first, 2U);
    EXPECT_EQ(table.topics()[0].count, 2U);
    EXPECT_EQ(table.topics()[1].min_isr, std::nullopt);
    EXPECT_EQ(table.name(1), "orders-7");

    const auto first = table.at(0);
    EXPECT_THAT(first.replicas, ElementsAre(3, 1, 2));
    EXPECT_EQ(first.isr, 0b011U);
    EXPECT_EQ(first.leader, 0);
    EXPECT_EQ(first.adding, 0U);
    const auto second = table.at(1);
    EXPECT_EQ(second.adding, 0b100U);
    EXPECT_EQ(second.removing, 0b010U);
    EXPECT_EQ(table.at(2).leader, -1);
    EXPECT_EQ(table.at(2).topic, 1U);
    EXPECT_GT(table.bytes(), 0U);
}

TEST(PartitionTable, RefusesWhatCannotBe) {
    PartitionTableBuilder builder;
    builder.begin_topic("orders", false, 2);
    const auto error = [&](const PartitionTable::NewPartition& wrong) {
        const auto added = builder.add_partition(wrong);
        return added ? std::string() : added.error().message;
    };
    EXPECT_THAT(error(partition(3, {1, 2}, {3}, 1)), HasSubstr("orders-3 has a broker in its ISR"));
    EXPECT_THAT(error(partition(3, {1, 1}, {}, 1)), HasSubstr("twice"));
    std::vector<std::int32_t> many(33);
    for (int i = 0; i < 33; ++i) {
        many[static_cast<std::size_t>(i)] = i;
    }
    EXPECT_THAT(error(partition(3, many, {}, 1)), HasSubstr("more than 32 replicas"));
    for (std::int32_t id = 0; id < 65534; ++id) {
        builder.add_broker(id);
    }
    EXPECT_THAT(error(partition(3, {70000, 70001}, {}, -1)), HasSubstr("more than 65535"));
    EXPECT_EQ(std::move(builder).build().partitions(), 0U);
}

TEST(PartitionTable, OfManyPartitionsIsSmall) {
    PartitionTableBuilder builder;
    for (int topic = 0; topic < 1000; ++topic) {
        builder.begin_topic("topic-" + std::to_string(topic), false, 2);
        for (int i = 0; i < 100; ++i) {
            ASSERT_TRUE(builder.add_partition(
                partition(i, {i, (i + 1) % 100, (i + 2) % 100}, {i, (i + 1) % 100}, i)));
        }
    }
    const auto table = std::move(builder).build();
    EXPECT_EQ(table.partitions(), 100'000U);
    EXPECT_LT(table.bytes(), 3U << 20U);
}

}  // namespace
}  // namespace ballast::coordinator
