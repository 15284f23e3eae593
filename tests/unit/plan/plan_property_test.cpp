// Any cluster at all: no batch, and no yes, leaves a partition with less than it must have. The
// judge here counts replicas one by one and shares no code with the planner.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "coordinator/plan/may_stop.hpp"
#include "coordinator/plan/roll_plan.hpp"
#include "tests/unit/plan/clusters.hpp"

namespace ballast::coordinator {
namespace {

using test::TopicOf;

struct Rig {
    int brokers = 0;
    std::vector<TopicOf> topics;
    std::set<int> down;
};

rc::Gen<std::vector<std::int32_t>> some_of(const std::vector<std::int32_t>& all) {
    return rc::gen::exec([all] {
        std::vector<std::int32_t> chosen;
        for (const auto id : all) {
            if (*rc::gen::weightedElement<bool>({{4, true}, {1, false}})) {
                chosen.push_back(id);
            }
        }
        return chosen;
    });
}

rc::Gen<Rig> any_rig() {
    return rc::gen::exec([] {
        Rig rig;
        rig.brokers = *rc::gen::inRange(1, 8);
        std::vector<std::int32_t> ids;
        for (int id = 0; id < rig.brokers; ++id) {
            ids.push_back(id);
            if (*rc::gen::inRange(0, 8) == 0) {
                rig.down.insert(id);
            }
        }
        const int topics = *rc::gen::inRange(0, 5);
        for (int t = 0; t < topics; ++t) {
            TopicOf topic{.name = "t" + std::to_string(t), .min_isr = {}, .partitions = {}};
            topic.min_isr = static_cast<std::int16_t>(*rc::gen::inRange(1, 4));
            const int partitions = *rc::gen::inRange(1, 5);
            for (int p = 0; p < partitions; ++p) {
                auto replicas = ids;
                for (std::size_t i = replicas.size() - 1; i > 0; --i) {
                    std::swap(replicas[i], replicas[static_cast<std::size_t>(
                                               *rc::gen::inRange(0, static_cast<int>(i) + 1))]);
                }
                replicas.resize(
                    static_cast<std::size_t>(*rc::gen::inRange(1, std::min(rig.brokers, 5) + 1)));
                const auto isr = *some_of(replicas);
                topic.partitions.emplace_back(replicas, isr);
            }
            rig.topics.push_back(topic);
        }
        return rig;
    });
}

ClusterView view_of(const Rig& rig) {
    auto view = test::cluster_of(rig.brokers, 3, rig.topics);
    for (const int id : rig.down) {
        test::take_down(view, "kafka-" + std::to_string(id));
    }
    return view;
}

// Counts: with these brokers stopped, has every partition that they are in enough left?
bool is_safe(const Rig& rig, const std::set<int>& stopped, int spare, bool allow) {
    for (const auto& topic : rig.topics) {
        for (const auto& [replicas, isr] : topic.partitions) {
            const int minimum =
                std::max(1, std::min<int>(*topic.min_isr, static_cast<int>(replicas.size())));
            int before = 0;
            int after = 0;
            bool touched = false;
            for (const int id : replicas) {
                touched = touched || stopped.contains(id);
            }
            for (const int id : isr) {
                if (!rig.down.contains(id)) {
                    ++before;
                    after += stopped.contains(id) ? 0 : 1;
                }
            }
            const bool hopeless = static_cast<int>(replicas.size()) <= *topic.min_isr;
            if (!touched || (hopeless && allow)) {
                continue;
            }
            if (before < minimum) {
                return false;
            }
            if (before != after && (after < minimum + spare || after < 1)) {
                return false;
            }
        }
    }
    return true;
}

std::string show(const Rig& rig) {
    std::string text = fmt::format("{} brokers, down:", rig.brokers);
    for (const int id : rig.down) {
        text += fmt::format(" {}", id);
    }
    for (const auto& topic : rig.topics) {
        for (const auto& [replicas, isr] : topic.partitions) {
            text += fmt::format("\n  min {}:", *topic.min_isr);
            for (const int id : replicas) {
                text += fmt::format(" {}{}", id, std::ranges::count(isr, id) == 1 ? "*" : "");
            }
        }
    }
    return text;
}

int id_of(const std::string& name) {
    return std::stoi(name.substr(name.find('-') + 1));
}

RC_GTEST_PROP(PlanProperty, NoBatchIsUnsafeAndEveryBrokerIsPlannedOrRefused, ()) {
    const auto rig = *any_rig();
    const auto spare = *rc::gen::inRange(0, 2);
    const auto allow = *rc::gen::arbitrary<bool>();
    const auto parallel = *rc::gen::inRange(1, 9);
    RC_LOG(show(rig));
    const auto plan = plan_roll(view_of(rig), {.role = RollRole::kafka,
                                               .max_parallel = parallel,
                                               .spare = spare,
                                               .allow_unavailable = allow});
    std::set<int> planned;
    for (const auto& batch : plan.batches) {
        std::set<int> stopped;
        for (const auto& name : batch.nodes) {
            RC_ASSERT(planned.insert(id_of(name)).second);
            stopped.insert(id_of(name));
        }
        RC_ASSERT(std::ssize(batch.nodes) <= parallel);
        RC_ASSERT(is_safe(rig, stopped, spare, allow));
    }
    for (int id = 0; id < rig.brokers; ++id) {
        const auto name = "kafka-" + std::to_string(id);
        const bool refused = std::ranges::count(plan.refused, name, &Blocker::node) > 0;
        RC_ASSERT(planned.contains(id) != refused);
        // Neither refused without need: alone it would be unsafe.
        RC_ASSERT(refused != is_safe(rig, {id}, spare, allow));
    }
}

RC_GTEST_PROP(PlanProperty, AYesIsSafeAndANoIsNot, ()) {
    const auto rig = *any_rig();
    const auto spare = *rc::gen::inRange(0, 2);
    const auto allow = *rc::gen::arbitrary<bool>();
    std::set<int> stopped;
    std::vector<std::string> names;
    for (int id = 0; id < rig.brokers; ++id) {
        if (*rc::gen::inRange(0, 3) == 0) {
            stopped.insert(id);
            names.push_back("kafka-" + std::to_string(id));
        }
    }
    RC_LOG(show(rig));
    const auto result = may_stop(view_of(rig), names, {.spare = spare, .allow_unavailable = allow});
    RC_ASSERT(result.answer == (is_safe(rig, stopped, spare, allow) ? Answer::yes : Answer::no));
    RC_ASSERT(result.blockers.empty() == (result.answer == Answer::yes));
}

// One fact less is never a yes that all facts would not give.
RC_GTEST_PROP(PlanProperty, WithAFactMissingNothingIsAllowedThatWasForbidden, ()) {
    const auto rig = *any_rig();
    const auto target = *rc::gen::inRange(0, rig.brokers);
    const auto silent = *rc::gen::inRange(0, rig.brokers);
    auto view = view_of(rig);
    test::node(view, "kafka-" + std::to_string(silent)).heard.reset();
    RC_LOG(show(rig));
    const std::vector<std::string> names{"kafka-" + std::to_string(target)};
    if (may_stop(view, names, {}).answer == Answer::yes) {
        RC_ASSERT(is_safe(rig, {target}, 0, false));
    }
}

}  // namespace
}  // namespace ballast::coordinator
