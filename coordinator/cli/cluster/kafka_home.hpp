// Where Kafka's jars are: an unpacked Apache distribution or a folder that `./quickstart` filled.
#pragma once

#include <filesystem>
#include <string>

#include "common/result.hpp"

namespace ballast::cli {

struct KafkaChoices {
    std::filesystem::path flag;      // --kafka-home; binding when given
    std::filesystem::path recorded;  // what the cluster used before
    std::filesystem::path cache;     // has kafka/VERSION
};

// Flag, recorded, $KAFKA_HOME, CACHE/kafka/VERSION: the first that has libs/kafka_2.13-VERSION.jar
// (or Scala 2.12). Errors: not_found, with what to do.
Result<std::filesystem::path> find_kafka_home(const std::string& version,
                                              const KafkaChoices& choices);

}  // namespace ballast::cli
