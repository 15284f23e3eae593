#include "agent/metrics/rules/yaml_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

#include "agent/metrics/exposition/java_number.hpp"
#include "common/text.hpp"

namespace ballast::agent::metrics {
namespace {

constexpr std::array<std::string_view, 9> kTrue{"yes",  "Yes", "YES", "true", "True",
                                                "TRUE", "on",  "On",  "ON"};
constexpr std::array<std::string_view, 9> kFalse{"no",    "No",  "NO",  "false", "False",
                                                 "FALSE", "off", "Off", "OFF"};

void add(std::vector<document::Problem>& to, std::size_t most, document::Problem problem) {
    if (to.size() < most) {
        to.push_back(std::move(problem));
    }
}

// "0x1F", "010" and "0b11" without sign and '_'; empty: of no such form.
std::optional<std::string> other_base(std::string_view digits) {
    int base = 8;
    if (digits.starts_with("0x") || digits.starts_with("0b")) {
        base = digits[1] == 'x' ? 16 : 2;
        digits.remove_prefix(2);
    } else if (digits.size() < 2 || digits.front() != '0') {
        return std::nullopt;
    }
    std::int64_t value = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    if (error != std::errc() || end != digits.data() + digits.size()) {
        return std::nullopt;
    }
    return std::to_string(value);
}

}  // namespace

std::optional<bool> plain_boolean(std::string_view word) {
    if (std::ranges::find(kTrue, word) != kTrue.end()) {
        return true;
    }
    if (std::ranges::find(kFalse, word) != kFalse.end()) {
        return false;
    }
    return std::nullopt;
}

std::optional<std::string> plain_number(std::string_view word) {
    const bool negative = word.starts_with('-');
    auto digits = word.substr(negative || word.starts_with('+') ? 1 : 0);
    const std::string sign = negative ? "-" : "";
    const auto lower = to_lower(digits);
    if (lower == ".inf") {
        return sign + "Infinity";
    }
    if (word == ".nan" || word == ".NaN" || word == ".NAN") {
        return "NaN";
    }
    if (digits.empty() || !(is_digit(digits.front()) || digits.front() == '.')) {
        return std::nullopt;
    }
    std::string bare(digits);
    std::erase(bare, '_');
    if (auto integer = other_base(bare)) {
        return sign + *integer;
    }
    const bool decimal = bare.find_first_not_of("0123456789.eE+-") == std::string::npos &&
                         bare.find_first_of("0123456789") != std::string::npos;
    if (!decimal || !parse_java_double(bare)) {
        return std::nullopt;
    }
    return sign + bare;
}

void YamlValues::refuse(yaml::Position position, std::string key, std::string message,
                        std::string hint) {
    add(errors_, kMost,
        {file_, position.line, position.column, std::move(key), std::move(message),
         std::move(hint)});
}

void YamlValues::warn(yaml::Position position, std::string key, std::string message,
                      std::string hint) {
    add(warnings_, kMost,
        {file_, position.line, position.column, std::move(key), std::move(message),
         std::move(hint)});
}

std::optional<bool> YamlValues::boolean(const yaml::Node& node, const std::string& key) {
    if (node.kind == yaml::Kind::scalar && !node.quoted) {
        if (const auto value = plain_boolean(node.text)) {
            return value;
        }
    }
    refuse(node.position, key, "is neither true nor false", "write true or false, without quotes");
    return std::nullopt;
}

std::optional<std::string> YamlValues::text(const yaml::Node& node, const std::string& key) {
    if (node.kind != yaml::Kind::scalar) {
        refuse(node.position, key, node.kind == yaml::Kind::null ? "has no value" : "is no text",
               "write a text");
        return std::nullopt;
    }
    if (!node.quoted && (plain_boolean(node.text) || plain_number(node.text))) {
        refuse(node.position, key,
               fmt::format("{} is a {} in YAML; a text is wanted here", node.text,
                           plain_boolean(node.text) ? "boolean" : "number"),
               fmt::format("write \"{}\", with quotes", node.text));
        return std::nullopt;
    }
    return node.text;
}

std::optional<std::string> YamlValues::scalar(const yaml::Node& node, const std::string& key) {
    if (node.kind != yaml::Kind::scalar) {
        refuse(node.position, key,
               node.kind == yaml::Kind::null ? "has no value" : "is no text and no number",
               "write a text or a number");
        return std::nullopt;
    }
    if (!node.quoted) {
        if (auto number = plain_number(node.text)) {
            return number;
        }
        if (const auto boolean = plain_boolean(node.text)) {
            return *boolean ? "true" : "false";
        }
    }
    return node.text;
}

std::optional<double> YamlValues::number(const yaml::Node& node, const std::string& key) {
    const auto text = scalar(node, key);
    if (!text) {
        return std::nullopt;
    }
    auto value = parse_java_double(*text);
    if (!value) {
        refuse(node.position, key, fmt::format("{} is no number", *text),
               "write a number, such as 0.001");
    }
    return value;
}

std::vector<std::string> YamlValues::texts(const yaml::Node& node, const std::string& key) {
    std::vector<std::string> out;
    if (is_list(node, key)) {
        for (const auto& item : node.items) {
            if (auto value = text(item, key)) {
                out.push_back(*std::move(value));
            }
        }
    }
    return out;
}

bool YamlValues::is_list(const yaml::Node& node, const std::string& key) {
    if (node.kind == yaml::Kind::sequence) {
        return true;
    }
    refuse(node.position, key, node.kind == yaml::Kind::null ? "has no value" : "is no list",
           "write a list: each entry behind a '-', or [] for none");
    return false;
}

bool YamlValues::is_map(const yaml::Node& node, const std::string& key) {
    if (node.kind == yaml::Kind::map) {
        return true;
    }
    refuse(node.position, key, node.kind == yaml::Kind::null ? "has no value" : "is no map",
           "write key: value below it, or {} for none");
    return false;
}

}  // namespace ballast::agent::metrics
