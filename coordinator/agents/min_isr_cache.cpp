#include "coordinator/agents/min_isr_cache.hpp"

#include <limits>

#include "common/text.hpp"

namespace ballast::coordinator {
namespace {

constexpr const char* kMinIsr = "min.insync.replicas";

std::optional<std::int16_t> value_in(const kafka::ResourceConfig& config) {
    for (const auto& entry : config.entries) {
        const auto number =
            entry.name == kMinIsr && entry.value ? parse_integer(*entry.value) : std::nullopt;
        if (number && *number >= 1 && *number <= std::numeric_limits<std::int16_t>::max()) {
            return static_cast<std::int16_t>(*number);
        }
    }
    return std::nullopt;
}

}  // namespace

void MinIsrCache::see(const std::string& topic, const kafka::Uuid& id) {
    auto& entry = topics_[topic];
    if (entry.id != id) {
        entry = {.id = id};
    }
    entry.round = round_;
}

void MinIsrCache::end() {
    std::erase_if(topics_, [this](const auto& topic) { return topic.second.round != round_; });
}

std::vector<std::string> MinIsrCache::unknown(std::size_t most) const {
    std::vector<std::string> names;
    for (auto at = topics_.begin(); at != topics_.end() && names.size() < most; ++at) {
        if (!at->second.read) {
            names.push_back(at->first);
        }
    }
    return names;
}

std::vector<std::string> MinIsrCache::due(SteadyTime now, std::size_t most) {
    std::vector<std::string> names;
    auto at = topics_.upper_bound(last_due_);
    for (std::size_t seen = 0; seen < topics_.size() && names.size() < most; ++seen, ++at) {
        if (at == topics_.end()) {
            at = topics_.begin();
        }
        if (at->second.read && now - *at->second.read >= times_.again) {
            names.push_back(at->first);
        }
    }
    if (!names.empty()) {
        last_due_ = names.back();
    }
    return names;
}

void MinIsrCache::learn(std::span<const kafka::ResourceConfig> answer, SteadyTime asked) {
    for (const auto& config : answer) {
        const auto value = config.error == 0 ? value_in(config) : std::nullopt;
        const auto topic = topics_.find(config.resource.name);
        if (value && topic != topics_.end()) {
            topic->second.value = *value;
            topic->second.read = asked;
        }
    }
}

std::optional<std::int16_t> MinIsrCache::find(const std::string& topic, SteadyTime now) const {
    const auto found = topics_.find(topic);
    if (found == topics_.end() || !found->second.read ||
        now - *found->second.read >= times_.forget) {
        return std::nullopt;
    }
    return found->second.value;
}

kafka::DescribeConfigs request_for(std::span<const std::string> topics) {
    kafka::DescribeConfigs request;
    for (const auto& topic : topics) {
        request.resources.push_back({.resource = {kafka::ResourceType::topic, topic},
                                     .keys = std::vector<std::string>{kMinIsr}});
    }
    return request;
}

}  // namespace ballast::coordinator
