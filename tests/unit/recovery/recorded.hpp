// What real JVMs wrote, as entries.
#pragma once

#include <deque>
#include <string>

#include "agent/logs/log_parser.hpp"
#include "common/files.hpp"

namespace ballast::test {

inline std::deque<agent::LogEntry> recorded(const std::string& file) {
    const auto text = read_file(file);
    agent::LogParser parser("stdout");
    std::deque<agent::LogEntry> entries;
    for (auto& entry : parser.feed(text.value_or(""), WallTime{})) {
        entries.push_back(std::move(entry));
    }
    for (auto& entry : parser.finish(WallTime{})) {
        entries.push_back(std::move(entry));
    }
    return entries;
}

}  // namespace ballast::test
