#include "agent/metrics/collection/rule_source.hpp"

#include <stdlib.h>

#include <stdexcept>
#include <utility>

#include "agent/metrics/collection/embedded_rules.hpp"
#include "common/files.hpp"

namespace ballast::agent::metrics {

namespace {

constexpr std::size_t kFileLimit = std::size_t{1} << 20U;

std::optional<std::string> environment(const std::string& name) {
    const char* value = ::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::shared_ptr<const Configuration> own(Role role) {
    auto read = read_configuration(default_rules(role), "our own rules", environment);
    if (!read) {
        throw std::logic_error(to_string(read.error().front()));  // a test reads both
    }
    return std::make_shared<const Configuration>(*std::move(read));
}

}  // namespace

std::string_view default_rules(Role role) {
    return role == Role::kafka ? embedded::kKafkaRules : embedded::kZooKeeperRules;
}

RuleSource::RuleSource(Role role, std::filesystem::path file)
    : file_(std::move(file)), configuration_(own(role)) {}

bool RuleSource::refresh() {
    if (file_.empty()) {
        return !std::exchange(looked_, true);
    }
    const auto text = read_file(file_, kFileLimit);
    const bool first = !std::exchange(looked_, true);
    if (!text) {
        failed_reloads_ += problem_.empty() ? 1 : 0;
        problem_ = text.error().message;
        text_.clear();
        return first;
    }
    if (*text == text_) {
        return first;
    }
    text_ = *text;
    return take(*text) || first;
}

bool RuleSource::take(const std::string& text) {
    auto read = read_configuration(text, file_.string(), environment);
    if (!read) {
        ++failed_reloads_;
        problem_ = to_string(read.error().front());
        return false;
    }
    ++reloads_;
    problem_.clear();
    configuration_ = std::make_shared<const Configuration>(*std::move(read));
    return true;
}

}  // namespace ballast::agent::metrics
