// SaslHandshake (key 17, v1) and SaslAuthenticate (key 36, v2) with the mechanism PLAIN (RFC 4616).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/kafka/api.hpp"

namespace ballast::kafka {

struct SaslHandshake {
    std::int16_t error = 0;
    std::vector<std::string> mechanisms;
};
struct SaslAuthenticate {
    std::int16_t error = 0;
    std::string message;
};

std::string encode_sasl_handshake(std::string_view mechanism);
Result<SaslHandshake> decode_sasl_handshake(std::string_view body);
// The body holds the password: the caller keeps it no longer than the write.
std::string encode_sasl_plain(std::string_view user, std::string_view password);
Result<SaslAuthenticate> decode_sasl_authenticate(std::string_view body);

}  // namespace ballast::kafka
