// Kafka's own console clients, run from the jars of the cache.
#pragma once

#include <string>
#include <vector>

#include "tests/integration/support/command.hpp"

namespace ballast::test {

// A program of Kafka's by its main class.
Outcome java_tool(const std::string& main_class, std::vector<std::string> arguments,
                  const std::string& input = {});
// Writes "PREFIX-0" .. with acks=all.
Outcome java_produce(const std::string& bootstrap, const std::string& topic,
                     const std::string& prefix, int count);
// Reads `count` records from the beginning; their values are the output's lines.
Outcome java_consume(const std::string& bootstrap, const std::string& topic, int count);

}  // namespace ballast::test
