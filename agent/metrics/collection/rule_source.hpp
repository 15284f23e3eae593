// The rules that are in force: our own, or those of a file, which is read anew when it changes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "agent/metrics/rules/configuration.hpp"
#include "common/node_identity.hpp"
#include "common/result.hpp"

namespace ballast::agent::metrics {

// Our own rules as text (agent/metrics/defaults).
std::string_view default_rules(Role role);

// Reads files: not for the event loop.
class RuleSource {
  public:
    // `file` empty: our own.
    RuleSource(Role role, std::filesystem::path file);

    // True where there is another configuration than before; false also where the file became
    // wrong, and then problem() says why: the last good one, or our own, goes on.
    bool refresh();
    const std::shared_ptr<const Configuration>& configuration() const { return configuration_; }
    const std::string& problem() const { return problem_; }
    std::uint64_t reloads() const { return reloads_; }
    std::uint64_t failed_reloads() const { return failed_reloads_; }

  private:
    std::filesystem::path file_;
    std::shared_ptr<const Configuration> configuration_;
    std::string text_;  // of the file, as it was looked at last
    bool looked_ = false;
    std::string problem_;  // empty: none
    std::uint64_t reloads_ = 0;
    std::uint64_t failed_reloads_ = 0;

    bool take(const std::string& text);
};

}  // namespace ballast::agent::metrics
