// What the rules said about the attributes of the last collections, so that patterns are not run
// again for what they said already. Bounded; what a collection does not touch is forgotten.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agent/jmx/object_name.hpp"
#include "agent/metrics/rules/rule_match.hpp"

namespace ballast::agent::metrics {

struct Decision {
    std::string path;              // of the attribute in its bean
    std::uint64_t collection = 0;  // the last one that asked
    // The first rule to match of those whose match says nothing of the value.
    Outcome of_the_name;
    bool is_made = false;
    // jmx_exporter's own cache: a match of a rule with `cache: true` is taken before all rules, and
    // after a miss of all rules those with `cache: true` are not tried again.
    bool is_pinned = false;
    bool is_missed = false;
};

class BeanDecisions {
  public:
    std::uint64_t collection = 0;
    bool is_wanted = false;
    std::shared_ptr<const std::string> input;  // "domain<k=v, k=v>"

    void rewind() { next_ = 0; }
    // The decision of a path; attributes come in the same order each time. Null where the bean has
    // too many of them.
    Decision* find(std::string_view path);
    std::size_t size() const { return decisions_.size(); }

  private:
    static constexpr std::size_t kMost = 512;

    std::vector<Decision> decisions_;
    std::size_t next_ = 0;
};

class RuleCache {
  public:
    void begin();
    // The entry of a bean; beyond the limit, one that is not kept.
    BeanDecisions& bean(const jmx::ObjectName& name, bool& is_new);
    std::uint64_t collection() const { return collection_; }
    // Forgets beans that the collection did not ask for.
    void end();

  private:
    static constexpr std::size_t kMostBeans = 200'000;

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>()(text);
        }
    };

    std::uint64_t collection_ = 0;
    std::unordered_map<std::string, BeanDecisions, Hash, std::equal_to<>> beans_;
    BeanDecisions not_kept_;
};

}  // namespace ballast::agent::metrics
