// ApiVersions (key 18): what a broker understands. A broker that does not know version 3 answers in
// version 0 with error 35 and we ask again with version 0 (KIP-511).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/kafka/api.hpp"

namespace ballast::kafka {

struct ApiVersions {
    std::int16_t error = 0;
    std::vector<VersionRange> ranges;
};

std::string encode_api_versions(std::int16_t version);
// Errors: invalid.
Result<ApiVersions> decode_api_versions(std::int16_t version, std::string_view body);

}  // namespace ballast::kafka
