#include "agent/relay/zookeeper_relay.hpp"

#include <fmt/format.h>
#include <json/json.h>

#include "common/zookeeper/four_letter_word.hpp"

namespace ballast::agent {

namespace net = boost::asio;

namespace {

Json::Value or_null(const std::optional<std::int64_t>& number) {
    return number ? Json::Value(Json::Int64{*number}) : Json::Value();
}

Error as_seen_from_outside(const Error& error) {
    if (error.kind == ErrorKind::timed_out) {
        return {ErrorKind::timed_out, error.message, "ZOOKEEPER_SILENT"};
    }
    const bool down = error.code == "CONNECTION_REFUSED";
    return {ErrorKind::unreachable, error.message, down ? "ZOOKEEPER_DOWN" : "BAD_ANSWER"};
}

}  // namespace

Json::Value to_json_value(const zookeeper::ServerStatus& status) {
    Json::Value out;
    out["serving"] = status.serving;
    out["mode"] = std::string(zookeeper::to_string(status.mode));
    out["version"] = status.version;
    out["zxid"] = fmt::format("{:#x}", status.zxid);
    out["latency_min_ms"] = status.latency_min_ms;
    out["latency_avg_ms"] = status.latency_avg_ms;
    out["latency_max_ms"] = status.latency_max_ms;
    out["received"] = Json::Int64{status.received};
    out["sent"] = Json::Int64{status.sent};
    out["connections"] = Json::Int64{status.connections};
    out["outstanding"] = Json::Int64{status.outstanding};
    out["node_count"] = Json::Int64{status.node_count};
    out["synced_followers"] = or_null(status.synced_followers);
    out["pending_syncs"] = or_null(status.pending_syncs);
    return out;
}

net::awaitable<Result<zookeeper::ServerStatus>> ask_zookeeper(std::string address,
                                                              std::uint16_t port,
                                                              std::chrono::milliseconds limit) {
    auto status = co_await zookeeper::srvr(address, port, limit);
    if (!status) {
        co_return std::unexpected(as_seen_from_outside(status.error()));
    }
    if (status->mode == zookeeper::Mode::leader) {
        // One that leads no more by now, or says nothing, has followers that are not known.
        const auto details = co_await zookeeper::mntr(std::move(address), port, limit);
        if (details && details->mode == zookeeper::Mode::leader) {
            status->synced_followers = details->synced_followers;
            status->pending_syncs = details->pending_syncs;
        }
    }
    co_return status;
}

}  // namespace ballast::agent
