#include "tests/integration/support/kafka_tools.hpp"

#include <algorithm>
#include <stdexcept>

#include "common/json.hpp"
#include "common/text.hpp"
#include "tests/integration/support/command.hpp"
#include "tests/integration/support/test_cluster.hpp"

namespace ballast::test {
namespace {

std::string after(std::string_view line, std::string_view mark) {
    const auto at = line.find(mark);
    return at == line.npos ? std::string() : std::string(line.substr(at + mark.size()));
}

int number(std::string_view text) {
    return static_cast<int>(parse_integer(trim(text)).value_or(-1));
}

// "\tTopic: t\tPartition: 0\tElr: N/A"
std::map<std::string, std::string> fields(std::string_view line) {
    std::map<std::string, std::string> found;
    for (const auto part : split(line, '\t')) {
        const auto colon = part.find(':');
        if (colon != part.npos) {
            const auto value = trim(part.substr(colon + 1));
            found[std::string(part.substr(0, colon))] = value == "N/A" ? "" : std::string(value);
        }
    }
    return found;
}

// "Fetch(1): 0 to 17 [usable: 17]", "SaslHandshake(17): 0 [usable: 0]", "Vote(52): UNSUPPORTED"
void read_versions(std::string_view line, std::map<int, std::pair<int, int>>& versions) {
    const auto open = line.find('(');
    const auto close = line.find("): ");
    const auto usable = line.find(" [usable");
    if (open == line.npos || close == line.npos || usable == line.npos) {
        return;
    }
    const auto range = line.substr(close + 3, usable - close - 3);
    const auto to = range.find(" to ");
    versions[number(line.substr(open + 1, close - open - 1))] = {
        number(range.substr(0, to)), number(to == range.npos ? range : range.substr(to + 4))};
}

}  // namespace

std::string fetch_kafka(const std::string& version) {
    const auto outcome =
        run_command({"bash", "-c",
                     "cd " BALLAST_SCRIPTS
                     "; source ./lib.sh; source ./kafka.sh; fetch_kafka $0; fetch_kafka_tools $0",
                     version},
                    Seconds{600});
    return outcome.exit_code == 0 ? "" : outcome.out + outcome.err;
}

std::string class_path(const std::string& version) {
    const auto home = kafka_home(version);
    return (home / "libs").string() + "/*:" + (home / "tools-libs").string() + "/*";
}

KafkaTools::KafkaTools(std::string version, std::string bootstrap)
    : version_(std::move(version)), bootstrap_(std::move(bootstrap)) {}

std::vector<std::string> KafkaTools::run(const std::string& main_class,
                                         std::vector<std::string> arguments) const {
    std::vector<std::string> argv{"java",     "-Xmx256m",           "-cp",     class_path(version_),
                                  main_class, "--bootstrap-server", bootstrap_};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    const auto outcome = run_command(argv);
    if (outcome.exit_code != 0) {
        throw std::runtime_error(main_class + ": " + outcome.out + outcome.err);
    }
    std::vector<std::string> lines;
    for (const auto line : split(outcome.out, '\n')) {
        if (!trim(line).empty()) {
            lines.emplace_back(line);
        }
    }
    return lines;
}

std::vector<std::map<std::string, std::string>> KafkaTools::topics() const {
    std::vector<std::map<std::string, std::string>> described;
    for (const auto& line : run("org.apache.kafka.tools.TopicCommand", {"--describe"})) {
        described.push_back(fields(line));
    }
    return described;
}

std::vector<std::string> KafkaTools::topic_names() const {
    return run("org.apache.kafka.tools.TopicCommand", {"--list"});
}

std::vector<std::string> KafkaTools::configs(std::vector<std::string> entity) const {
    entity.insert(entity.begin(), "--describe");
    std::vector<std::string> settings;
    for (const auto& line : run("kafka.admin.ConfigCommand", std::move(entity))) {
        if (line.starts_with("  ")) {  // the others are headings
            settings.emplace_back(trim(line));
        }
    }
    std::ranges::sort(settings);
    return settings;
}

std::vector<std::string> KafkaTools::reassignments() const {
    auto lines = run("org.apache.kafka.tools.reassign.ReassignPartitionsCommand", {"--list"});
    lines.erase(lines.begin());  // a heading, or that there are none
    return lines;
}

Json::Value KafkaTools::log_dirs() const {
    for (const auto& line : run("org.apache.kafka.tools.LogDirsCommand", {"--describe"})) {
        if (line.starts_with('{')) {
            return parse_json(line).value_or(Json::Value());
        }
    }
    return {};
}

std::string KafkaTools::elect_preferred(const std::string& topic, int partition) const {
    return join(run("org.apache.kafka.tools.LeaderElectionCommand",
                    {"--election-type", "preferred", "--topic", topic, "--partition",
                     std::to_string(partition)}),
                "\n");
}

std::string KafkaTools::cluster_id() const {
    // Its verb comes before the options.
    const auto outcome = run_command({"java", "-Xmx256m", "-cp", class_path(version_),
                                      "org.apache.kafka.tools.ClusterTool", "cluster-id",
                                      "--bootstrap-server", bootstrap_});
    return std::string(trim(after(outcome.out, "Cluster ID:")));
}

std::vector<KafkaTools::BrokerVersions> KafkaTools::api_versions() const {
    std::vector<BrokerVersions> brokers;
    for (const auto& line : run("kafka.admin.BrokerApiVersionsCommand", {})) {
        if (const auto arrow = line.find(" -> ("); arrow != line.npos) {
            brokers.push_back({line.substr(0, arrow), {}});
        } else if (!brokers.empty()) {
            read_versions(line, brokers.back().versions);
        }
    }
    return brokers;
}

}  // namespace ballast::test
