// Source: DescribeConfigsRequest.json and DescribeConfigsResponse.json of Kafka 3.9.
#include "common/kafka/describe_configs.hpp"

#include <utility>

namespace ballast::kafka {

namespace {

ConfigSynonym read_synonym(Reader& reader) {
    ConfigSynonym synonym;
    synonym.name = reader.compact_string();
    synonym.value = reader.compact_nullable_string();
    synonym.source = ConfigSource{reader.int8()};
    reader.skip_tags();
    return synonym;
}

ConfigEntry read_entry(Reader& reader) {
    ConfigEntry entry;
    entry.name = reader.compact_string();
    entry.value = reader.compact_nullable_string();
    entry.read_only = reader.boolean();
    entry.source = ConfigSource{reader.int8()};
    entry.sensitive = reader.boolean();
    entry.synonyms = reader.compact_elements(4, read_synonym);
    entry.type = reader.int8();
    reader.compact_nullable_view();  // documentation, not asked for
    reader.skip_tags();
    return entry;
}

ResourceConfig read_resource(Reader& reader) {
    ResourceConfig config;
    config.error = reader.int16();
    config.message = reader.compact_nullable_string().value_or("");
    config.resource.type = ResourceType{reader.int8()};
    config.resource.name = reader.compact_string();
    config.entries = reader.compact_elements(9, read_entry);
    reader.skip_tags();
    return config;
}

}  // namespace

std::string encode_describe_configs(const DescribeConfigs& request) {
    Writer body;
    body.compact_elements(request.resources, [&](const DescribeConfigs::Resource& asked) {
        body.int8(std::to_underlying(asked.resource.type));
        body.compact_string(asked.resource.name);
        if (asked.keys) {
            body.compact_elements(*asked.keys,
                                  [&](std::string_view key) { body.compact_string(key); });
        } else {
            body.compact_array(std::nullopt);
        }
        body.no_tags();
    });
    body.boolean(request.synonyms);
    body.boolean(false);  // documentation
    body.no_tags();
    return body.take();
}

Result<std::vector<ResourceConfig>> decode_describe_configs(std::string_view body) {
    Reader reader(body);
    reader.int32();  // throttle time
    auto configs = reader.compact_elements(6, read_resource);
    reader.skip_tags();
    TRY_VOID(reader.finish("DescribeConfigs"));
    return configs;
}

}  // namespace ballast::kafka
