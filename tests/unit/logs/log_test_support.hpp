// What the tests of the log module share.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

#include "agent/logs/log_entry.hpp"
#include "common/files.hpp"

namespace ballast::test {

inline std::string fixture(const std::string& name) {
    return read_file(std::filesystem::path(FIXTURES) / name).value();
}

inline WallTime at(std::string_view rfc3339) {
    return parse_rfc3339(rfc3339).value();
}

// A second after 2026-01-31T09:00:00Z for each `second`.
inline agent::LogEntry entry(int second, std::string message,
                             agent::LogLevel level = agent::LogLevel::info) {
    return {.time = at("2026-01-31T09:00:00Z") + std::chrono::seconds(second),
            .level = level,
            .logger = "kafka.server.KafkaServer",
            .message = std::move(message),
            .stack = {}};
}

// A folder of its own, gone at the end.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "ballast-logs-XXXXXX").string();
        path_ = mkdtemp(pattern.data());
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace ballast::test
