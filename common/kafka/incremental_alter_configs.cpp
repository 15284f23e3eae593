// Source: IncrementalAlterConfigsRequest.json and IncrementalAlterConfigsResponse.json of
// Kafka 3.9.
#include "common/kafka/incremental_alter_configs.hpp"

#include <utility>

namespace ballast::kafka {

namespace {

AlterConfigsResult read_result(Reader& reader) {
    AlterConfigsResult result;
    result.error = reader.int16();
    result.message = reader.compact_nullable_string().value_or("");
    result.resource.type = ResourceType{reader.int8()};
    result.resource.name = reader.compact_string();
    reader.skip_tags();
    return result;
}

}  // namespace

std::string encode_incremental_alter_configs(const IncrementalAlterConfigs& request) {
    Writer body;
    body.compact_elements(request.resources, [&](const IncrementalAlterConfigs::Resource& altered) {
        body.int8(std::to_underlying(altered.resource.type));
        body.compact_string(altered.resource.name);
        body.compact_elements(altered.changes, [&](const ConfigChange& change) {
            body.compact_string(change.name);
            body.int8(std::to_underlying(change.operation));
            if (change.operation == ConfigOperation::remove) {
                body.compact_nullable_string(std::nullopt);
            } else {
                body.compact_string(change.value);
            }
            body.no_tags();
        });
        body.no_tags();
    });
    body.boolean(request.validate_only);
    body.no_tags();
    return body.take();
}

Result<std::vector<AlterConfigsResult>> decode_incremental_alter_configs(std::string_view body) {
    Reader reader(body);
    reader.int32();  // throttle time
    auto results = reader.compact_elements(6, read_result);
    reader.skip_tags();
    TRY_VOID(reader.finish("IncrementalAlterConfigs"));
    return results;
}

}  // namespace ballast::kafka
