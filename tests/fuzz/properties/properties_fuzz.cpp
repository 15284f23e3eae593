// Whatever may stand in a file of properties, and whatever text may become a key or a value: what
// we write is read back and sets nothing else. Also the words of variables like KAFKA_OPTS.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "agent/config/properties.hpp"
#include "agent/config/shell_words.hpp"
#include "agent/config/zookeeper_config.hpp"
#include "common/text.hpp"

namespace {

using namespace ballast;
using namespace ballast::agent;

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void check_round_trip(const std::map<std::string, std::string>& properties) {
    const auto text = rendered_properties("r", properties);
    require(std::ranges::all_of(text, [](char c) { return c == '\n' || (c >= 0x20 && c < 0x7F); }));
    require(std::ranges::count(text, '\n') == static_cast<std::ptrdiff_t>(properties.size()) + 1);
    const auto again = parse_properties(text);
    const bool is_text = std::ranges::all_of(properties, [](const auto& entry) {
        return is_valid_utf8(entry.first) && is_valid_utf8(entry.second);
    });
    // Other bytes become U+FFFD, so two keys may become one.
    require(is_text ? again == properties : again.size() <= properties.size());
}

void check_words(std::string_view text) {
    const auto words = split_words(text);
    if (!words) {
        return;
    }
    std::string quoted;
    for (const auto& word : *words) {
        quoted += '"';
        for (const char c : word) {
            quoted += c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
        }
        quoted += "\" ";
    }
    require(split_words(quoted) == *words);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_round_trip(parse_properties(text));
    const auto half = text.size() / 2;
    check_round_trip({{std::string(text.substr(0, half)), std::string(text.substr(half))}});
    static_cast<void>(current_dynamic_file(std::string(text)));
    check_words(text);
    return 0;
}
