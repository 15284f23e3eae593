// Bytes recorded from a Kafka 3.9.2 broker (tests/unit/kafka/fixtures): frames without their size.
#pragma once

#include <filesystem>
#include <string>

#include "common/files.hpp"

namespace ballast::test {

inline std::string fixture(const std::string& name) {
    return read_file(std::filesystem::path(FIXTURES) / name).value();
}

}  // namespace ballast::test
