// What the API says of a view, as JSON. Pure: a view and a moment in, a document out.
#pragma once

#include <json/forwards.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "coordinator/model/cluster_view.hpp"
#include "coordinator/plan/may_stop.hpp"
#include "coordinator/plan/roll_plan.hpp"

namespace ballast::coordinator {

// When an answer is given, by both clocks.
struct Moment {
    SteadyTime steady;
    WallTime wall;
};

// Seconds since the oldest fact in the view; empty while nothing is known at all. A node that is
// not heard any more makes the view as old as what it said last.
std::optional<double> age_seconds(const ClusterView& view, SteadyTime now);
// Members "as_of" (when the oldest fact was learnt) and "age_seconds", null while nothing is known.
void put_age(const ClusterView& view, Moment moment, Json::Value& answer);

Json::Value health_answer(const ClusterView& view, Moment moment);
Json::Value cluster_answer(const ClusterView& view, Moment moment);
Json::Value nodes_answer(const ClusterView& view, Moment moment);

struct TopicQuery {
    // Topics that have a partition in one of these troubles; none named: all topics.
    bool under_replicated = false;
    bool at_min_isr = false;
    bool under_min_isr = false;
    bool unavailable = false;
    std::size_t limit = 100;
    std::string after;  // the name that the last page ended with
};
Json::Value topics_answer(const ClusterView& view, Moment moment, const TopicQuery& query);

Json::Value may_stop_answer(const ClusterView& view, Moment moment,
                            const std::vector<std::string>& nodes, const StopPolicy& policy);
Json::Value plan_answer(const ClusterView& view, Moment moment, const RollOptions& options);

}  // namespace ballast::coordinator
