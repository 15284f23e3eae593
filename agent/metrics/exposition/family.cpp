#include "agent/metrics/exposition/family.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <utility>

namespace ballast::agent::metrics {
namespace {

const Labels& labels_of(const Sample& sample) {
    static const Labels kNone;
    return sample.labels ? *sample.labels : kNone;
}

bool has_parts(Type type) {
    return type == Type::summary || type == Type::info;
}

// Returns how many samples of `from` were left out.
std::size_t merge(Family& into, Family& from) {
    if (into.type != from.type && (has_parts(into.type) || has_parts(from.type))) {
        return from.samples.size();
    }
    if (into.type != from.type) {
        into.type = Type::unknown;
    }
    std::ranges::move(from.samples, std::back_inserter(into.samples));
    return 0;
}

std::size_t sort_samples(std::vector<Sample>& samples) {
    const auto less = [](const Sample& left, const Sample& right) {
        return compare(left, right) < 0;
    };
    if (!std::ranges::is_sorted(samples, less)) {
        std::ranges::sort(samples, less);
    }
    const auto rest = std::ranges::unique(
        samples, [](const Sample& left, const Sample& right) { return compare(left, right) == 0; });
    const auto dropped = rest.size();
    samples.erase(rest.begin(), rest.end());
    return dropped;
}

}  // namespace

std::strong_ordering compare(const Sample& left, const Sample& right) {
    const auto& a = labels_of(left);
    const auto& b = labels_of(right);
    const auto by = [&](auto member) {
        return std::lexicographical_compare_three_way(
            a.begin(), a.end(), b.begin(), b.end(),
            [member](const Label& x, const Label& y) { return x.*member <=> y.*member; });
    };
    if (&a != &b) {
        if (const auto order = by(&Label::name); order != 0) {
            return order;
        }
        if (const auto order = by(&Label::value); order != 0) {
            return order;
        }
    }
    return left.part <=> right.part;
}

std::size_t normalize(std::vector<Family>& families) {
    std::size_t dropped = 0;
    std::unordered_map<std::string, std::size_t> places;
    std::vector<Family> out;
    out.reserve(families.size());
    for (auto& family : families) {
        const auto [place, is_new] = places.try_emplace(family.name, out.size());
        if (is_new) {
            out.push_back(std::move(family));
        } else {
            dropped += merge(out[place->second], family);
        }
    }
    std::ranges::sort(out, {}, &Family::name);
    for (auto& family : out) {
        dropped += sort_samples(family.samples);
    }
    families = std::move(out);
    return dropped;
}

}  // namespace ballast::agent::metrics
