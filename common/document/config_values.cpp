#include "common/document/config_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "common/text.hpp"

namespace ballast::document {
namespace {

using Config = std::map<std::string, std::string>;

struct NumberKey {
    std::string_view key;
    std::int64_t least;
    std::int64_t most = std::numeric_limits<std::int32_t>::max();
};

// Bounds as in Kafka's KafkaConfig and ServerLogConfigs (3.9): a broker refuses others at start.
constexpr std::array kKafkaNumbers{
    NumberKey{"num.partitions", 1},
    NumberKey{"default.replication.factor", 1, 32767},
    NumberKey{"min.insync.replicas", 1},
    NumberKey{"offsets.topic.replication.factor", 1, 32767},
    NumberKey{"offsets.topic.num.partitions", 1},
    NumberKey{"transaction.state.log.replication.factor", 1, 32767},
    NumberKey{"transaction.state.log.min.isr", 1},
    NumberKey{"num.network.threads", 1},
    NumberKey{"num.io.threads", 1},
    NumberKey{"num.replica.fetchers", 0},
    NumberKey{"num.recovery.threads.per.data.dir", 1},
    NumberKey{"background.threads", 1},
    NumberKey{"log.segment.bytes", 14},
    NumberKey{"message.max.bytes", 0},
    NumberKey{"log.retention.hours", -1},
    NumberKey{"log.retention.minutes", -1},
    NumberKey{"log.retention.ms", -1, std::numeric_limits<std::int64_t>::max()},
    NumberKey{"log.retention.bytes", -1, std::numeric_limits<std::int64_t>::max()},
    NumberKey{"zookeeper.session.timeout.ms", 1},
    NumberKey{"replica.lag.time.max.ms", 1},
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

class ValueChecker {
  public:
    explicit ValueChecker(const Document& document) : document_(document) {}

    std::vector<Problem> run() {
        for (const auto& number : kKafkaNumbers) {
            check_number("kafka.config.", document_.kafka.config, number);
        }
        for (const auto& number : kZooKeeperNumbers) {
            check_number("zookeeper.config.", document_.zookeeper.config, number);
        }
        for (const auto key : kKafkaBooleans) {
            check_boolean(key);
        }
        if (problems_.empty() && document_.kafka.replicas > 0) {
            check_replication();
            check_session_timeout();
        }
        return std::move(problems_);
    }

  private:
    const Document& document_;
    std::vector<Problem> problems_;

    void add(std::string key, std::string message, std::string hint) {
        problems_.push_back({"", 0, 0, std::move(key), std::move(message), std::move(hint)});
    }

    static std::optional<std::int64_t> number(const Config& config, std::string_view key) {
        const auto at = config.find(std::string(key));
        return at == config.end() ? std::nullopt : parse_integer(trim(at->second));
    }

    void check_number(const std::string& path, const Config& config, const NumberKey& wanted) {
        const auto at = config.find(std::string(wanted.key));
        // A value like ${provider:...} is known only to the broker.
        if (at == config.end() || at->second.contains("${")) {
            return;
        }
        const auto value = parse_integer(trim(at->second));
        if (!value || *value < wanted.least || *value > wanted.most) {
            add(path + std::string(wanted.key),
                fmt::format("'{}' is not a whole number that this key takes", at->second),
                fmt::format("write {} or more", wanted.least));
        }
    }

    void check_boolean(std::string_view key) {
        const auto at = document_.kafka.config.find(std::string(key));
        if (at == document_.kafka.config.end() || at->second.contains("${")) {
            return;
        }
        const auto value = to_lower(trim(at->second));
        if (value != "true" && value != "false") {
            add("kafka.config." + std::string(key),
                fmt::format("'{}' is neither true nor false", at->second), "write true or false");
        }
    }

    void check_replication() {
        const auto& config = document_.kafka.config;
        const int brokers = document_.kafka.replicas;
        for (const std::string_view key :
             {"default.replication.factor", "offsets.topic.replication.factor",
              "transaction.state.log.replication.factor"}) {
            const auto factor = number(config, key);
            if (factor && *factor > brokers) {
                add("kafka.config." + std::string(key),
                    fmt::format("{} replicas do not fit on {} broker{}", *factor, brokers,
                                brokers == 1 ? "" : "s"),
                    fmt::format("write at most {}, or raise kafka.replicas", brokers));
            }
        }
        if (problems_.empty()) {
            check_min_isr("min.insync.replicas", "default.replication.factor");
            check_min_isr("transaction.state.log.min.isr",
                          "transaction.state.log.replication.factor");
        }
    }

    void check_min_isr(std::string_view isr_key, std::string_view factor_key) {
        const auto defaults = replication_defaults(document_.kafka.replicas);
        const auto isr = number(document_.kafka.config, isr_key);
        const auto factor =
            number(document_.kafka.config, factor_key).value_or(defaults.replication_factor);
        if (isr && *isr > factor) {
            add("kafka.config." + std::string(isr_key),
                fmt::format("{} replicas can never be in sync with {} = {}", *isr, factor_key,
                            factor),
                fmt::format("write at most {}, or raise {}", factor, factor_key));
        }
    }

    // ZooKeeper bends a session timeout into 2 to 20 ticks (ZooKeeperServer.getMinSessionTimeout).
    void check_session_timeout() {
        const auto tick = number(document_.zookeeper.config, "tickTime").value_or(2000);
        const auto least = number(document_.zookeeper.config, "minSessionTimeout").value_or(-1);
        const auto most = number(document_.zookeeper.config, "maxSessionTimeout").value_or(-1);
        const auto floor = least == -1 ? 2 * tick : least;
        const auto ceiling = most == -1 ? 20 * tick : most;
        const auto session =
            number(document_.kafka.config, "zookeeper.session.timeout.ms").value_or(18'000);
        if (session >= floor && session <= ceiling) {
            return;
        }
        const bool by_user = document_.kafka.config.contains("zookeeper.session.timeout.ms");
        add(by_user ? "kafka.config.zookeeper.session.timeout.ms" : "zookeeper.config.tickTime",
            fmt::format("the brokers' session timeout of {} ms is outside the {} to {} ms that "
                        "ZooKeeper grants with tickTime {}",
                        session, floor, ceiling, tick),
            "write a session timeout of 2 to 20 ticks");
    }
};

}  // namespace

ReplicationDefaults replication_defaults(int brokers) {
    return {.replication_factor = std::min(3, brokers),
            .min_insync_replicas = brokers >= 3 ? 2 : 1};
}

std::vector<Problem> check_config_values(const Document& document) {
    return ValueChecker(document).run();
}

}  // namespace ballast::document
