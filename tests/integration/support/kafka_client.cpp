#include "tests/integration/support/kafka_client.hpp"

#include <array>
#include <stdexcept>

namespace ballast::test {

KafkaClient make_client(rd_kafka_type_t type, const std::map<std::string, std::string>& settings,
                        OnDelivery on_delivery, void* opaque) {
    std::array<char, 512> error{};
    auto* conf = rd_kafka_conf_new();
    for (const auto& [key, value] : settings) {
        if (rd_kafka_conf_set(conf, key.c_str(), value.c_str(), error.data(), error.size()) !=
            RD_KAFKA_CONF_OK) {
            rd_kafka_conf_destroy(conf);
            throw std::runtime_error(error.data());
        }
    }
    if (on_delivery != nullptr) {
        rd_kafka_conf_set_opaque(conf, opaque);
        rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
    }
    KafkaClient client(rd_kafka_new(type, conf, error.data(), error.size()));
    if (!client) {
        throw std::runtime_error(error.data());
    }
    return client;
}

}  // namespace ballast::test
