#include "common/kafka/api_versions.hpp"

namespace ballast::kafka {

std::string encode_api_versions(std::int16_t version) {
    Writer body;
    if (version >= 3) {
        body.compact_string("ballast");
        body.compact_string("0.1.0");
        body.no_tags();
    }
    return body.take();
}

Result<ApiVersions> decode_api_versions(std::int16_t version, std::string_view body) {
    Reader reader(body);
    ApiVersions response;
    response.error = reader.int16();
    const bool flexible = version >= 3;
    const auto count = flexible ? reader.compact_array(7) : reader.array(6);
    response.ranges.reserve(count);
    for (std::size_t i = 0; i < count && !reader.failed(); ++i) {
        VersionRange range;
        range.key = reader.int16();
        range.min = reader.int16();
        range.max = reader.int16();
        if (flexible) {
            reader.skip_tags();
        }
        response.ranges.push_back(range);
    }
    if (version >= 1) {
        reader.int32();  // throttle time
    }
    if (flexible) {
        reader.skip_tags();  // the cluster's features
    }
    TRY_VOID(reader.finish("ApiVersions"));
    return response;
}

}  // namespace ballast::kafka
