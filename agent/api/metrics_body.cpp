#include "agent/api/metrics_body.hpp"

#include <algorithm>

#include "agent/metrics/exposition/gzip.hpp"
#include "common/text.hpp"

namespace ballast::agent {

namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10U;
constexpr std::string_view kTotal = "_total";

// "# TYPE name counter" of a counter is written without the suffix in OpenMetrics.
std::string comment(std::string_view line, bool counter) {
    const auto words = split(line, ' ');
    if (!counter || words.size() < 3 || !words[2].ends_with(kTotal)) {
        return std::string(line) + "\n";
    }
    const auto name = words[2].substr(0, words[2].size() - kTotal.size());
    return std::string(line.substr(0, 7)) + std::string(name) +
           std::string(line.substr(7 + words[2].size())) + "\n";
}

std::string_view name_of(std::string_view sample) {
    return sample.substr(0, sample.find_first_of("{ "));
}

}  // namespace

std::string adapt(std::string_view text, metrics::TextFormat format,
                  const std::vector<std::string>& names) {
    const bool open_metrics = format == metrics::TextFormat::open_metrics;
    std::string out;
    std::string head;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.starts_with("# HELP ")) {
            const auto next = text.substr(0, text.find('\n'));
            head = comment(line, open_metrics && next.ends_with(" counter"));
        } else if (line.starts_with("# TYPE ")) {
            head += comment(line, open_metrics && line.ends_with(" counter"));
        } else if (names.empty() || std::ranges::find(names, name_of(line)) != names.end()) {
            out += head;
            head.clear();
            out += line;
            out += '\n';
        }
    }
    return out;
}

std::string render(const MetricsBody& body) {
    std::string text = adapt(body.own, body.format, body.names);
    metrics::TextWriter writer(
        body.families ? body.families : std::make_shared<const std::vector<metrics::Family>>(),
        body.format, body.names);
    if (!body.gzip) {
        while (writer.write(text, kPiece)) {
        }
        return text;
    }
    metrics::Gzip gzip;
    std::string out;
    bool more = true;
    while (more) {
        more = writer.write(text, kPiece);
        gzip.append(text, out);
        text.clear();
    }
    gzip.finish(out);
    return out;
}

}  // namespace ballast::agent
