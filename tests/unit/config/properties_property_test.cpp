// For all keys and values: what is written is read back, and sets nothing else.
// gtest must come before rapidcheck's adapter.
// clang-format off
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
// clang-format on

#include <algorithm>

#include "agent/config/properties.hpp"

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
