#include "agent/metrics/rules/replacement.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/text.hpp"

namespace ballast::agent::metrics {
namespace {

using Groups = std::vector<JavaPattern::Group>;

std::unexpected<Error> bad(std::string_view text, std::string_view why) {
    return fail(ErrorKind::invalid, fmt::format("'{}': {}", text, why));
}

std::unexpected<Error> no_group(std::string_view text, std::string_view group,
                                const Groups& groups) {
    return bad(text, fmt::format("the pattern has no group {}; it has {}", group, groups.size()));
}

// "{name}" at `at`; moves behind it.
Result<std::size_t> named_group(std::string_view text, std::size_t& at, const Groups& groups) {
    const auto end = text.find('}', at);
    if (end == std::string_view::npos) {
        return bad(text, "a ${ has no }; write \\$ for a dollar");
    }
    const auto name = text.substr(at + 1, end - at - 1);
    const auto group = std::ranges::find(groups, name, &JavaPattern::Group::name);
    if (name.empty() || group == groups.end()) {
        return no_group(text, name, groups);
    }
    at = end + 1;
    return static_cast<std::size_t>(group - groups.begin()) + 1;
}

// The digits at `at`, as many as name a group; moves behind them.
Result<std::size_t> numbered_group(std::string_view text, std::size_t& at, const Groups& groups) {
    auto group = static_cast<std::size_t>(text[at] - '0');
    if (group > groups.size()) {
        return no_group(text, text.substr(at, 1), groups);
    }
    for (++at; at < text.size() && is_digit(text[at]); ++at) {
        const auto longer = group * 10 + static_cast<std::size_t>(text[at] - '0');
        if (longer > groups.size()) {
            break;
        }
        group = longer;
    }
    return group;
}

}  // namespace

Result<Replacement> Replacement::parse(std::string_view text, const Groups& groups) {
    Replacement out;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at++];
        if (c != '\\' && c != '$') {
            out.after_ += c;
            continue;
        }
        if (at == text.size()) {
            return bad(text, c == '$' ? "ends with a lone $; write \\$ for a dollar"
                                      : "ends with a lone backslash; write \\\\ for a backslash");
        }
        if (c == '\\') {
            out.after_ += text[at++];
            continue;
        }
        if (text[at] != '{' && !is_digit(text[at])) {
            return bad(text, "behind $ stands a group's number or {name}; write \\$ for a dollar");
        }
        TRY(const auto group,
            text[at] == '{' ? named_group(text, at, groups) : numbered_group(text, at, groups));
        out.pieces_.push_back({std::move(out.after_), group});
        out.after_.clear();
    }
    return out;
}

std::string Replacement::expand(const Captures& captures) const {
    std::string out;
    for (const auto& piece : pieces_) {
        out += piece.before;
        if (piece.group < captures.size() && captures[piece.group]) {
            out += *captures[piece.group];
        }
    }
    out += after_;
    return out;
}

}  // namespace ballast::agent::metrics
