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
    if (report.last_exit) {
        auto& exit = out["last_exit"];
        exit["pid"] = report.last_exit->pid;
        exit["exit_code"] = report.last_exit->exit_code;
        exit["signal"] = report.last_exit->signal;
        exit["asked"] = report.last_exit->asked;
        exit["at"] = to_rfc3339(report.last_exit->at);
    }
    return out;
}

}  // namespace ballast::agent
