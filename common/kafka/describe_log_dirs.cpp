// Source: DescribeLogDirsRequest.json and DescribeLogDirsResponse.json of Kafka 3.9.
#include "common/kafka/describe_log_dirs.hpp"

namespace ballast::kafka {

namespace {

LogDirPartition read_partition(Reader& reader) {
    LogDirPartition partition;
    partition.index = reader.int32();
    partition.bytes = reader.int64();
    partition.offset_lag = reader.int64();
    partition.future = reader.boolean();
    reader.skip_tags();
    return partition;
}

LogDir::Topic read_topic(Reader& reader) {
    LogDir::Topic topic;
    topic.name = reader.compact_string();
    topic.partitions = reader.compact_elements(22, read_partition);
    reader.skip_tags();
    return topic;
}

LogDir read_log_dir(Reader& reader, std::int16_t version) {
    LogDir directory;
    directory.error = reader.int16();
    directory.path = reader.compact_string();
    directory.topics = reader.compact_elements(3, read_topic);
    if (version >= 4) {
        directory.total_bytes = reader.int64();
        directory.usable_bytes = reader.int64();
    }
    reader.skip_tags();
    return directory;
}

}  // namespace

std::string encode_describe_log_dirs(const std::optional<std::vector<TopicPartitions>>& topics) {
    Writer body;
    if (topics) {
        write_topic_partitions(body, *topics);
    } else {
        body.compact_array(std::nullopt);
    }
    body.no_tags();
    return body.take();
}

Result<LogDirs> decode_describe_log_dirs(std::int16_t version, std::string_view body) {
    Reader reader(body);
    LogDirs dirs;
    reader.int32();  // throttle time
    if (version >= 3) {
        dirs.error = reader.int16();
    }
    dirs.directories = reader.compact_elements(
        5, [version](Reader& directory) { return read_log_dir(directory, version); });
    reader.skip_tags();
    TRY_VOID(reader.finish("DescribeLogDirs"));
    return dirs;
}

}  // namespace ballast::kafka
