#include "coordinator/cli/topic_output.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "coordinator/cli/answer.hpp"
#include "coordinator/cli/display_width.hpp"
#include "coordinator/cli/table.hpp"

namespace ballast::cli {
namespace {

std::string ids(const std::vector<std::int32_t>& numbers) {
    return numbers.empty() ? "-" : fmt::format("{}", fmt::join(numbers, ","));
}

Answer id_list(const std::vector<std::int32_t>& numbers) {
    Answer::List out;
    for (const std::int32_t number : numbers) {
        out.emplace_back(number);
    }
    return out;
}

std::size_t replication_factor(const kafka::Topic& topic) {
    return topic.partitions.empty() ? 0 : topic.partitions.front().replicas.size();
}

bool in_sync(const kafka::Partition& partition) {
    return partition.leader >= 0 && partition.isr.size() == partition.replicas.size();
}

std::string rendered(const Answer& answer, OutputFormat format) {
    return format == OutputFormat::yaml ? answer.yaml() : answer.json();
}

Answer to_answer(const kafka::Topic& topic) {
    return Answer::Members{{"name", topic.name},
                           {"partitions", std::ssize(topic.partitions)},
                           {"replication_factor", std::int64_t(replication_factor(topic))},
                           {"internal", topic.internal}};
}

bool is_wanted(const kafka::Partition& partition, std::optional<int> min_isr,
               const Trouble& trouble) {
    const auto replicas = std::ssize(partition.replicas);
    const auto minimum = std::min<std::ptrdiff_t>(min_isr.value_or(1), replicas);
    return !trouble.any() || (trouble.under_replicated && std::ssize(partition.isr) < replicas) ||
           (trouble.at_min_isr && std::ssize(partition.isr) <= minimum) ||
           (trouble.unavailable && partition.leader < 0);
}

std::vector<kafka::Partition> wanted_of(const kafka::TopicDescription& description,
                                        const Trouble& trouble) {
    auto partitions = description.topic.partitions;
    std::erase_if(partitions, [&](const kafka::Partition& partition) {
        return !is_wanted(partition, description.min_isr, trouble);
    });
    return partitions;
}

Answer to_answer(const kafka::TopicDescription& description, const Trouble& trouble) {
    Answer::List partitions;
    for (const kafka::Partition& partition : wanted_of(description, trouble)) {
        partitions.emplace_back(Answer::Members{{"id", partition.index},
                                                {"leader", partition.leader},
                                                {"replicas", id_list(partition.replicas)},
                                                {"isr", id_list(partition.isr)}});
    }
    Answer::Members config;
    for (const auto& [key, value] : description.config) {
        config.emplace_back(key, value);
    }
    return Answer::Members{{"name", description.topic.name},
                           {"internal", description.topic.internal},
                           {"partitions", std::move(partitions)},
                           {"config", std::move(config)}};
}

std::vector<Cell> partition_row(const kafka::Partition& partition) {
    const bool leaderless = partition.leader < 0;
    const Colour colour = leaderless           ? Colour::red
                          : in_sync(partition) ? Colour::plain
                                               : Colour::yellow;
    return {{fmt::format("{}", partition.index)},
            {leaderless ? "none" : fmt::format("{}", partition.leader), colour},
            {ids(partition.replicas)},
            {ids(partition.isr), colour},
            {leaderless           ? "no leader"
             : in_sync(partition) ? ""
                                  : "replicas out of sync",
             colour}};
}

}  // namespace

std::string render_topics(const std::vector<kafka::Topic>& topics, OutputFormat format,
                          const Terminal& terminal) {
    if (format != OutputFormat::table) {
        Answer::List list;
        for (const kafka::Topic& topic : topics) {
            list.push_back(to_answer(topic));
        }
        return rendered(Answer::Members{{"topics", std::move(list)}}, format);
    }
    Table table({{.title = "NAME"},
                 {.title = "PARTITIONS", .right = true},
                 {.title = "REPLICAS", .right = true},
                 {.title = "KIND"}});
    for (const kafka::Topic& topic : topics) {
        table.add({{topic.name},
                   {fmt::format("{}", topic.partitions.size())},
                   {fmt::format("{}", replication_factor(topic))},
                   {topic.internal ? "internal" : "", Colour::dim}});
    }
    return table.render(terminal);
}

std::string render_topic(const kafka::TopicDescription& description, const Trouble& trouble,
                         OutputFormat format, const Terminal& terminal) {
    if (format != OutputFormat::table) {
        return rendered(to_answer(description, trouble), format);
    }
    const kafka::Topic& topic = description.topic;
    std::string out =
        fmt::format("{}: {} partitions, replication factor {}{}\n",
                    terminal.paint(Colour::bold, printable(topic.name)), topic.partitions.size(),
                    replication_factor(topic), topic.internal ? ", internal" : "");
    for (const auto& [key, value] : description.config) {
        out += fmt::format("  {}={}\n", printable(key), printable(value));
    }
    Table table({{.title = "PARTITION", .right = true},
                 {.title = "LEADER", .right = true},
                 {.title = "REPLICAS"},
                 {.title = "ISR"},
                 {.title = "NOTE"}});
    const auto wanted = wanted_of(description, trouble);
    if (wanted.empty()) {
        return out + "none of its partitions is like that\n";
    }
    for (const kafka::Partition& partition : wanted) {
        table.add(partition_row(partition));
    }
    return out + table.render(terminal);
}

std::string render_troubled_topics(const Json::Value& topics, OutputFormat format,
                                   const Terminal& terminal) {
    if (format != OutputFormat::table) {
        return rendered(to_answer(topics), format);
    }
    Table table({{.title = "NAME"},
                 {.title = "PARTITIONS", .right = true},
                 {.title = "REPLICAS", .right = true},
                 {.title = "MIN-ISR", .right = true},
                 {.title = "UNDER-REPLICATED", .right = true},
                 {.title = "AT-MIN-ISR", .right = true},
                 {.title = "UNDER-MIN-ISR", .right = true},
                 {.title = "NO-LEADER", .right = true}});
    for (const auto& topic : topics["topics"]) {
        std::vector<Cell> row{{topic["name"].asString()}};
        for (const auto* name : {"partitions", "replication_factor", "min_isr", "under_replicated",
                                 "at_min_isr", "under_min_isr", "offline"}) {
            row.push_back({topic[name].isIntegral() ? std::to_string(topic[name].asInt64()) : "-"});
        }
        table.add(std::move(row));
    }
    return table.render(terminal);
}

}  // namespace ballast::cli
