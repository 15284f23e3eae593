// The coordinator's figures in Prometheus' text format.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "coordinator/api/answers.hpp"

namespace ballast::coordinator {

// Event loop only. Counters begin at 0 with each coordinator, as Prometheus expects of a process.
class ApiMetrics {
  public:
    explicit ApiMetrics(std::string version) : version_(std::move(version)) {}

    // `pattern` of the route; empty: none was found.
    void count_answer(std::string_view pattern, int status);

    // What is now, and the counters. `view` null: there is none yet.
    std::string text(const ClusterView* view, Moment moment, std::size_t subscribers) const;

  private:
    std::string version_;
    // Few: patterns and statuses are those of our own table.
    std::map<std::pair<std::string, int>, double> answers_;
};

}  // namespace ballast::coordinator
