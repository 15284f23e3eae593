#include "agent/api/node_json.hpp"

#include <json/json.h>

namespace ballast::agent {
namespace {

Json::Value to_value(const JvmExit& exit) {
    Json::Value out;
    out["pid"] = exit.pid;
    out["exit_code"] = exit.exit_code;
    out["signal"] = exit.signal;
    out["asked"] = exit.asked;
    out["at"] = to_rfc3339(exit.at);
    out["code"] = exit.code;
    out["cause"] = exit.cause;
    out["clean"] = exit.clean ? Json::Value(*exit.clean) : Json::Value();
    return out;
}

Json::Value to_value(const StateChange& change) {
    Json::Value out;
    out["at"] = to_rfc3339(change.at, true);
    out["from"] = std::string(to_string(change.from));
    out["to"] = std::string(to_string(change.to));
    out["code"] = change.code;
    out["reason"] = change.reason;
    return out;
}

Json::Value to_value(const ActiveCondition& condition) {
    Json::Value out;
    out["code"] = condition.finding.code;
    out["reason"] = condition.finding.reason;
    out["next_step"] = condition.finding.next_step;
    out["since"] = to_rfc3339(condition.since);
    return out;
}

Json::Value to_value(const ProbeAnswer& answer) {
    Json::Value out;
    out["ok"] = answer.ok();
    out["reason"] = answer.reason();
    return out;
}

Json::Value to_value(const OnHold& hold) {
    Json::Value out;
    out["by"] = hold.by;
    out["reason"] = hold.reason;
    out["since"] = to_rfc3339(hold.since);
    return out;
}

Json::Value to_value(const RecoveryView& recovery) {
    Json::Value out;
    out["done"] = Json::Int64{recovery.done};
    out["total"] = Json::Int64{recovery.total};
    out["eta_seconds"] =
        recovery.left ? Json::Value(Json::Int64{recovery.left->count()}) : Json::Value();
    return out;
}

template <class Values>
Json::Value to_array(const Values& values) {
    Json::Value out(Json::arrayValue);
    for (const auto& value : values) {
        out.append(to_value(value));
    }
    return out;
}

Json::Value versions(const NodeView& view) {
    Json::Value out;
    out["agent"] = view.versions.agent;
    out[std::string(to_string(view.report.identity.role))] = view.versions.program;
    out["java"] = view.versions.java;
    if (view.versions.init_protocol) {
        out["init_protocol"] = *view.versions.init_protocol;
    }
    return out;
}

Json::Value disks(const NodeView& view) {
    Json::Value out(Json::arrayValue);
    for (const auto& dir : view.disks) {
        Json::Value disk;
        disk["path"] = dir.path.string();
        disk["free_bytes"] = Json::Int64{dir.free_bytes};
        disk["total_bytes"] = Json::Int64{dir.total_bytes};
        disk["needed_free_bytes"] = Json::Int64{view.needed_free_bytes};
        disk["write_error"] = dir.write_error;
        out.append(disk);
    }
    return out;
}

void add_identity(const NodeReport& report, Json::Value& out) {
    out["cluster"] = report.identity.cluster;
    out["name"] = report.identity.name;
    out["role"] = std::string(to_string(report.identity.role));
    out["id"] = report.identity.id;
    out["address"] = report.identity.address;
}

void add_state(const NodeReport& report, Json::Value& out) {
    out["state"] = std::string(to_string(report.state));
    out["ready"] = report.ready;
    out["code"] = report.code;
    out["reason"] = report.reason;
    out["next_step"] = report.next_step;
    out["since"] = to_rfc3339(report.since);
    out["intent"] = report.run_wanted ? "running" : "stopped";
    out["on_hold"] = report.on_hold ? to_value(*report.on_hold) : Json::Value();
    out["conditions"] = to_array(report.conditions);
    out["transitions"] = to_array(report.transitions);
}

void add_jvm(const NodeReport& report, Json::Value& out) {
    out["pid"] = report.jvm_pid;
    out["incarnation"] = report.incarnation;
    out["restarts"] = Json::UInt64{report.restarts};
    out["heap_bytes"] = Json::Int64{report.heap_bytes};
    out["rss_bytes"] = Json::Int64{report.rss_bytes};
    out["config_revision"] = report.config_revision;
    out["last_exits"] = to_array(report.exits);
    out["last_exit"] = report.exits.empty() ? Json::Value() : to_value(report.exits.back());
    const bool proved = !report.exits.empty() && report.exits.back().clean;
    out["clean_stop"] = proved ? Json::Value(*report.exits.back().clean) : Json::Value();
}

}  // namespace

Json::Value to_json_value(const NodeView& view) {
    Json::Value out;
    add_identity(view.report, out);
    add_state(view.report, out);
    add_jvm(view.report, out);
    out["rack"] = view.rack;
    out["agent_pid"] = view.report.agent_pid;
    out["epoch"] = Json::UInt64{view.report.epoch};
    out["probes"]["startup"] = to_value(startup_answer(view.probes));
    out["probes"]["live"] = to_value(live_answer(view.probes));
    out["probes"]["ready"] = to_value(ready_answer(view.probes));
    out["disks"] = disks(view);
    out["recovery"] = view.recovery ? to_value(*view.recovery) : Json::Value();
    out["versions"] = versions(view);
    out["certificate_expires"] =
        view.certificate_expires ? to_rfc3339(*view.certificate_expires) : std::string();
    return out;
}

}  // namespace ballast::agent
