// Families as text: Prometheus 0.0.4 and OpenMetrics 1.0.0, byte for byte as client_java 1.7 writes
// them. Sources: prometheus.io/docs/instrumenting/exposition_formats, the OpenMetrics
// specification 1.0, prometheus/client_java.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agent/metrics/exposition/family.hpp"

namespace ballast::agent::metrics {

enum class TextFormat : std::uint8_t { prometheus, open_metrics };

// By the Accept header; Prometheus' text where it says nothing of OpenMetrics.
TextFormat choose_format(std::string_view accept);
std::string_view content_type(TextFormat format);

// Writes one answer piece by piece, so that no answer is held whole and an event loop can do
// something else in between.
class TextWriter {
  public:
    // `families` as normalize() leaves them. `names` are those of the query's name[]; empty: all.
    TextWriter(std::shared_ptr<const std::vector<Family>> families, TextFormat format,
               std::vector<std::string> names = {});

    // Appends about `bytes` to `out`, at most a sample more. False: nothing comes after it.
    bool write(std::string& out, std::size_t bytes);

  private:
    std::shared_ptr<const std::vector<Family>> families_;
    TextFormat format_;
    std::vector<std::string> names_;
    std::size_t family_ = 0;
    std::size_t sample_ = 0;  // of that family; at 0 its head is written first

    bool is_wanted(const Family& family) const;
    void write_head(const Family& family, std::string& out) const;
    void write_sample(const Family& family, const Sample& sample, std::string& out) const;
};

// The whole text at once, for tests and short answers.
std::string to_text(std::vector<Family> families, TextFormat format);

}  // namespace ballast::agent::metrics
