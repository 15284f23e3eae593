// Metric families, as Prometheus knows them: what rules, self metrics and the JVM's own figures
// become, and what text_writer.hpp writes. Pure data.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ballast::agent::metrics {

struct Label {
    std::string name;
    std::string value;

    auto operator<=>(const Label&) const = default;
};

// Sorted by name; no name twice.
using Labels = std::vector<Label>;

enum class Type : std::uint8_t { unknown, gauge, counter, summary, info };

// Which line of a summary a sample is; `value` everywhere else.
enum class Part : std::uint8_t { value, count, sum };

struct Sample {
    std::shared_ptr<const Labels> labels;  // null: none. Shared with the rules' cache
    double value = 0;
    Part part = Part::value;
};

struct Family {
    std::string name;  // without the "_total" of a counter and the "_info" of an info
    Type type = Type::unknown;
    std::string help;  // empty: none is written
    std::string unit;  // of OpenMetrics; empty: none
    std::vector<Sample> samples;
};

// client_java's order of two sets of labels: by their names, then by their values.
std::strong_ordering compare(const Sample& left, const Sample& right);

// Makes of families from several sources what may be written: sorted by name, samples sorted by
// labels. Families of one name become one, of type unknown where their types differ; where one of
// them is a summary or an info, those of the first one's type stay. Of samples with equal labels
// one stays. Returns how many samples were left out.
std::size_t normalize(std::vector<Family>& families);

}  // namespace ballast::agent::metrics
