#include "tests/unit/coordinator_agents/fake_cluster.hpp"

#include <fmt/format.h>

#include "common/kafka/wire.hpp"

namespace ballast::test {

namespace net = boost::asio;
using kafka::Reader;
using kafka::Writer;
using std::chrono::milliseconds;

namespace {

constexpr std::int16_t kMetadata = 3;
constexpr std::int16_t kApiVersions = 18;
constexpr std::int16_t kDescribeConfigs = 32;
constexpr std::int16_t kListReassignments = 46;

std::string api_versions() {
    Writer out;
    out.int16(0);
    out.compact_elements(
        std::vector{std::pair(kMetadata, 12), std::pair(kApiVersions, 3),
                    std::pair(kDescribeConfigs, 4), std::pair(kListReassignments, 0)},
        [&](const auto& api) {
            out.int16(api.first);
            out.int16(0);
            out.int16(static_cast<std::int16_t>(api.second));
            out.no_tags();
        });
    out.int32(0);
    out.no_tags();
    return out.take();
}

}  // namespace

std::string node_report(const std::string& role, int id, const std::string& more) {
    return fmt::format(
        R"({{"cluster":"demo","name":"{0}-{1}","role":"{0}","id":{1},"address":"127.10.2.{2}",
            "state":"SERVING","ready":true,"code":"","reason":"","next_step":"","rack":"a",
            "since":"2026-01-31T09:00:00Z","intent":"running","on_hold":null,"pid":123,
            "incarnation":"boot:123:1","restarts":2,"epoch":7,"config_revision":"abc",
            "versions":{{"{0}":"3.9.2"}},
            "disks":[{{"path":"/a","free_bytes":50,"total_bytes":100}},
                     {{"path":"/b","free_bytes":30,"total_bytes":100}}]{3}}})",
        role, id, id + 1, more);
}

net::awaitable<Result<std::string>> FakeAgent::answer(std::string text, milliseconds limit) const {
    switch (trouble) {
        case Trouble::none:
            co_return text;
        case Trouble::unreachable:
            co_return fail(ErrorKind::unreachable, "nothing listens", "CONNECTION_REFUSED");
        case Trouble::silent: {
            net::steady_timer timer(co_await net::this_coro::executor, limit);
            (void)co_await timer.async_wait(net::as_tuple(net::use_awaitable));
            co_return fail(ErrorKind::timed_out, "did not answer");
        }
        case Trouble::rubbish:
            co_return std::string("\xff\0rubbish", 9);
        case Trouble::truncated:
            co_return text.substr(0, text.size() / 2);
    }
    co_return text;
}

net::awaitable<Result<std::string>> FakeAgent::node(milliseconds limit) {
    return answer(report, limit);
}

net::awaitable<Result<std::string>> FakeAgent::zookeeper(milliseconds limit) {
    if (server.empty()) {
        co_return fail(ErrorKind::unreachable, "nothing listens on :2181", "ZOOKEEPER_DOWN");
    }
    co_return co_await answer(server, limit);
}

net::awaitable<Result<std::string>> FakeAgent::kafka(std::string frame, kafka::CallLimit limit,
                                                     bool only_reads) {
    EXPECT_TRUE(only_reads);
    Reader reader(frame);
    const auto key = reader.int16();
    reader.int16();
    const auto correlation = reader.int32();
    reader.nullable_string();
    reader.skip_tags();
    ++asked[key];
    on_asked(key);
    if (silent_keys.contains(key)) {
        net::steady_timer timer(co_await net::this_coro::executor, limit.time);
        (void)co_await timer.async_wait(net::as_tuple(net::use_awaitable));
        co_return fail(ErrorKind::timed_out, "did not answer", "BROKER_SILENT");
    }
    Writer header;
    header.int32(correlation);
    if (key != kApiVersions) {
        header.no_tags();
    }
    co_return co_await answer(header.take() + body_of(key, reader.raw(reader.remaining())),
                              limit.time);
}

std::string FakeAgent::body_of(std::int16_t key, std::string_view request) {
    switch (key) {
        case kApiVersions:
            return api_versions();
        case kMetadata:
            return metadata();
        case kListReassignments:
            return reassignments();
        case kDescribeConfigs:
            return configs(request);
        default:
            ADD_FAILURE() << "a request with key " << key;
            return {};
    }
}

std::string FakeAgent::metadata() const {
    Writer out;
    out.int32(0);
    out.compact_elements(kafka_.racks, [&](const auto& broker) {
        out.int32(broker.first);
        out.compact_string(fmt::format("127.10.2.{}", broker.first + 1));
        out.int32(9090);
        out.compact_nullable_string(broker.second);
        out.no_tags();
    });
    out.compact_nullable_string("cluster-id");
    out.int32(kafka_.controller);
    out.compact_elements(kafka_.topics, [&](const auto& topic) {
        out.int16(0);
        out.compact_nullable_string(topic.first);
        out.raw(std::string(16, static_cast<char>(topic.second.id)));
        out.boolean(topic.first.starts_with("__"));
        std::int32_t index = 0;
        out.compact_elements(topic.second.partitions, [&](const auto& partition) {
            out.int16(0);
            out.int32(index++);
            out.int32(partition.isr.empty() ? -1 : partition.isr.front());
            out.int32(1);
            out.compact_int32s(partition.replicas);
            out.compact_int32s(partition.isr);
            out.compact_int32s({});
            out.no_tags();
        });
        out.int32(0);
        out.no_tags();
    });
    out.no_tags();
    return out.take();
}

std::string FakeAgent::reassignments() const {
    Writer out;
    out.int32(0);
    out.int16(id_ == kafka_.controller ? 0 : 41);
    out.compact_nullable_string(std::nullopt);
    const bool tells = id_ == kafka_.controller;
    out.compact_elements(tells ? kafka_.topics : decltype(kafka_.topics){}, [&](const auto& topic) {
        out.compact_string(topic.first);
        std::vector<std::pair<std::int32_t, FakePartition>> moving;
        for (std::size_t i = 0; i < topic.second.partitions.size(); ++i) {
            const auto& partition = topic.second.partitions[i];
            if (!partition.adding.empty() || !partition.removing.empty()) {
                moving.emplace_back(static_cast<std::int32_t>(i), partition);
            }
        }
        out.compact_elements(moving, [&](const auto& partition) {
            out.int32(partition.first);
            out.compact_int32s(partition.second.replicas);
            out.compact_int32s(partition.second.adding);
            out.compact_int32s(partition.second.removing);
            out.no_tags();
        });
        out.no_tags();
    });
    out.no_tags();
    return out.take();
}

std::string FakeAgent::configs(std::string_view request) {
    Reader reader(request);
    const auto names = reader.compact_elements(2, [](Reader& in) {
        in.int8();
        auto name = in.compact_string();
        in.compact_elements(1, [](Reader& key) { return key.compact_string(); });
        in.skip_tags();
        return name;
    });
    topics_described.push_back(names.size());
    Writer out;
    out.int32(0);
    out.compact_elements(names, [&](const std::string& name) {
        const auto topic = kafka_.topics.find(name);
        const bool known = topic != kafka_.topics.end() && !topic->second.min_isr.empty();
        out.int16(known ? 0 : 3);
        out.compact_nullable_string(std::nullopt);
        out.int8(2);
        out.compact_string(name);
        out.compact_elements(std::vector<int>(known ? 1 : 0), [&](int) {
            out.compact_string("min.insync.replicas");
            out.compact_nullable_string(topic->second.min_isr);
            out.boolean(false);
            out.int8(5);
            out.boolean(false);
            out.compact_array(0);
            out.int8(3);
            out.compact_nullable_string(std::nullopt);
            out.no_tags();
        });
        out.no_tags();
    });
    out.no_tags();
    return out.take();
}

}  // namespace ballast::test
