#include "agent/metrics/rules/matched_families.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <unordered_map>
#include <utility>

namespace ballast::agent::metrics {
namespace {

constexpr std::size_t kMostLosses = 20;

using Group = std::vector<MatchedValue>;

Sample to_sample(const MatchedValue& value) {
    return {.labels = std::shared_ptr<const Labels>(value.match, &value.match->labels),
            .value = value.value};
}

Sample to_sample_with_object(const MatchedValue& value) {
    auto labels = value.match->labels;
    Label object{"_objectname", *value.match->bean_input + value.match->attribute_input};
    const auto at = std::ranges::lower_bound(labels, object.name, {}, &Label::name);
    if (at == labels.end() || at->name != object.name) {
        labels.insert(at, std::move(object));
    }
    return {.labels = std::make_shared<const Labels>(std::move(labels)), .value = value.value};
}

bool less(const Sample& left, const Sample& right) {
    return compare(left, right) < 0;
}

bool has_equal_labels(const std::vector<Sample>& sorted) {
    return std::ranges::adjacent_find(sorted, [](const Sample& left, const Sample& right) {
               return compare(left, right) == 0;
           }) != sorted.end();
}

Type type_of(const Group& group) {
    const auto type = group.front().match->type;
    return std::ranges::all_of(
               group, [type](const MatchedValue& value) { return value.match->type == type; })
               ? type
               : Type::unknown;
}

// The family without samples that must not be; `has_losses` says whether there were such.
Family to_family(Group& group, bool& has_losses) {
    const auto& name = *group.front().match->family;
    Family family{.name = name.name, .type = type_of(group), .help = name.help};
    if (family.type == Type::counter) {
        has_losses = std::erase_if(group, [](const MatchedValue& v) { return v.value < 0; }) > 0;
    }
    std::ranges::transform(group, std::back_inserter(family.samples), to_sample);
    std::ranges::sort(family.samples, less);
    if (has_equal_labels(family.samples)) {
        std::ranges::transform(group, family.samples.begin(), to_sample_with_object);
        std::ranges::sort(family.samples, less);
        has_losses = has_losses || has_equal_labels(family.samples);
    }
    return family;
}

}  // namespace

MatchedFamilies to_families(std::vector<MatchedValue> values) {
    std::unordered_map<const FamilyName*, std::size_t> places;
    std::vector<Group> groups;
    for (auto& value : values) {
        const auto [place, is_new] = places.try_emplace(value.match->family.get(), groups.size());
        if (is_new) {
            groups.emplace_back();
        }
        groups[place->second].push_back(std::move(value));
    }
    MatchedFamilies out;
    out.families.reserve(groups.size());
    for (auto& group : groups) {
        bool has_losses = false;
        auto family = to_family(group, has_losses);
        if (has_losses && out.with_losses.size() < kMostLosses) {
            out.with_losses.push_back(family.name);
        }
        if (!family.samples.empty()) {
            out.families.push_back(std::move(family));
        }
    }
    normalize(out.families);
    return out;
}

}  // namespace ballast::agent::metrics
