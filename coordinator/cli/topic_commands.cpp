#include <fmt/format.h>

#include <chrono>

#include "common/http/target.hpp"
#include "common/kafka/topic_admin.hpp"
#include "common/kafka/topic_visibility.hpp"
#include "coordinator/cli/answer.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"
#include "coordinator/cli/cluster/cluster_index.hpp"
#include "coordinator/cli/cluster_status.hpp"
#include "coordinator/cli/commands.hpp"
#include "coordinator/cli/errors.hpp"
#include "coordinator/cli/overview/coordinator_client.hpp"
#include "coordinator/cli/topic_output.hpp"

namespace ballast::cli {
namespace {

constexpr std::chrono::seconds kLimit{15};

Result<kafka::TopicAdmin> open_admin(const ClusterChoice& choice) {
    TRY(const ClusterFolder folder, find_cluster(choice.name, choice.dir));
    TRY(const auto nodes, read_nodes(folder));
    const std::string bootstrap = bootstrap_of(nodes);
    if (bootstrap.empty()) {
        return fail(ErrorKind::not_found, "the cluster in " + folder.root.string() +
                                              " has no brokers yet; `ballast up` makes them");
    }
    return kafka::TopicAdmin::open(bootstrap, kLimit);
}

// What was done is true for whichever broker the next command asks. Not reached in time it is told
// and no failure: the change itself was made.
void wait_until_known(Terminal& terminal, const ClusterChoice& choice, const std::string& topic,
                      bool wanted) {
    constexpr std::chrono::seconds kPatience{10};
    const auto folder = find_cluster(choice.name, choice.dir);
    const auto nodes = folder ? read_nodes(*folder) : std::unexpected(folder.error());
    if (!nodes) {
        return;
    }
    std::vector<kafka::BrokerAddress> brokers;
    for (const auto& node : *nodes) {
        if (node.role == Role::kafka) {
            brokers.push_back({node.address});
        }
    }
    if (!kafka::wait_for_topic(brokers, topic, wanted, kPatience)) {
        terminal.write_error("warning: not every broker knows of it yet\n");
    }
}

// A change that was made, as a sentence or as an object.
void report_change(Terminal& terminal, OutputFormat format, std::string_view topic,
                   std::string_view verb) {
    const Answer answer = Answer::Members{{"topic", topic}, {verb.data(), true}};
    terminal.write(format == OutputFormat::json   ? answer.json()
                   : format == OutputFormat::yaml ? answer.yaml()
                                                  : fmt::format("topic {} {}\n", topic, verb));
}

// All pages of the coordinator's answer in one.
Result<Json::Value> troubled_topics(const Trouble& trouble, const ClusterChoice& choice) {
    TRY(const auto folder, find_cluster(choice.name, choice.dir));
    TRY(const auto coordinator, find_coordinator(folder));
    std::map<std::string, std::string> query;
    for (const auto& [name, wanted] : {std::pair{"under_replicated", trouble.under_replicated},
                                       std::pair{"at_min_isr", trouble.at_min_isr},
                                       std::pair{"under_min_isr", trouble.at_min_isr},
                                       std::pair{"unavailable", trouble.unavailable}}) {
        if (wanted) {
            query[name] = "true";
        }
    }
    Json::Value all;
    all["topics"] = Json::arrayValue;
    while (true) {
        TRY(const Json::Value page,
            ask_coordinator(coordinator, {.target = http::make_target("/v1/topics", query)}));
        for (const auto& topic : page["topics"]) {
            all["topics"].append(topic);
        }
        if (!page["next"].isString()) {
            return all;
        }
        query["after"] = page["next"].asString();
    }
}

}  // namespace

int run_topic_create(const TopicCreateOptions& options, const ClusterChoice& choice,
                     Terminal& terminal) {
    auto admin = open_admin(choice);
    if (!admin) {
        return report_error(terminal, admin.error());
    }
    const auto done =
        admin->create_topic({.name = options.topic,
                             .partitions = options.partitions.value_or(-1),
                             .replication_factor = options.replication_factor.value_or(-1),
                             .config = options.config});
    if (!done) {
        return report_error(terminal, done.error());
    }
    wait_until_known(terminal, choice, options.topic, true);
    report_change(terminal, options.output, options.topic, "created");
    return 0;
}

int run_topic_list(const TopicListOptions& options, const ClusterChoice& choice,
                   Terminal& terminal) {
    if (options.trouble.any()) {
        const auto topics = troubled_topics(options.trouble, choice);
        if (!topics) {
            return report_error(terminal, topics.error());
        }
        terminal.write(render_troubled_topics(*topics, options.output, terminal));
        return 0;
    }
    auto admin = open_admin(choice);
    const auto topics = admin ? admin->list_topics() : std::unexpected(admin.error());
    if (!topics) {
        return report_error(terminal, topics.error());
    }
    terminal.write(render_topics(*topics, options.output, terminal));
    return 0;
}

int run_topic_describe(const TopicDescribeOptions& options, const ClusterChoice& choice,
                       Terminal& terminal) {
    auto admin = open_admin(choice);
    const auto topic =
        admin ? admin->describe_topic(options.topic) : std::unexpected(admin.error());
    if (!topic) {
        return report_error(terminal, topic.error());
    }
    terminal.write(render_topic(*topic, options.trouble, options.output, terminal));
    return 0;
}

int run_topic_delete(const TopicDeleteOptions& options, const ClusterChoice& choice,
                     Terminal& terminal) {
    auto admin = open_admin(choice);
    if (!admin) {
        return report_error(terminal, admin.error());
    }
    // Asked only about what exists.
    if (const auto topic = admin->describe_topic(options.topic); !topic) {
        return report_error(terminal, topic.error());
    }
    if (!options.yes &&
        !terminal.confirm(
            fmt::format("This deletes the topic {} and all its records.", options.topic),
            options.topic)) {
        return report_error(terminal,
                            {ErrorKind::refused, "not confirmed: nothing was deleted", {}},
                            "type the topic's name when asked, or give --yes");
    }
    if (const auto done = admin->delete_topic(options.topic); !done) {
        return report_error(terminal, done.error());
    }
    wait_until_known(terminal, choice, options.topic, false);
    report_change(terminal, options.output, options.topic, "deleted");
    return 0;
}

}  // namespace ballast::cli
