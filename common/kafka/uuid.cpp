#include "common/kafka/uuid.hpp"

#include <cstdint>
#include <string_view>

namespace ballast::kafka {

std::string Uuid::text() const {
    constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text;
    std::uint32_t bits = 0;
    unsigned waiting = 0;  // of bits
    for (const auto byte : bytes) {
        bits = bits << 8U | byte;
        waiting += 8;
        while (waiting >= 6) {
            waiting -= 6;
            text.push_back(kDigits[bits >> waiting & 0x3FU]);
        }
    }
    text.push_back(kDigits[bits << (6 - waiting) & 0x3FU]);  // 128 = 21 * 6 + 2
    return text;
}

}  // namespace ballast::kafka
