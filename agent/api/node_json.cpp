#include "agent/api/node_json.hpp"

#include <json/json.h>

namespace ballast::agent {

Json::Value to_json_value(const NodeReport& report) {
    Json::Value out;
    out["cluster"] = report.identity.cluster;
    out["name"] = report.identity.name;
    out["role"] = std::string(to_string(report.identity.role));
    out["id"] = report.identity.id;
    out["address"] = report.identity.address;
    out["state"] = std::string(to_string(report.state));
    out["ready"] = report.ready;
    out["code"] = report.code;
    out["reason"] = report.reason;
    out["since"] = to_rfc3339(report.since);
    out["pid"] = report.jvm_pid;
    out["agent_pid"] = report.agent_pid;
    out["restarts"] = Json::UInt64{report.restarts};
    out["heap_bytes"] = Json::Int64{report.heap_bytes};
    out["rss_bytes"] = Json::Int64{report.rss_bytes};
    out["config_revision"] = report.config_revision;
    out["incarnation"] = report.incarnation;
    out["intent"] = report.run_wanted ? "running" : "stopped";
    out["last_exit"] = Json::Value();
    if (!report.exits.empty()) {
        const auto& last = report.exits.back();
        auto& exit = out["last_exit"];
        exit["pid"] = last.pid;
        exit["exit_code"] = last.exit_code;
        exit["signal"] = last.signal;
        exit["asked"] = last.asked;
        exit["at"] = to_rfc3339(last.at);
    }
    return out;
}

}  // namespace ballast::agent
