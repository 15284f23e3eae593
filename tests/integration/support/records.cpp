#include "tests/integration/support/records.hpp"

#include <librdkafka/rdkafka.h>

#include <array>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>

#include "tests/integration/support/command.hpp"
#include "tests/integration/support/kafka_client.hpp"

namespace ballast::test {
namespace {

constexpr int kPatience = 60'000;  // milliseconds

void on_delivery(rd_kafka_t* /*handle*/, const rd_kafka_message_t* message, void* opaque) {
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        static_cast<std::vector<std::string>*>(opaque)->emplace_back(
            static_cast<const char*>(message->payload), message->len);
    }
}

}  // namespace

std::vector<std::string> produce(const std::string& bootstrap, const std::string& topic,
                                 const std::string& prefix, int count) {
    std::vector<std::string> acknowledged;
    const auto producer = make_client(RD_KAFKA_PRODUCER,
                                      {{"bootstrap.servers", bootstrap},
                                       {"enable.idempotence", "true"},
                                       {"acks", "all"},
                                       {"message.timeout.ms", std::to_string(kPatience)}},
                                      on_delivery, &acknowledged);
    auto* handle = rd_kafka_topic_new(producer.get(), topic.c_str(), nullptr);
    for (int i = 0; i < count; ++i) {
        auto value = prefix + "-" + std::to_string(i);
        rd_kafka_produce(handle, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, value.data(),
                         value.size(), nullptr, 0, nullptr);
        rd_kafka_poll(producer.get(), 0);
    }
    rd_kafka_topic_destroy(handle);
    rd_kafka_flush(producer.get(), kPatience);
    return acknowledged;
}

std::vector<std::string> consume_all(const std::string& bootstrap, const std::string& topic) {
    const auto consumer = make_client(RD_KAFKA_CONSUMER,
                                      {{"bootstrap.servers", bootstrap},
                                       {"group.id", "ballast-test"},
                                       {"enable.auto.commit", "false"},
                                       {"enable.partition.eof", "true"},
                                       {"auto.offset.reset", "earliest"},
                                       // the topic may be newer than a broker's view of it
                                       {"allow.auto.create.topics", "false"}},
                                      nullptr);
    rd_kafka_poll_set_consumer(consumer.get());
    const rd_kafka_metadata_t* metadata = nullptr;
    auto* topic_handle = rd_kafka_topic_new(consumer.get(), topic.c_str(), nullptr);
    const auto error = rd_kafka_metadata(consumer.get(), 0, topic_handle, &metadata, kPatience);
    rd_kafka_topic_destroy(topic_handle);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        throw std::runtime_error(rd_kafka_err2str(error));
    }
    const int partitions = metadata->topic_cnt == 0 ? 0 : metadata->topics[0].partition_cnt;
    rd_kafka_metadata_destroy(metadata);

    auto* assignment = rd_kafka_topic_partition_list_new(partitions);
    for (int i = 0; i < partitions; ++i) {
        rd_kafka_topic_partition_list_add(assignment, topic.c_str(), i)->offset =
            RD_KAFKA_OFFSET_BEGINNING;
    }
    rd_kafka_assign(consumer.get(), assignment);
    rd_kafka_topic_partition_list_destroy(assignment);

    std::vector<std::string> values;
    std::set<int> at_end;
    while (at_end.size() < static_cast<std::size_t>(partitions)) {
        auto* message = rd_kafka_consumer_poll(consumer.get(), kPatience);
        if (message == nullptr) {
            throw std::runtime_error("no end of " + topic + " in 60 s");
        }
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
            at_end.insert(message->partition);
        } else if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            values.emplace_back(static_cast<const char*>(message->payload), message->len);
        }
        rd_kafka_message_destroy(message);
    }
    rd_kafka_consumer_close(consumer.get());
    return values;
}

std::vector<std::string> lost(const std::vector<std::string>& acknowledged,
                              const std::vector<std::string>& read) {
    const std::set<std::string> present(read.begin(), read.end());
    std::vector<std::string> missing;
    for (const auto& value : acknowledged) {
        if (!present.contains(value)) {
            missing.push_back(value);
        }
    }
    return missing;
}

std::vector<std::string> lost_for_good(const std::string& bootstrap, const std::string& topic,
                                       const std::vector<std::string>& acknowledged) {
    std::vector<std::string> missing;
    eventually(
        [&] {
            missing = lost(acknowledged, consume_all(bootstrap, topic));
            return missing.empty();
        },
        Seconds{30});
    return missing;
}

}  // namespace ballast::test
