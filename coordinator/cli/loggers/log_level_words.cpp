#include "coordinator/cli/loggers/log_level_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "common/text.hpp"

namespace ballast::cli {
namespace {

// As Kafka's LogLevelConfig, and the word for none of them.
constexpr std::array<std::string_view, 7> kLevels{"TRACE", "DEBUG", "INFO",   "WARN",
                                                  "ERROR", "FATAL", "DEFAULT"};

bool is_node(std::string_view word) {
    for (const std::string_view role : {"kafka-", "zookeeper-"}) {
        if (word.starts_with(role) && word.size() > role.size()) {
            return std::ranges::all_of(word.substr(role.size()), is_digit);
        }
    }
    return false;
}

std::string upper(std::string_view text) {
    std::string out;
    for (const char c : text) {
        out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return out;
}

}  // namespace

Result<LogLevelOrder> read_log_level_words(const std::vector<std::string>& words) {
    LogLevelOrder order;
    std::span<const std::string> left(words);
    if (!left.empty() && is_node(left.front())) {
        order.node = left.front();
        left = left.subspan(1);
    }
    if (!left.empty()) {
        order.logger = left.front();
        left = left.subspan(1);
    }
    if (!left.empty()) {
        order.level = upper(left.front());
        if (std::ranges::find(kLevels, *order.level) == kLevels.end()) {
            return fail(ErrorKind::invalid, fmt::format("'{}' is no level; there are {}",
                                                        left.front(), fmt::join(kLevels, ", ")));
        }
        left = left.subspan(1);
    }
    if (!left.empty()) {
        return fail(ErrorKind::invalid,
                    fmt::format("'{}' is too much: a node, a logger and a level are all there is",
                                left.front()));
    }
    return order;
}

}  // namespace ballast::cli
