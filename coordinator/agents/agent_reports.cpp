#include "coordinator/agents/agent_reports.hpp"

#include <fmt/format.h>
#include <json/json.h>

#include <charconv>
#include <optional>

#include "common/json.hpp"

namespace ballast::coordinator {
namespace {

// Of the volume that is fullest.
Result<void> read_disks(const JsonView& view, NodeView& node) {
    TRY(const auto disks, view.objects("disks"));
    std::optional<double> least;
    for (const auto& disk : disks) {
        TRY(const auto free, disk.integer("free_bytes"));
        TRY(const auto total, disk.integer("total_bytes"));
        if (total <= 0) {
            continue;
        }
        const auto share = static_cast<double>(free) / static_cast<double>(total);
        if (!least || share < *least) {
            least = share;
            node.disk_free_bytes = free;
            node.disk_total_bytes = total;
        }
    }
    if (!least) {
        node.disk_free_bytes = node.disk_total_bytes = 0;
    }
    return {};
}

Result<void> check_identity(const JsonView& view, std::string_view cluster, const NodeView& node) {
    TRY(const auto told_cluster, view.string("cluster"));
    TRY(const auto told_name, view.string("name"));
    TRY(const auto told_role, view.string("role"));
    TRY(const auto told_id, view.integer("id"));
    if (told_cluster != cluster || told_name != node.name || told_role != to_string(node.role) ||
        told_id != node.id) {
        return fail(ErrorKind::invalid,
                    fmt::format("{} was asked for {} {} of cluster '{}', and {} {} of cluster '{}' "
                                "answers as {}",
                                node.address, to_string(node.role), node.id, cluster, told_role,
                                told_id, told_cluster, told_name),
                    "WRONG_NODE");
    }
    return {};
}

Result<std::string> version_of(const JsonView& view, Role role) {
    TRY(const auto versions, view.object("versions"));
    return versions.string_or(std::string(to_string(role)).c_str(), "");
}

Result<std::chrono::sys_seconds> time(const JsonView& view, const char* key) {
    TRY(const auto text, view.string(key));
    TRY(const auto point, parse_rfc3339(text));
    return std::chrono::floor<std::chrono::seconds>(point);
}

Result<std::optional<std::int64_t>> number_or_null(const Json::Value& root, const char* key) {
    if (root[key].isNull()) {
        return std::optional<std::int64_t>{};
    }
    TRY(const auto number, JsonView(root).integer(key));
    return std::optional(number);
}

Result<double> real(const Json::Value& root, const char* key) {
    if (!root[key].isNumeric()) {
        return fail(ErrorKind::invalid, fmt::format("/{}: a number is wanted", key));
    }
    return root[key].asDouble();
}

// "0x5000000a2": JSON's numbers hold 53 bits.
Result<std::uint64_t> hexadecimal(const JsonView& view, const char* key) {
    TRY(const auto text, view.string(key));
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const bool prefixed = text.starts_with("0x");
    const auto parsed = std::from_chars(text.data() + (prefixed ? 2 : 0), end, number, 16);
    if (!prefixed || parsed.ec != std::errc{} || parsed.ptr != end) {
        return fail(ErrorKind::invalid,
                    fmt::format("/{}: '{}' is not a number like 0x5000000a2", key, text));
    }
    return number;
}

}  // namespace

Result<void> read_node_report(std::string_view json, std::string_view cluster, NodeView& node) {
    TRY(const auto root, parse_json(json));
    const JsonView view(root);
    TRY_VOID(check_identity(view, cluster, node));
    auto told = node;
    TRY(told.state, view.string("state"));
    TRY(told.ready, view.boolean_or("ready", false));
    TRY(told.code, view.string_or("code", ""));
    TRY(told.reason, view.string_or("reason", ""));
    TRY(told.next_step, view.string_or("next_step", ""));
    TRY(told.incarnation, view.string_or("incarnation", ""));
    TRY(told.intent, view.string_or("intent", ""));
    told.on_hold = root["on_hold"].isObject();
    TRY(told.version, version_of(view, node.role));
    TRY(told.rack, view.string_or("rack", ""));
    TRY(told.pid, view.integer_or("pid", 0));
    TRY(told.restarts, view.integer_or("restarts", 0));
    TRY(const auto epoch, view.integer_or("epoch", 0));
    told.epoch = static_cast<std::uint64_t>(epoch);
    TRY(told.config_revision, view.string_or("config_revision", ""));
    TRY_VOID(read_disks(view, told));
    TRY(told.since, time(view, "since"));
    node = std::move(told);
    return {};
}

Result<void> read_zookeeper_report(std::string_view json, ZooKeeperView& server) {
    TRY(const auto root, parse_json(json));
    const JsonView view(root);
    auto told = server;
    TRY(told.serving, view.boolean_or("serving", false));
    TRY(told.mode, view.string_or("mode", ""));
    told.mode = told.mode == "unknown" ? "" : told.mode;
    TRY(told.synced_followers, number_or_null(root, "synced_followers"));
    TRY(told.pending_syncs, number_or_null(root, "pending_syncs"));
    TRY(told.zxid, hexadecimal(view, "zxid"));
    TRY(told.latency_avg_ms, real(root, "latency_avg_ms"));
    TRY(told.latency_max_ms, real(root, "latency_max_ms"));
    TRY(told.connections, view.integer("connections"));
    TRY(told.outstanding, view.integer("outstanding"));
    TRY(told.version, view.string_or("version", ""));
    server = std::move(told);
    return {};
}

}  // namespace ballast::coordinator
