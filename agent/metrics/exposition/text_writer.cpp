#include "agent/metrics/exposition/text_writer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "agent/metrics/exposition/java_number.hpp"
#include "common/text.hpp"

namespace ballast::agent::metrics {
namespace {

void append_escaped(std::string& out, std::string_view text, bool escape_quotes) {
    for (const char c : text) {
        switch (c) {
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '"':
                out += escape_quotes ? "\\\"" : "\"";
                break;
            default:
                out += c;
        }
    }
}

void append_value(std::string& out, double value) {
    if (std::isinf(value)) {
        out += value > 0 ? "+Inf" : "-Inf";
    } else {
        append_java(out, value);
    }
}

// A ':' is legal in what rules make, but not in a label's name: those are quoted, as UTF-8 names.
void append_label_name(std::string& out, std::string_view name) {
    const auto is_legal = [](char c) {
        return is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    if (!name.empty() && !is_digit(name.front()) && std::ranges::all_of(name, is_legal)) {
        out += name;
        return;
    }
    out += '"';
    append_escaped(out, name, true);
    out += '"';
}

std::string_view type_name(Type type, TextFormat format) {
    const bool open = format == TextFormat::open_metrics;
    switch (type) {
        case Type::gauge:
            return "gauge";
        case Type::counter:
            return "counter";
        case Type::summary:
            return "summary";
        case Type::info:
            return open ? "info" : "gauge";
        case Type::unknown:
            break;
    }
    return open ? "unknown" : "untyped";
}

// What follows the family's name in a sample's line.
std::string_view suffix(Type type, Part part) {
    switch (type) {
        case Type::counter:
            return "_total";
        case Type::info:
            return "_info";
        case Type::summary:
            return part == Part::count ? "_count" : part == Part::sum ? "_sum" : "";
        case Type::unknown:
        case Type::gauge:
            break;
    }
    return "";
}

void append_line(std::string& out, std::string_view keyword, const std::string& name,
                 std::string_view rest, bool escape_quotes) {
    out += keyword;
    out += name;
    out += ' ';
    append_escaped(out, rest, escape_quotes);
    out += '\n';
}

}  // namespace

TextFormat choose_format(std::string_view accept) {
    return to_lower(accept).contains("application/openmetrics-text") ? TextFormat::open_metrics
                                                                     : TextFormat::prometheus;
}

std::string_view content_type(TextFormat format) {
    return format == TextFormat::open_metrics
               ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
               : "text/plain; version=0.0.4; charset=utf-8";
}

TextWriter::TextWriter(std::shared_ptr<const std::vector<Family>> families, TextFormat format,
                       std::vector<std::string> names)
    : families_(std::move(families)), format_(format), names_(std::move(names)) {}

// client_java takes a name for all families whose name it begins with: "x_seconds_count" asks for
// "x_seconds" and "x" (MetricNameFilter).
bool TextWriter::is_wanted(const Family& family) const {
    return !family.samples.empty() &&
           (names_.empty() || std::ranges::any_of(names_, [&](const std::string& name) {
                return name.starts_with(family.name);
            }));
}

void TextWriter::write_head(const Family& family, std::string& out) const {
    const bool open = format_ == TextFormat::open_metrics;
    auto name = family.name;
    if (!open && family.type != Type::summary) {
        name += suffix(family.type, Part::value);
    }
    if (!open && !family.help.empty()) {
        append_line(out, "# HELP ", name, family.help, false);
    }
    append_line(out, "# TYPE ", name, type_name(family.type, format_), false);
    if (open && !family.unit.empty()) {
        append_line(out, "# UNIT ", name, family.unit, true);
    }
    if (open && !family.help.empty()) {
        append_line(out, "# HELP ", name, family.help, true);
    }
}

void TextWriter::write_sample(const Family& family, const Sample& sample, std::string& out) const {
    out += family.name;
    out += suffix(family.type, sample.part);
    if (sample.labels && !sample.labels->empty()) {
        char before = '{';
        for (const auto& label : *sample.labels) {
            out += before;
            append_label_name(out, label.name);
            out += "=\"";
            append_escaped(out, label.value, true);
            out += '"';
            before = ',';
        }
        out += '}';
    }
    out += ' ';
    if (family.type == Type::info) {
        out += '1';
    } else if (sample.part == Part::count && std::abs(sample.value) < 0x1p62) {
        out += std::to_string(static_cast<std::int64_t>(sample.value));
    } else {
        append_value(out, sample.value);
    }
    out += '\n';
}

bool TextWriter::write(std::string& out, std::size_t bytes) {
    const auto begin = out.size();
    for (; family_ < families_->size(); ++family_) {
        const auto& family = (*families_)[family_];
        if (!is_wanted(family)) {
            continue;
        }
        if (sample_ == 0) {
            write_head(family, out);
        }
        while (sample_ < family.samples.size()) {
            write_sample(family, family.samples[sample_++], out);
            if (out.size() - begin >= bytes) {
                return true;
            }
        }
        sample_ = 0;
    }
    if (format_ == TextFormat::open_metrics) {
        out += "# EOF\n";
    }
    return false;
}

std::string to_text(std::vector<Family> families, TextFormat format) {
    normalize(families);
    std::string out;
    TextWriter writer(std::make_shared<const std::vector<Family>>(std::move(families)), format);
    writer.write(out, std::numeric_limits<std::size_t>::max());
    return out;
}

}  // namespace ballast::agent::metrics
