// Whatever a JVM may print. Entries must not depend on where chunks end, must keep their limits,
// must be valid UTF-8 and must survive both forms on disk.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "agent/logs/log_parser.hpp"
#include "common/text.hpp"

namespace {

using namespace ballast::agent;

std::vector<LogEntry> parse(std::string_view text, std::size_t chunk) {
    LogParser parser("stdout");
    std::vector<LogEntry> all;
    while (!text.empty()) {
        const auto part = text.substr(0, chunk);
        for (auto& entry : parser.feed(part, {})) {
            all.push_back(std::move(entry));
        }
        text.remove_prefix(part.size());
    }
    for (auto& entry : parser.finish({})) {
        all.push_back(std::move(entry));
    }
    return all;
}

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void check_forms(const LogEntry& entry) {
    require(ballast::is_valid_utf8(entry.message) && ballast::is_valid_utf8(entry.stack));
    require(entry.message.size() + entry.stack.size() <= kMaxLogEntry);
    auto json = to_json_line(entry, "kafka-0");
    json.pop_back();
    require(!json.contains('\n'));
    require(parse_json_line(json) == entry);

    EntryFolder folder("stdout", EntryFolder::Source::file);
    auto text = to_text(entry);
    text.pop_back();
    for (const auto line : ballast::split(text, '\n')) {
        require(!folder.line(line, {}));
    }
    const auto back = folder.take();
    require(back && back->time == entry.time && back->logger == entry.logger);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto whole = parse(text, std::string_view::npos);
    require(parse(text, 3) == whole);
    for (const auto& entry : whole) {
        check_forms(entry);
    }
    static_cast<void>(parse_json_line(text));
    return 0;
}
