// Streams of a real JDK by name, see record/run.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>

#include "common/files.hpp"

namespace ballast::agent::jmx::test {

inline const std::map<std::string, std::string>& recorded_values() {
    static const auto values = [] {
        std::map<std::string, std::string> out;
        const auto text = read_file(BALLAST_RECORDED_VALUES);
        EXPECT_TRUE(text) << BALLAST_RECORDED_VALUES;
        std::istringstream lines(text.value_or(""));
        std::string name;
        std::string hex;
        while (lines >> name >> hex) {
            auto& bytes = out[name];
            for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
                bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
            }
        }
        return out;
    }();
    return values;
}

inline const std::string& recorded(const std::string& name) {
    return recorded_values().at(name);
}

}  // namespace ballast::agent::jmx::test
