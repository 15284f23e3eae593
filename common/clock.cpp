#include "common/clock.hpp"

#include <fmt/format.h>

#include <ctime>

#include "common/text.hpp"

namespace ballast {

SteadyTime SystemClock::steady() const {
    return std::chrono::steady_clock::now();
}
WallTime SystemClock::wall() const {
    return std::chrono::system_clock::now();
}

std::string to_rfc3339(WallTime time, bool millis) {
    using std::chrono::floor;
    const auto day = floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{floor<std::chrono::milliseconds>(time - day)};
    const auto head =
        fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                    clock.hours().count(), clock.minutes().count(), clock.seconds().count());
    return millis ? fmt::format("{}.{:03}Z", head, clock.subseconds().count()) : head + "Z";
}

Result<WallTime> parse_rfc3339(std::string_view text) {
    const auto bad = [&] {
        return fail(ErrorKind::invalid,
                    fmt::format("'{}' is not a UTC time like 2026-01-31T09:00:00Z", text));
    };
    constexpr std::string_view kPattern = "dddd-dd-ddTdd:dd:dd";
    if (text.size() <= kPattern.size() || text.size() > 40 || text.back() != 'Z') {
        return bad();
    }
    for (std::size_t i = 0; i < kPattern.size(); ++i) {
        if (kPattern[i] == 'd' ? !is_digit(text[i]) : text[i] != kPattern[i]) {
            return bad();
        }
    }
    const auto number = [&](std::size_t at, std::size_t length) {
        int value = 0;
        for (const char c : text.substr(at, length)) {
            value = value * 10 + (c - '0');
        }
        return value;
    };
    const std::chrono::year_month_day date{std::chrono::year{number(0, 4)},
                                           std::chrono::month{static_cast<unsigned>(number(5, 2))},
                                           std::chrono::day{static_cast<unsigned>(number(8, 2))}};
    // What nanoseconds in 64 bits surely hold: from September 1677 to April 2262.
    const bool in_range = number(0, 4) >= 1678 && number(0, 4) <= 2261;
    if (!date.ok() || !in_range || number(11, 2) > 23 || number(14, 2) > 59 || number(17, 2) > 59) {
        return bad();
    }
    std::chrono::nanoseconds fraction{0};
    const auto rest = text.substr(kPattern.size(), text.size() - kPattern.size() - 1);
    if (!rest.empty()) {
        if (rest.front() != '.' || rest.size() < 2 || rest.size() > 10) {
            return bad();
        }
        std::int64_t scale = 100'000'000;
        for (const char c : rest.substr(1)) {
            if (!is_digit(c)) {
                return bad();
            }
            fraction += std::chrono::nanoseconds{(c - '0') * scale};
            scale /= 10;
        }
    }
    return std::chrono::sys_days{date} + std::chrono::hours{number(11, 2)} +
           std::chrono::minutes{number(14, 2)} + std::chrono::seconds{number(17, 2)} +
           std::chrono::duration_cast<WallTime::duration>(fraction);
}

}  // namespace ballast
