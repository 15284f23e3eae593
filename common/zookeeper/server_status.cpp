#include "common/zookeeper/server_status.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "common/text.hpp"

namespace ballast::zookeeper {

namespace {

constexpr std::string_view kNotServing =
    "This ZooKeeper instance is not currently serving requests";
constexpr std::string_view kNotAllowed = "is not executed because it is not in the whitelist";

constexpr std::array<std::pair<std::string_view, Mode>, 5> kModes{{
    {"leader", Mode::leader},
    {"follower", Mode::follower},
    {"observer", Mode::observer},
    {"standalone", Mode::standalone},
    {"read-only", Mode::read_only},
}};

Mode parse_mode(std::string_view text) {
    for (const auto& [name, mode] : kModes) {
        if (name == text) {
            return mode;
        }
    }
    return Mode::unknown;
}

double parse_decimal(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && std::isfinite(value) ? value
                                                                                            : 0;
}

std::int64_t integer_or_zero(std::string_view text) {
    return parse_integer(text).value_or(0);
}

std::uint64_t parse_hex(std::string_view text) {
    std::uint64_t value = 0;
    if (text.starts_with("0x")) {
        text.remove_prefix(2);
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    return error == std::errc() && end == text.data() + text.size() ? value : 0;
}

void read_latencies(std::string_view text, ServerStatus& status) {
    const auto parts = split(text, '/');
    if (parts.size() == 3) {
        status.latency_min_ms = parse_decimal(parts[0]);
        status.latency_avg_ms = parse_decimal(parts[1]);
        status.latency_max_ms = parse_decimal(parts[2]);
    }
}

// One line of an answer: its key and where the value goes. Unknown keys are left out.
struct Field {
    std::string_view key;
    void (*read)(std::string_view value, ServerStatus& status);
};

constexpr std::array<Field, 9> kSrvrFields{{
    {"Zookeeper version", [](std::string_view v, ServerStatus& s) { s.version = v; }},
    {"Latency min/avg/max", read_latencies},
    {"Received", [](std::string_view v, ServerStatus& s) { s.received = integer_or_zero(v); }},
    {"Sent", [](std::string_view v, ServerStatus& s) { s.sent = integer_or_zero(v); }},
    {"Connections",
     [](std::string_view v, ServerStatus& s) { s.connections = integer_or_zero(v); }},
    {"Outstanding",
     [](std::string_view v, ServerStatus& s) { s.outstanding = integer_or_zero(v); }},
    {"Zxid", [](std::string_view v, ServerStatus& s) { s.zxid = parse_hex(v); }},
    {"Mode", [](std::string_view v, ServerStatus& s) { s.mode = parse_mode(v); }},
    {"Node count", [](std::string_view v, ServerStatus& s) { s.node_count = integer_or_zero(v); }},
}};

constexpr std::array<Field, 12> kMntrFields{{
    {"zk_version", [](std::string_view v, ServerStatus& s) { s.version = v; }},
    {"zk_server_state", [](std::string_view v, ServerStatus& s) { s.mode = parse_mode(v); }},
    {"zk_min_latency",
     [](std::string_view v, ServerStatus& s) { s.latency_min_ms = parse_decimal(v); }},
    {"zk_avg_latency",
     [](std::string_view v, ServerStatus& s) { s.latency_avg_ms = parse_decimal(v); }},
    {"zk_max_latency",
     [](std::string_view v, ServerStatus& s) { s.latency_max_ms = parse_decimal(v); }},
    {"zk_packets_received",
     [](std::string_view v, ServerStatus& s) { s.received = integer_or_zero(v); }},
    {"zk_packets_sent", [](std::string_view v, ServerStatus& s) { s.sent = integer_or_zero(v); }},
    {"zk_num_alive_connections",
     [](std::string_view v, ServerStatus& s) { s.connections = integer_or_zero(v); }},
    {"zk_outstanding_requests",
     [](std::string_view v, ServerStatus& s) { s.outstanding = integer_or_zero(v); }},
    {"zk_znode_count",
     [](std::string_view v, ServerStatus& s) { s.node_count = integer_or_zero(v); }},
    {"zk_synced_followers",
     [](std::string_view v, ServerStatus& s) { s.synced_followers = parse_integer(v); }},
    {"zk_pending_syncs",
     [](std::string_view v, ServerStatus& s) { s.pending_syncs = parse_integer(v); }},
}};

Result<ServerStatus> parse(std::string_view reply, std::string_view word,
                           std::string_view separator, std::span<const Field> fields) {
    if (reply.starts_with(kNotServing)) {
        return ServerStatus{};
    }
    if (reply.contains(kNotAllowed)) {
        return fail(ErrorKind::invalid,
                    fmt::format("ZooKeeper does not execute '{}': put it into "
                                "4lw.commands.whitelist of zoo.cfg",
                                word),
                    "NOT_ALLOWED");
    }
    ServerStatus status;
    for (const auto line : split(reply, '\n')) {
        const auto at = line.find(separator);
        if (at == std::string_view::npos) {
            continue;
        }
        const auto key = trim(line.substr(0, at));
        for (const auto& field : fields) {
            if (field.key == key) {
                field.read(trim(line.substr(at + separator.size())), status);
            }
        }
    }
    if (status.mode == Mode::unknown) {
        return fail(ErrorKind::invalid,
                    fmt::format("the answer to '{}' names no mode: not a ZooKeeper server?", word),
                    "BAD_ANSWER");
    }
    status.serving = true;
    return status;
}

}  // namespace

std::string_view to_string(Mode mode) {
    for (const auto& [name, value] : kModes) {
        if (value == mode) {
            return name;
        }
    }
    return "unknown";
}

Result<ServerStatus> parse_srvr(std::string_view reply) {
    return parse(reply, "srvr", ": ", kSrvrFields);
}

Result<ServerStatus> parse_mntr(std::string_view reply) {
    return parse(reply, "mntr", "\t", kMntrFields);
}

}  // namespace ballast::zookeeper
