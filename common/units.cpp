#include "common/units.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>

#include "common/text.hpp"

namespace ballast {
namespace {

struct Unit {
    std::string_view suffix;
    std::int64_t factor;
};

constexpr std::int64_t kKibi = 1024;
constexpr std::array<Unit, 14> kSizes{{{"", 1},
                                       {"Ki", kKibi},
                                       {"Mi", kKibi* kKibi},
                                       {"Gi", kKibi* kKibi* kKibi},
                                       {"Ti", kKibi* kKibi* kKibi* kKibi},
                                       {"k", kKibi},
                                       {"m", kKibi* kKibi},
                                       {"g", kKibi* kKibi* kKibi},
                                       {"t", kKibi* kKibi* kKibi* kKibi},
                                       {"K", 1000},
                                       {"M", 1000'000},
                                       {"G", 1000'000'000},
                                       {"T", 1000'000'000'000},
                                       {"B", 1}}};
constexpr std::array<Unit, 5> kDurations{
    {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};

template <std::size_t N>
const Unit* find_unit(const std::array<Unit, N>& units, std::string_view suffix) {
    for (const auto& unit : units) {
        if (unit.suffix == suffix) {
            return &unit;
        }
    }
    return nullptr;
}

// Splits leading digits from what follows them.
std::string_view take_digits(std::string_view& text) {
    std::size_t length = 0;
    while (length < text.size() && is_digit(text[length])) {
        ++length;
    }
    const auto digits = text.substr(0, length);
    text.remove_prefix(length);
    return digits;
}

}  // namespace

Result<std::int64_t> parse_size(std::string_view text) {
    auto rest = text;
    const auto number = parse_integer(take_digits(rest));
    const auto* unit = find_unit(kSizes, rest);
    if (!number || unit == nullptr ||
        *number > std::numeric_limits<std::int64_t>::max() / unit->factor) {
        return fail(ErrorKind::invalid, fmt::format("'{}' is not a size like 512Mi or 2Gi", text));
    }
    return *number * unit->factor;
}

std::string format_size(std::int64_t bytes) {
    for (const std::string_view suffix : {"Ti", "Gi", "Mi", "Ki"}) {
        const auto factor = find_unit(kSizes, suffix)->factor;
        if (bytes >= factor && bytes % factor == 0) {
            return fmt::format("{}{}", bytes / factor, suffix);
        }
    }
    return std::to_string(bytes);
}

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
    const auto bad = [&] {
        return fail(ErrorKind::invalid, fmt::format("'{}' is not a duration like 30s or 5m", text));
    };
    auto rest = text;
    std::int64_t total = 0;
    do {
        const auto number = parse_integer(take_digits(rest));
        const auto suffix = rest.substr(0, rest.starts_with("ms") ? 2 : 1);
        const auto* unit = find_unit(kDurations, suffix);
        constexpr std::int64_t kMost = 100LL * 365 * 86'400'000;  // a century
        if (!number || unit == nullptr || *number > (kMost - total) / unit->factor) {
            return bad();
        }
        total += *number * unit->factor;
        rest.remove_prefix(suffix.size());
    } while (!rest.empty());
    return std::chrono::milliseconds{total};
}

std::string format_duration(std::chrono::milliseconds duration) {
    const auto seconds = duration.count() / 1000;
    if (seconds < 60) {
        return fmt::format("{}s", seconds);
    }
    if (seconds < 3600) {
        return fmt::format("{}m{}s", seconds / 60, seconds % 60);
    }
    if (seconds < 86'400) {
        return fmt::format("{}h{}m", seconds / 3600, seconds % 3600 / 60);
    }
    return fmt::format("{}d{}h", seconds / 86'400, seconds % 86'400 / 3600);
}

}  // namespace ballast
