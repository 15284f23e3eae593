#include "coordinator/cli/event_file_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <fstream>
#include <limits>
#include <optional>

#include "common/files.hpp"
#include "common/units.hpp"
#include "coordinator/cli/log_line.hpp"
#include "coordinator/cli/rotated_files.hpp"

namespace ballast::cli {
namespace {

constexpr std::array<std::string_view, 6> kLevels{"TRACE", "DEBUG", "INFO",
                                                  "WARN",  "ERROR", "FATAL"};

struct Wanted {
    std::string since;  // as entries have it: compares as text
    std::ptrdiff_t level = 0;
};

std::ptrdiff_t rank(std::string_view level) {
    return std::ranges::find(kLevels, level) - kLevels.begin();
}

Result<Wanted> wanted(const LogQuery& query, WallTime now) {
    Wanted out;
    if (!query.level.empty()) {
        out.level = rank(query.level);
    }
    if (query.since.ends_with('Z')) {
        TRY(const WallTime time, parse_rfc3339(query.since));
        out.since = to_rfc3339(time, true);
    } else if (!query.since.empty()) {
        TRY(const auto back, parse_duration(query.since));
        out.since = to_rfc3339(now - back, true);
    }
    return out;
}

// Hands over what is wanted; what is no entry goes on, for the reader to say so.
class Filter {
  public:
    Filter(Wanted wanted, const LogSource::OnLine& on_line)
        : wanted_(std::move(wanted)), on_line_(on_line) {}

    bool operator()(std::string_view text) {
        const auto line = parse_log_line(text);
        const bool skip = line && (line->ts < wanted_.since || rank(line->level) < wanted_.level);
        return skip || on_line_(text);
    }

  private:
    Wanted wanted_;
    const LogSource::OnLine& on_line_;
};

Result<bool> read_lines(const std::filesystem::path& file, const LogSource::OnLine& on_line,
                        const std::stop_token& stop) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        // The writer rotates: a file may be gone by now.
        return errno == ENOENT
                   ? Result<bool>(true)
                   : std::unexpected(system_error("cannot open " + file.string(), errno));
    }
    LineSplitter lines;
    std::array<char, 65536> buffer{};
    while (stream && !stop.stop_requested()) {
        stream.read(buffer.data(), buffer.size());
        const auto size = static_cast<std::size_t>(stream.gcount());
        if (!lines.feed({buffer.data(), size}, on_line)) {
            return false;
        }
    }
    return !stop.stop_requested();
}

}  // namespace

Result<void> EventFileSource::read(const NodeIdentity& node, const LogQuery& query,
                                   const OnLine& on_line, std::stop_token stop) {
    TRY(Wanted chosen, wanted(query, clock_.wall()));
    std::deque<std::string> last;
    const auto most = static_cast<std::size_t>(query.tail.value_or(0));
    const OnLine keep = [&](std::string_view text) {
        last.emplace_back(text);
        if (last.size() > most) {
            last.pop_front();
        }
        return true;
    };
    Filter filter(std::move(chosen), query.tail ? keep : on_line);
    const auto folder = folder_.node(node.name).log();
    for (const auto& file : rotated_files(folder, "events.log")) {
        TRY(const bool more,
            read_lines(file, [&](std::string_view text) { return filter(text); }, stop));
        if (!more) {
            return {};
        }
    }
    for (const std::string& text : last) {
        if (!on_line(text)) {
            break;
        }
    }
    return {};
}

}  // namespace ballast::cli
