#include "coordinator/cli/node/node_view.hpp"

#include <fmt/format.h>
#include <json/value.h>

#include "common/json.hpp"

namespace ballast::cli {
namespace {

Result<std::optional<bool>> truth(const JsonView& view, const char* key) {
    if (!view.has(key)) {
        return std::optional<bool>();
    }
    TRY(const bool value, view.boolean_or(key, false));
    return std::optional(value);
}

Result<TransitionView> read_transition(const JsonView& view) {
    TransitionView out;
    TRY(out.at, view.string_or("at", ""));
    TRY(out.from, view.string_or("from", ""));
    TRY(out.to, view.string_or("to", ""));
    TRY(out.code, view.string_or("code", ""));
    TRY(out.reason, view.string_or("reason", ""));
    return out;
}

Result<ExitView> read_exit(const JsonView& view) {
    ExitView out;
    TRY(out.pid, view.integer_or("pid", 0));
    TRY(out.exit_code, view.integer_or("exit_code", 0));
    TRY(out.signal, view.integer_or("signal", 0));
    TRY(out.asked, view.boolean_or("asked", false));
    TRY(out.at, view.string_or("at", ""));
    TRY(out.code, view.string_or("code", ""));
    TRY(out.cause, view.string_or("cause", ""));
    TRY(out.clean, truth(view, "clean"));
    return out;
}

Result<DiskView> read_disk(const JsonView& view) {
    DiskView out;
    TRY(out.path, view.string_or("path", ""));
    TRY(out.free_bytes, view.integer_or("free_bytes", 0));
    TRY(out.total_bytes, view.integer_or("total_bytes", 0));
    TRY(out.needed_free_bytes, view.integer_or("needed_free_bytes", 0));
    TRY(out.write_error, view.string_or("write_error", ""));
    return out;
}

template <class T>
Result<std::vector<T>> read_list(const JsonView& view, const char* key,
                                 Result<T> (*read)(const JsonView&)) {
    TRY(const auto objects, view.objects(key));
    std::vector<T> out;
    for (const JsonView& object : objects) {
        TRY(auto item, read(object));
        out.push_back(std::move(item));
    }
    return out;
}

Result<std::optional<HoldView>> read_hold(const JsonView& view) {
    if (!view.has("on_hold")) {
        return std::optional<HoldView>();
    }
    TRY(const JsonView hold, view.object("on_hold"));
    HoldView out;
    TRY(out.by, hold.string_or("by", ""));
    TRY(out.reason, hold.string_or("reason", ""));
    TRY(out.since, hold.string_or("since", ""));
    return std::optional(out);
}

Result<std::optional<RecoveryView>> read_recovery(const JsonView& view) {
    if (!view.has("recovery")) {
        return std::optional<RecoveryView>();
    }
    TRY(const JsonView recovery, view.object("recovery"));
    RecoveryView out;
    TRY(out.done, recovery.integer_or("done", 0));
    TRY(out.total, recovery.integer_or("total", 0));
    if (recovery.has("eta_seconds")) {
        TRY(out.eta_seconds, recovery.integer("eta_seconds"));
    }
    return std::optional(out);
}

Result<std::vector<ProbeView>> read_probes(const JsonView& view) {
    std::vector<ProbeView> out;
    if (!view.has("probes")) {
        return out;
    }
    TRY(const JsonView probes, view.object("probes"));
    for (const char* name : {"startup", "live", "ready"}) {
        if (probes.has(name)) {
            TRY(const JsonView probe, probes.object(name));
            ProbeView each{.name = name, .ok = false, .reason = {}};
            TRY(each.ok, probe.boolean_or("ok", false));
            TRY(each.reason, probe.string_or("reason", ""));
            out.push_back(std::move(each));
        }
    }
    return out;
}

Result<VersionsView> read_versions(const JsonView& view) {
    VersionsView out;
    if (!view.has("versions")) {
        return out;
    }
    TRY(const JsonView versions, view.object("versions"));
    TRY(out.agent, versions.string_or("agent", ""));
    TRY(out.kafka, versions.string_or("kafka", ""));
    TRY(out.java, versions.string_or("java", ""));
    if (const auto number = versions.integer("init_protocol")) {
        out.init_protocol = fmt::format("{}", *number);
    } else {
        TRY(out.init_protocol, versions.string_or("init_protocol", ""));
    }
    return out;
}

}  // namespace

Result<NodeView> parse_node_view(const NodeIdentity& node, std::string_view json) {
    NodeView out;
    TRY(out.status, parse_node_status(node, json));
    TRY(const Json::Value value, parse_json(json));
    const JsonView view(value);
    TRY(out.next_step, view.string_or("next_step", ""));
    TRY(const std::string intent, view.string_or("intent", "running"));
    out.run_wanted = !intent.starts_with("stop");
    TRY(out.incarnation, view.string_or("incarnation", ""));
    TRY(out.on_hold, read_hold(view));
    TRY(out.transitions, read_list(view, "transitions", read_transition));
    TRY(out.exits, read_list(view, "last_exits", read_exit));
    TRY(out.probes, read_probes(view));
    TRY(out.disks, read_list(view, "disks", read_disk));
    TRY(out.recovery, read_recovery(view));
    TRY(out.clean_stop, truth(view, "clean_stop"));
    TRY(out.versions, read_versions(view));
    TRY(out.certificate_expires, view.string_or("certificate_expires", ""));
    return out;
}

}  // namespace ballast::cli
