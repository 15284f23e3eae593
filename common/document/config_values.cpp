#include "common/document/config_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "common/document/checks.hpp"
#include "common/text.hpp"

namespace ballast::document {
namespace {

using Config = std::map<std::string, std::string>;

constexpr std::int64_t kInt = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t kShort = std::numeric_limits<std::int16_t>::max();
constexpr std::int64_t kLong = std::numeric_limits<std::int64_t>::max();

struct NumberKey {
    std::string_view key;
    std::int64_t least;
    std::int64_t most = kInt;
};

// Types and bounds of KafkaConfig.configDef() of 3.9: a broker refuses others at start. Fetchers:
// with 0 a follower divides by it. Retention of 0 is refused too (check_retention).
constexpr std::array kKafkaNumbers{
    NumberKey{"num.partitions", 1},
    NumberKey{"default.replication.factor", 1, kShort},
    NumberKey{"min.insync.replicas", 1},
    NumberKey{"offsets.topic.replication.factor", 1, kShort},
    NumberKey{"offsets.topic.num.partitions", 1},
    NumberKey{"transaction.state.log.replication.factor", 1, kShort},
    NumberKey{"transaction.state.log.num.partitions", 1},
    NumberKey{"transaction.state.log.min.isr", 1},
    NumberKey{"num.network.threads", 1},
    NumberKey{"num.io.threads", 1},
    NumberKey{"num.replica.fetchers", 1},
    NumberKey{"num.recovery.threads.per.data.dir", 1},
    NumberKey{"background.threads", 1},
    NumberKey{"queued.max.requests", 1},
    NumberKey{"socket.request.max.bytes", 1},
    NumberKey{"log.segment.bytes", 14},
    NumberKey{"message.max.bytes", 0},
    NumberKey{"log.retention.hours", -1},
    NumberKey{"log.retention.minutes", -1},
    NumberKey{"log.retention.ms", -1, kLong},
    NumberKey{"log.retention.bytes", -1, kLong},
    NumberKey{"log.retention.check.interval.ms", 1, kLong},
    NumberKey{"zookeeper.session.timeout.ms", 1},
    NumberKey{"replica.lag.time.max.ms", 1, kLong},
};

constexpr std::array kZooKeeperNumbers{
    NumberKey{"tickTime", 1},
    NumberKey{"initLimit", 1},
    NumberKey{"syncLimit", 1},
    NumberKey{"maxClientCnxns", 0},
    NumberKey{"minSessionTimeout", -1},
    NumberKey{"maxSessionTimeout", -1},
    NumberKey{"autopurge.snapRetainCount", 3},
    NumberKey{"autopurge.purgeInterval", 0},
};

constexpr std::array<std::string_view, 5> kKafkaBooleans{
    "auto.create.topics.enable", "delete.topic.enable", "unclean.leader.election.enable",
    "auto.leader.rebalance.enable", "log.cleaner.enable"};

constexpr std::array<std::string_view, 3> kRetention{"log.retention.hours", "log.retention.minutes",
                                                     "log.retention.ms"};

// Absent, or known only to the broker (${provider:...}): nothing can be said of it.
const std::string* find_plain(const Config& config, std::string_view key) {
    const auto at = config.find(std::string(key));
    return at == config.end() || at->second.contains("${") ? nullptr : &at->second;
}

std::optional<int> number(const Config& config, std::string_view key) {
    const auto* text = find_plain(config, key);
    const auto value = text == nullptr ? std::nullopt : parse_integer(trim(*text));
    return value && *value >= -kInt && *value <= kInt ? std::optional(static_cast<int>(*value))
                                                      : std::nullopt;
}

class ValueChecker {
  public:
    ValueChecker(const Document& document, Findings& out)
        : kafka_(document.kafka), zookeeper_(document.zookeeper), out_(out) {}

    void run() {
        for (const auto& key : kKafkaNumbers) {
            check_number("kafka.config.", kafka_.config, key);
        }
        for (const auto& key : kZooKeeperNumbers) {
            check_number("zookeeper.config.", zookeeper_.config, key);
        }
        for (const auto key : kKafkaBooleans) {
            check_boolean(key);
        }
        check_retention();
        if (kafka_.replicas > 0) {
            check_replication();
        }
        check_session_timeout();
    }

  private:
    const Kafka& kafka_;
    const ZooKeeper& zookeeper_;
    Findings& out_;
    // Keys whose value cannot be, or is the broker's secret: nothing is said of what depends on
    // them.
    std::vector<std::string> unknown_;

    bool known(std::initializer_list<std::string_view> keys) const {
        return std::ranges::none_of(
            keys, [&](auto key) { return std::ranges::find(unknown_, key) != unknown_.end(); });
    }

    bool is_set(std::string_view key) const { return kafka_.config.contains(std::string(key)); }

    void check_number(const std::string& path, const Config& config, const NumberKey& wanted) {
        const auto* text = find_plain(config, wanted.key);
        if (text == nullptr) {
            if (config.contains(std::string(wanted.key))) {
                unknown_.emplace_back(wanted.key);
            }
            return;
        }
        const auto value = parse_integer(trim(*text));
        if (!value || *value < wanted.least || *value > wanted.most) {
            out_.add(path + std::string(wanted.key),
                     fmt::format("'{}' is not a whole number that this key takes", *text),
                     value && *value > wanted.most ? fmt::format("write at most {}", wanted.most)
                                                   : fmt::format("write {} or more", wanted.least));
            unknown_.emplace_back(wanted.key);
        }
    }

    void check_boolean(std::string_view key) {
        const auto* text = find_plain(kafka_.config, key);
        const auto value = text == nullptr ? "true" : to_lower(trim(*text));
        if (value != "true" && value != "false") {
            out_.add("kafka.config." + std::string(key),
                     fmt::format("'{}' is neither true nor false", *text), "write true or false");
        }
    }

    void check_retention() {
        for (const auto key : kRetention) {
            if (number(kafka_.config, key) == 0) {
                out_.add("kafka.config." + std::string(key), "a broker does not start with 0",
                         "write 1 or more, or -1 to keep records for ever");
            }
        }
    }

    void check_replication() {
        const auto now = replication_of(kafka_);
        check_factor("default.replication.factor", now.factor);
        check_factor("offsets.topic.replication.factor", now.offsets_factor);
        check_factor("transaction.state.log.replication.factor", now.transaction_factor);
        check_min_isr({"transaction.state.log.min.isr", now.transaction_min_isr},
                      {"transaction.state.log.replication.factor", now.transaction_factor},
                      "no transaction");
        // What is not set follows the replication factor.
        if (!is_set("min.insync.replicas") && !known({"default.replication.factor"})) {
            return;
        }
        // Offsets are committed with acks=all, and their topic takes the broker's min ISR.
        const KeyNow least{"min.insync.replicas", now.min_insync};
        if (check_min_isr(least, {"default.replication.factor", now.factor}, "no record")) {
            check_min_isr(least, {"offsets.topic.replication.factor", now.offsets_factor},
                          "no consumer's offset");
        }
    }

    void check_factor(std::string_view key, int factor) {
        if (factor <= kafka_.replicas || !known({key})) {
            return;
        }
        out_.add("kafka.config." + std::string(key),
                 fmt::format("{} replicas do not fit on {} broker{}", factor, kafka_.replicas,
                             kafka_.replicas == 1 ? "" : "s"),
                 fmt::format("write at most {}, or raise kafka.replicas", kafka_.replicas));
        unknown_.emplace_back(key);
    }

    struct KeyNow {
        std::string_view key;
        int value;
    };

    // Told at the key that the user wrote, at the minimum where both are his.
    bool check_min_isr(const KeyNow& least, const KeyNow& factor, std::string_view what) {
        if (least.value <= factor.value || !known({least.key, factor.key})) {
            return true;
        }
        const bool told = is_set(least.key);
        out_.add("kafka.config." + std::string(told ? least.key : factor.key),
                 fmt::format("{} replicas ({}) can never be in sync with {} = {}: {} could be "
                             "written",
                             least.value, least.key, factor.key, factor.value, what),
                 told ? fmt::format("write at most {}, or raise {}", factor.value, factor.key)
                      : fmt::format("write {} or more, or lower {}", least.value, least.key));
        return false;
    }

    // ZooKeeper bends a session timeout into 2 to 20 ticks (ZooKeeperServer.getMinSessionTimeout).
    void check_session_timeout() {
        constexpr std::string_view kSession = "zookeeper.session.timeout.ms";
        if (!known({"tickTime", "minSessionTimeout", "maxSessionTimeout", kSession})) {
            return;
        }
        const std::int64_t tick = number(zookeeper_.config, "tickTime").value_or(2000);
        const std::int64_t least = number(zookeeper_.config, "minSessionTimeout").value_or(-1);
        const std::int64_t most = number(zookeeper_.config, "maxSessionTimeout").value_or(-1);
        const auto floor = least == -1 ? 2 * tick : least;
        const auto ceiling = most == -1 ? 20 * tick : most;
        const auto session = number(kafka_.config, kSession).value_or(18'000);
        if (session >= floor && session <= ceiling) {
            return;
        }
        const std::string_view bound = session < floor ? "minSessionTimeout" : "maxSessionTimeout";
        const bool bounded = zookeeper_.config.contains(std::string(bound));
        out_.add(is_set(kSession) ? "kafka.config." + std::string(kSession)
                                  : "zookeeper.config." + std::string(bounded ? bound : "tickTime"),
                 fmt::format("the brokers' session timeout of {} ms is outside the {} to {} ms "
                             "that ZooKeeper grants with tickTime {}",
                             session, floor, ceiling, tick),
                 "write a session timeout of 2 to 20 ticks, within minSessionTimeout and "
                 "maxSessionTimeout");
    }
};

}  // namespace

Replication replication_of(const Kafka& kafka) {
    const auto value = [&](std::string_view key, int otherwise) {
        return number(kafka.config, key).value_or(otherwise);
    };
    const auto min_isr = [](int factor) { return factor >= 3 ? 2 : 1; };
    const int most = std::min(3, std::max(1, kafka.replicas));
    Replication out;
    out.factor = value("default.replication.factor", most);
    out.min_insync = value("min.insync.replicas", min_isr(out.factor));
    out.offsets_factor = value("offsets.topic.replication.factor", most);
    out.transaction_factor = value("transaction.state.log.replication.factor", most);
    out.transaction_min_isr =
        value("transaction.state.log.min.isr", min_isr(out.transaction_factor));
    return out;
}

void check_config_values(const Document& document, Findings& out) {
    ValueChecker(document, out).run();
}

}  // namespace ballast::document
