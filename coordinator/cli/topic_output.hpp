// Topics for people and for programs.
#pragma once

#include <json/value.h>

#include <string>
#include <vector>

#include "common/kafka/topic_admin.hpp"
#include "coordinator/cli/args.hpp"
#include "coordinator/cli/terminal.hpp"

namespace ballast::cli {

std::string render_topics(const std::vector<kafka::Topic>& topics, OutputFormat format,
                          const Terminal& terminal);

// The coordinator's answer to GET /v1/topics.
std::string render_troubled_topics(const Json::Value& topics, OutputFormat format,
                                   const Terminal& terminal);

// Only the partitions that have any of the troubles asked for. Those without a leader, and
// replicas out of sync, are marked.
std::string render_topic(const kafka::TopicDescription& description, const Trouble& trouble,
                         OutputFormat format, const Terminal& terminal);

}  // namespace ballast::cli
