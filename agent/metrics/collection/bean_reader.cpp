#include "agent/metrics/collection/bean_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace ballast::agent::metrics {

namespace net = boost::asio;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t kMostProblems = 20;

void add_problem(std::vector<std::string>& problems, std::string problem) {
    if (problems.size() < kMostProblems) {
        problems.push_back(std::move(problem));
    }
}

// Both are in the order of the info; some values may be missing.
void describe(jmx::Bean& bean, const jmx::BeanInfo& info) {
    auto next = info.attributes.begin();
    for (auto& attribute : bean.attributes) {
        next = std::find_if(next, info.attributes.end(),
                            [&](const auto& one) { return one.name == attribute.name; });
        if (next == info.attributes.end()) {
            return;
        }
        attribute.description = next->description;
    }
}

milliseconds left_until(SteadyTime deadline, const Clock& clock) {
    return std::max(milliseconds{1},
                    std::chrono::duration_cast<milliseconds>(deadline - clock.steady()));
}

}  // namespace

BeanReader::BeanReader(net::any_io_executor executor, const Clock& clock, jmx::JmxTarget target)
    : clock_(clock), client_(std::move(executor), std::move(target)) {}

const jmx::BeanInfo* BeanReader::known(const jmx::BeanInstance& bean) const {
    const auto of_class = by_class_.find(bean.class_name);
    if (of_class != by_class_.end()) {
        return &of_class->second;
    }
    const auto of_bean = by_bean_.find(bean.name.canonical);
    return of_bean == by_bean_.end() ? nullptr : &of_bean->second;
}

void BeanReader::drop_others(const std::vector<jmx::BeanInstance>& beans) {
    if (by_bean_.size() <= beans.size()) {
        return;  // at most twice as many as there are
    }
    std::set<std::string_view> there;
    for (const auto& bean : beans) {
        there.insert(bean.name.canonical);
    }
    std::erase_if(by_bean_, [&](const auto& entry) { return !there.contains(entry.first); });
}

net::awaitable<void> BeanReader::learn(const std::vector<jmx::BeanInstance>& beans,
                                       SteadyTime deadline, Reading& reading) {
    // Of each class one bean first: mostly all others have the same.
    std::set<std::string_view> asked;
    std::vector<jmx::ObjectName> names;
    std::vector<const jmx::BeanInstance*> unknown;
    for (const bool each : {false, true}) {
        names.clear();
        unknown.clear();
        for (const auto& bean : beans) {
            if (known(bean) == nullptr && (each || asked.insert(bean.class_name).second)) {
                names.push_back(bean.name);
                unknown.push_back(&bean);
            }
        }
        if (names.empty()) {
            continue;
        }
        auto infos = co_await client_.infos(names, left_until(deadline, clock_));
        if (!infos) {
            add_problem(reading.problems, infos.error().message);
            co_return;
        }
        for (std::size_t i = 0; i < std::min(infos->size(), unknown.size()); ++i) {
            auto& info = (*infos)[i];
            if (!info) {
                continue;  // gone since it was listed, mostly
            }
            auto& kept = info->immutable ? by_class_[unknown[i]->class_name]
                                         : by_bean_[unknown[i]->name.canonical];
            kept = *std::move(info);
        }
    }
}

net::awaitable<Result<BeanReader::Reading>> BeanReader::read(const std::string& pattern,
                                                             Wanted wanted, milliseconds limit) {
    const auto deadline = clock_.steady() + limit;
    CO_TRY(auto beans, co_await client_.query_beans(pattern, limit));
    std::erase_if(beans, [&](const jmx::BeanInstance& bean) { return !wanted.bean(bean.name); });
    Reading reading;
    drop_others(beans);
    co_await learn(beans, deadline, reading);
    std::vector<jmx::BeanRequest> requests;
    std::vector<const jmx::BeanInfo*> infos;
    for (auto& bean : beans) {
        const auto* const info = known(bean);
        jmx::BeanRequest request{.name = bean.name, .attributes = {}};
        for (std::size_t i = 0; info != nullptr && i < info->attributes.size(); ++i) {
            const auto& attribute = info->attributes[i];
            if (attribute.readable && wanted.attribute(bean.name, attribute.name)) {
                request.attributes.push_back(attribute.name);
            }
        }
        if (!request.attributes.empty()) {
            reading.beans.push_back({.name = std::move(bean.name),
                                     .class_name = std::move(bean.class_name),
                                     .attributes = {}});
            requests.push_back(std::move(request));
            infos.push_back(info);
        }
    }
    auto values = co_await client_.read(std::move(requests), left_until(deadline, clock_));
    if (!values) {
        co_return std::unexpected(values.error());
    }
    for (std::size_t i = 0; i < std::min(values->size(), reading.beans.size()); ++i) {
        auto& bean = reading.beans[i];
        bean.attributes = std::move((*values)[i].attributes);
        describe(bean, *infos[i]);
        if (const auto& error = (*values)[i].error; error && error->kind != ErrorKind::not_found) {
            add_problem(reading.problems, fmt::format("{}: {}", bean.name.text, error->message));
        }
    }
    for (const auto& quarantined : client_.quarantine()) {
        add_problem(reading.problems, fmt::format("{} of {} is left out: {}", quarantined.attribute,
                                                  quarantined.bean.text, quarantined.reason));
    }
    co_return reading;
}

}  // namespace ballast::agent::metrics
