#include "agent/metrics/rules/rule_cache.hpp"

#include <algorithm>

namespace ballast::agent::metrics {

Decision* BeanDecisions::find(std::string_view path) {
    if (next_ < decisions_.size() && decisions_[next_].path == path) {
        return &decisions_[next_++];
    }
    const auto at = std::ranges::find(decisions_, path, &Decision::path);
    if (at != decisions_.end()) {
        next_ = static_cast<std::size_t>(at - decisions_.begin()) + 1;
        return &*at;
    }
    if (decisions_.size() >= kMost) {
        return nullptr;
    }
    decisions_.push_back({.path = std::string(path)});
    next_ = decisions_.size();
    return &decisions_.back();
}

void RuleCache::begin() {
    ++collection_;
}

BeanDecisions& RuleCache::bean(const jmx::ObjectName& name, bool& is_new) {
    auto at = beans_.find(name.text);
    is_new = at == beans_.end();
    if (is_new && beans_.size() >= kMostBeans) {
        not_kept_ = {};
        return not_kept_;
    }
    if (is_new) {
        at = beans_.try_emplace(name.text).first;
    }
    at->second.collection = collection_;
    at->second.rewind();
    return at->second;
}

void RuleCache::end() {
    std::erase_if(beans_,
                  [this](const auto& bean) { return bean.second.collection != collection_; });
}

}  // namespace ballast::agent::metrics
