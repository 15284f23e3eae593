// For all keys and values: what is written is read back, and sets nothing else.
// gtest must come before rapidcheck's adapter.
// clang-format off
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
// clang-format on

#include <algorithm>

#include "agent/config/properties.hpp"
#include "common/text.hpp"

namespace ballast::agent {
namespace {

// Text full of what means something to the format, and of every length of UTF-8.
rc::Gen<std::string> hostile_text() {
    const auto piece = rc::gen::elementOf(std::vector<std::string>{
        "\n",           "\r",          "\r\n",    "\t",    "\f",   " ",    "  ", "\\",
        "\\\\",         "\\n",         "\\u0041", "\\u",   "=",    ":",    "#",  "!",
        "${file:/x:y}", "broker.id=1", "a",       "Z9",    "\x01", "\x7f", "ü",  "€",
        "😀",           "\u2028",      "\u0085",  "\ufeff"});
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const auto& all) {
        std::string text;
        for (const auto& part : all) {
            text += part;
        }
        return text;
    });
}

// Any text: code points of all planes, without the surrogates.
rc::Gen<std::string> any_text() {
    const auto point = rc::gen::suchThat(
        rc::gen::join(rc::gen::map(
            rc::gen::element<std::uint32_t>(0x80, 0x800, 0x10000, 0x110000),
            [](std::uint32_t end) { return rc::gen::inRange<std::uint32_t>(0, end); })),
        [](std::uint32_t c) { return c < 0xD800 || c > 0xDFFF; });
    return rc::gen::map(
        rc::gen::container<std::vector<std::uint32_t>>(point), [](const auto& points) {
            std::string text;
            for (const std::uint32_t c : points) {
                const auto tail = [c](unsigned shift) {
                    return static_cast<char>(0x80U | ((c >> shift) & 0x3FU));
                };
                if (c < 0x80) {
                    text += static_cast<char>(c);
                } else if (c < 0x800) {
                    text += {static_cast<char>(0xC0U | (c >> 6U)), tail(0)};
                } else if (c < 0x10000) {
                    text += {static_cast<char>(0xE0U | (c >> 12U)), tail(6), tail(0)};
                } else {
                    text += {static_cast<char>(0xF0U | (c >> 18U)), tail(12), tail(6), tail(0)};
                }
            }
            return text;
        });
}

RC_GTEST_PROP(PropertiesProperty, AnyTextIsReadBack, ()) {
    const auto key = *any_text();
    const auto value = *any_text();
    RC_ASSERT(is_valid_utf8(key) && is_valid_utf8(value));
    const std::map<std::string, std::string> meant{{key, value}};
    RC_ASSERT(parse_properties(property_line(key, value)) == meant);
}

RC_GTEST_PROP(PropertiesProperty, WhatIsWrittenIsReadBack, ()) {
    std::map<std::string, std::string> properties;
    const auto count = *rc::gen::inRange(1, 6);
    for (int i = 0; i < count; ++i) {
        properties[*hostile_text()] = *hostile_text();
    }
    const auto text = rendered_properties("r", properties);
    RC_ASSERT(parse_properties(text) == properties);
    RC_ASSERT(
        std::ranges::all_of(text, [](char c) { return c == '\n' || (c >= 0x20 && c < 0x7F); }));
    // One line for each, and the head.
    RC_ASSERT(std::ranges::count(text, '\n') == static_cast<std::ptrdiff_t>(properties.size() + 1));
}

}  // namespace
}  // namespace ballast::agent
