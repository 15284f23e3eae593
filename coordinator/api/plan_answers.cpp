#include <json/value.h>

#include "coordinator/api/answers.hpp"
#include "coordinator/api/json_parts.hpp"

namespace ballast::coordinator {
namespace {

Json::Value blocker_value(const Blocker& blocker) {
    Json::Value out;
    out["code"] = blocker.code;
    out["message"] = blocker.message;
    out["node"] = blocker.node;
    // The first one, for those who show one line a blocker.
    out["partition"] =
        blocker.partitions.names.empty() ? std::string() : blocker.partitions.names.front();
    out["partitions"] = text_array(blocker.partitions.names);
    out["count"] = count_value(blocker.partitions.count);
    out["unknown"] = blocker.unknown;
    return out;
}

Json::Value blockers_value(const std::vector<Blocker>& blockers) {
    Json::Value out(Json::arrayValue);
    for (const auto& blocker : blockers) {
        out.append(blocker_value(blocker));
    }
    return out;
}

Json::Value batches_value(const std::vector<Batch>& batches) {
    Json::Value out(Json::arrayValue);
    for (const auto& batch : batches) {
        Json::Value entry;
        entry["number"] = static_cast<int>(out.size()) + 1;
        entry["nodes"] = text_array(batch.nodes);
        entry["why"] = batch.why;
        entry["expected_seconds"] = Json::Int64{batch.expected.count()};
        out.append(entry);
    }
    return out;
}

}  // namespace

Json::Value may_stop_answer(const ClusterView& view, Moment moment,
                            const std::vector<std::string>& nodes, const StopPolicy& policy) {
    const auto result = may_stop(view, nodes, policy);
    Json::Value out;
    out["answer"] = std::string(to_string(result.answer));
    out["nodes"] = text_array(result.nodes);
    out["blockers"] = blockers_value(result.blockers);
    out["costs"] = blockers_value(result.costs);
    put_age(view, moment, out);
    return out;
}

Json::Value plan_answer(const ClusterView& view, Moment moment, const RollOptions& options) {
    const auto plan = plan_roll(view, options);
    Json::Value out;
    out["kind"] = "roll";
    out["batches"] = batches_value(plan.batches);
    if (!plan.last.empty()) {
        out["last"]["node"] = plan.last;
        out["last"]["why"] = plan.last_why;
    } else {
        out["last"] = Json::Value();
    }
    out["refused"] = blockers_value(plan.refused);
    out["costs"] = blockers_value(plan.costs);
    out["expected_seconds"] = Json::Int64{plan.expected.count()};
    put_age(view, moment, out);
    return out;
}

}  // namespace ballast::coordinator
