// A librdkafka client with an owner.
#pragma once

#include <librdkafka/rdkafka.h>

#include <map>
#include <memory>
#include <string>

namespace ballast::test {

struct KafkaClientDeleter {
    void operator()(rd_kafka_t* client) const { rd_kafka_destroy(client); }
};
using KafkaClient = std::unique_ptr<rd_kafka_t, KafkaClientDeleter>;

using OnDelivery = void (*)(rd_kafka_t*, const rd_kafka_message_t*, void* opaque);

// Throws std::runtime_error with librdkafka's words.
KafkaClient make_client(rd_kafka_type_t type, const std::map<std::string, std::string>& settings,
                        OnDelivery on_delivery = nullptr, void* opaque = nullptr);

}  // namespace ballast::test
