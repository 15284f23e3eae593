// Every decoder on bytes that no broker sends: cut at each byte, with each byte changed, and with
// counts that the bytes cannot hold.
#include <gtest/gtest.h>

#include <functional>

#include "common/kafka/alter_partition_reassignments.hpp"
#include "common/kafka/create_topics.hpp"
#include "common/kafka/delete_topics.hpp"
#include "common/kafka/describe_cluster.hpp"
#include "common/kafka/describe_configs.hpp"
#include "common/kafka/describe_log_dirs.hpp"
#include "common/kafka/describe_topic_partitions.hpp"
#include "common/kafka/elect_leaders.hpp"
#include "common/kafka/incremental_alter_configs.hpp"
#include "common/kafka/list_partition_reassignments.hpp"
#include "common/kafka/metadata.hpp"
#include "tests/unit/kafka/fixture.hpp"

namespace ballast::kafka {
namespace {

using namespace std::string_literals;

struct Case {
    std::string fixture;
    std::function<std::string(std::string_view)> decode;  // the error's code; empty: none
    std::string before_array;                             // a body up to its first array of structs
};

template <class Decode>
std::function<std::string(std::string_view)> code_of(Decode decode) {
    return [decode](std::string_view body) {
        const auto result = decode(body);
        return result ? std::string() : result.error().code;
    };
}

template <std::int16_t version>
Result<LogDirs> decode_log_dirs(std::string_view body) {
    return decode_describe_log_dirs(version, body);
}

const std::string kThrottle(4, '\0');

class HostileMessage : public ::testing::TestWithParam<Case> {
  protected:
    std::string body_ = test::fixture(GetParam().fixture + ".bin").substr(5);
};

TEST_P(HostileMessage, IsRefusedWhenCutAnywhere) {
    ASSERT_EQ(GetParam().decode(body_), "");
    for (std::size_t size = 0; size < body_.size(); ++size) {
        EXPECT_EQ(GetParam().decode(body_.substr(0, size)), "BAD_FRAME") << size;
    }
}

TEST_P(HostileMessage, IsRefusedWithBytesBehindIt) {
    EXPECT_EQ(GetParam().decode(body_ + "x"), "BAD_FRAME");
}

TEST_P(HostileMessage, IsReadOrRefusedWithAnyByteChanged) {
    for (std::size_t at = 0; at < body_.size(); ++at) {
        for (const char byte : {'\x00', '\x01', '\x7F', '\x80', '\xFF'}) {
            auto changed = body_;
            changed[at] = byte;
            const auto code = GetParam().decode(changed);
            EXPECT_TRUE(code.empty() || code == "BAD_FRAME") << at << ": " << code;
        }
    }
}

TEST_P(HostileMessage, IsRefusedWithACountThatItCannotHold) {
    for (const auto& count : {"\xFF\xFF\xFF\xFF\x0F"s, "\xFF\xFF\xFF\xFF\x07"s,
                              "\xFF\xFF\xFF\xFF\xFF"s, "\x80\x80\x04"s}) {
        EXPECT_EQ(GetParam().decode(GetParam().before_array + count + std::string(64, '\0')),
                  "BAD_FRAME");
    }
}

INSTANTIATE_TEST_SUITE_P(
    Decoders, HostileMessage,
    ::testing::Values(
        Case{"describe_cluster_v0", code_of(decode_describe_cluster),
             kThrottle + "\0\0\0\x01\0\0\0\0"s},
        Case{"describe_configs_v4", code_of(decode_describe_configs), kThrottle},
        Case{"incremental_alter_configs_v1", code_of(decode_incremental_alter_configs), kThrottle},
        Case{"alter_partition_reassignments_v0", code_of(decode_alter_partition_reassignments),
             kThrottle + "\0\0\0"s},
        Case{"list_partition_reassignments_v0", code_of(decode_list_partition_reassignments),
             kThrottle + "\0\0\0"s},
        Case{"elect_leaders_v2", code_of(decode_elect_leaders), kThrottle + "\0\0"s},
        Case{"describe_log_dirs_v2", code_of(decode_log_dirs<2>), kThrottle},
        Case{"describe_log_dirs_v3", code_of(decode_log_dirs<3>), kThrottle + "\0\0"s},
        Case{"describe_log_dirs_v4", code_of(decode_log_dirs<4>), kThrottle + "\0\0"s},
        Case{"describe_topic_partitions_v0", code_of(decode_describe_topic_partitions), kThrottle},
        Case{"describe_topic_partitions_page", code_of(decode_describe_topic_partitions),
             kThrottle},
        Case{"create_topics_v7", code_of(decode_create_topics), kThrottle},
        Case{"delete_topics_v6", code_of(decode_delete_topics), kThrottle},
        Case{"metadata_v12_all",
             code_of([](std::string_view body) { return decode_metadata(12, body); }), kThrottle}),
    [](const auto& tested) { return tested.param.fixture; });

}  // namespace
}  // namespace ballast::kafka
