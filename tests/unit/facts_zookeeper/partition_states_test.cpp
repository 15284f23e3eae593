#include "agent/facts/partition_states.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ballast::agent {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// As Kafka 3.9.2 wrote them.
TEST(PartitionStates, AreReadFromWhatKafkaWrites) {
    EXPECT_EQ(parse_cluster_id(R"({"version":"1","id":"w4FdkzTCQ4aXqTzxE2bS3g"})").value_or(""),
              "w4FdkzTCQ4aXqTzxE2bS3g");
    EXPECT_EQ(
        parse_endpoint(
            R"({"features":{},"listener_security_protocol_map":{"CLIENTS":"PLAINTEXT"},)"
            R"("endpoints":["CLIENTS://127.10.2.1:9092","REPLICATION://127.10.2.1:9091"],)"
            R"("jmx_port":-1,"port":9092,"host":"127.10.2.1","version":5,"timestamp":"1764000000000"})")
            .value_or(""),
        "127.10.2.1:9092");
    const auto* assignment =
        R"({"removing_replicas":{},"partitions":{"2":[0,1,2],"1":[2,0],"0":[1,2,0]},)"
        R"("topic_id":"AAAAAAAAAAAAAAAAAAAAAA","adding_replicas":{},"version":3})";
    EXPECT_THAT(parse_partitions_of(assignment, 1).value(), UnorderedElementsAre(0, 2));
    EXPECT_THAT(parse_partitions_of(assignment, 7).value(), IsEmpty());
    EXPECT_THAT(
        parse_isr(R"({"controller_epoch":1,"leader":1,"version":1,"leader_epoch":0,"isr":[1,2]})")
            .value(),
        ElementsAre(1, 2));
    EXPECT_THAT(parse_isr(R"({"leader":-1,"isr":[1]})").value(), ElementsAre(1));
}

TEST(PartitionStates, WhatIsNotKafkasIsAnError) {
    for (const auto* text :
         {"", "{", "[]", "null", "{}", R"({"id":7})", R"({"id":null})", "{\"id\":\"\xff\"}"}) {
        EXPECT_FALSE(parse_cluster_id(text)) << text;
    }
    for (const auto* text : {"", "{}", R"({"endpoints":[]})", R"({"endpoints":[1]})",
                             R"({"endpoints":"CLIENTS://a:1"})"}) {
        EXPECT_FALSE(parse_endpoint(text)) << text;
    }
    for (const auto* text : {"", "[]", "{}", R"({"partitions":[]})", R"({"partitions":{"x":[1]}})",
                             R"({"partitions":{"-1":[1]}})",
                             R"({"partitions":{"99999999999":[1]}})", R"({"partitions":{"0":1}})",
                             R"({"partitions":{"0":["1"]}})", R"({"partitions":{"0":[1.5]}})"}) {
        EXPECT_FALSE(parse_partitions_of(text, 1)) << text;
    }
    for (const auto* text :
         {"", "[]", "{}", R"({"isr":1})", R"({"isr":[null]})", R"({"isr":[]})",
          R"({"isr":[1],"isr":[1,2]})", R"({"isr":[1e9999]})", R"({"isr":[4294967297]})"}) {
        EXPECT_FALSE(parse_isr(text)) << text;
    }
}

}  // namespace
}  // namespace ballast::agent
