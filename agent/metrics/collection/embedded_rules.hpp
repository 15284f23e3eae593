// agent/metrics/defaults, part of the program; made out of the files by common/cmake/Embed.cmake.
#pragma once

#include <string_view>

namespace ballast::agent::embedded {

extern const std::string_view kKafkaRules;
extern const std::string_view kZooKeeperRules;

}  // namespace ballast::agent::embedded
