// A topic's id: 16 bytes, shown as Kafka's tools show it.
#pragma once

#include <array>
#include <string>

namespace ballast::kafka {

struct Uuid {
    std::array<unsigned char, 16> bytes{};  // all zero: none

    // 22 characters of base64url without padding (org.apache.kafka.common.Uuid).
    std::string text() const;
    bool operator==(const Uuid&) const = default;
};

}  // namespace ballast::kafka
