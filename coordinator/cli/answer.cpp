#include "coordinator/cli/answer.hpp"

#include <fmt/format.h>
#include <json/value.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "common/text.hpp"

namespace ballast::cli {
namespace {

// RFC 8259, section 7. YAML's double-quoted style takes the same escapes (YAML 1.2, section 5.7);
// DEL, NEL and the Unicode separators are escaped for its sake.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto code = static_cast<unsigned char>(c);
        const std::string_view two = text.substr(i, 2);
        const std::string_view three = text.substr(i, 3);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\t') {
            out += "\\t";
        } else if (code < 0x20 || code == 0x7F) {
            out += fmt::format("\\u{:04x}", code);
        } else if (code == 0xC2 && two.size() == 2 && static_cast<unsigned char>(two[1]) < 0xA0) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned char>(two[1]));
            ++i;
        } else if (three == "\xE2\x80\xA8" || three == "\xE2\x80\xA9" || three == "\xEF\xBB\xBF") {
            out += three == "\xE2\x80\xA8"   ? "\\u2028"
                   : three == "\xE2\x80\xA9" ? "\\u2029"
                                             : "\\ufeff";
            i += 2;
        } else {
            out += c;
        }
    }
    return out + '"';
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Plain only where no reader could take it for a number, a truth, a null, a date or a mark: it
// starts with a letter or '/', holds only harmless characters and is no reserved word.
bool is_plain(std::string_view text) {
    constexpr std::array<std::string_view, 11> kReserved{
        "nan", "inf", "true", "false", "null", "yes", "no", "on", "off", "y", "n"};
    return !text.empty() && (is_letter(text.front()) || text.front() == '/') &&
           std::ranges::all_of(text,
                               [](char c) {
                                   return is_letter(c) || is_digit(c) || c == '.' || c == '_' ||
                                          c == '-' || c == '/';
                               }) &&
           std::ranges::find(kReserved, to_lower(text)) == kReserved.end();
}

std::string yaml_text(std::string_view text) {
    return is_plain(text) ? std::string(text) : quoted(text);
}

void indent(std::string& out, int depth) {
    out.append(static_cast<std::size_t>(depth) * 2, ' ');
}

}  // namespace

std::string Answer::json() const {
    std::string out;
    write_json(out, 0, true);
    return out + '\n';
}

std::string Answer::json_line() const {
    std::string out;
    write_json(out, 0, false);
    return out + '\n';
}

std::string Answer::yaml() const {
    std::string out;
    if (is_block()) {
        write_yaml(out, 0);
    } else {
        out = scalar(true) + '\n';
    }
    return out;
}

// A text, number, truth or null; an empty list or object.
std::string Answer::scalar(bool yaml) const {
    if (const auto* text = std::get_if<std::string>(&value_)) {
        return yaml ? yaml_text(*text) : quoted(*text);
    }
    if (const auto* number = std::get_if<std::int64_t>(&value_)) {
        return fmt::format("{}", *number);
    }
    if (const auto* number = std::get_if<double>(&value_)) {
        return fmt::format("{}", *number);
    }
    if (const auto* truth = std::get_if<bool>(&value_)) {
        return *truth ? "true" : "false";
    }
    if (std::holds_alternative<std::nullptr_t>(value_)) {
        return "null";
    }
    return std::holds_alternative<List>(value_) ? "[]" : "{}";
}

bool Answer::is_block() const {
    const auto* list = std::get_if<List>(&value_);
    const auto* members = std::get_if<Members>(&value_);
    return (list != nullptr && !list->empty()) || (members != nullptr && !members->empty());
}

void Answer::write_json(std::string& out, int depth, bool pretty) const {
    if (!is_block()) {
        out += scalar(false);
        return;
    }
    const auto next_line = [&](int to) {
        if (pretty) {
            out += '\n';
            indent(out, to);
        }
    };
    const auto* list = std::get_if<List>(&value_);
    const auto* members = std::get_if<Members>(&value_);
    const std::size_t count = list != nullptr ? list->size() : members->size();
    out += list != nullptr ? '[' : '{';
    for (std::size_t i = 0; i < count; ++i) {
        next_line(depth + 1);
        if (list == nullptr) {
            out += quoted((*members)[i].first) + (pretty ? ": " : ":");
        }
        (list != nullptr ? (*list)[i] : (*members)[i].second).write_json(out, depth + 1, pretty);
        out += i + 1 < count ? "," : "";
    }
    next_line(depth);
    out += list != nullptr ? ']' : '}';
}

// The caller has written the indentation of the first line.
void Answer::write_yaml(std::string& out, int depth) const {
    if (const auto* list = std::get_if<List>(&value_)) {
        for (std::size_t i = 0; i < list->size(); ++i) {
            if (i > 0) {
                indent(out, depth);
            }
            out += "- ";
            if ((*list)[i].is_block()) {
                (*list)[i].write_yaml(out, depth + 1);
            } else {
                out += (*list)[i].scalar(true) + '\n';
            }
        }
        return;
    }
    const auto& members = std::get<Members>(value_);
    for (std::size_t i = 0; i < members.size(); ++i) {
        const auto& [key, value] = members[i];
        if (i > 0) {
            indent(out, depth);
        }
        out += yaml_text(key) + ':';
        if (value.is_block()) {
            out += '\n';
            indent(out, depth + 1);
            value.write_yaml(out, depth + 1);
        } else {
            out += ' ' + value.scalar(true) + '\n';
        }
    }
}

Answer to_answer(const Json::Value& value) {
    switch (value.type()) {
        case Json::nullValue:
            return nullptr;
        case Json::booleanValue:
            return value.asBool();
        case Json::intValue:
        case Json::uintValue:
            return value.isInt64() ? Answer(std::int64_t{value.asInt64()})
                                   : Answer(value.asDouble());
        case Json::realValue:
            return value.asDouble();
        case Json::stringValue:
            return value.asString();
        case Json::arrayValue: {
            Answer::List list;
            for (const Json::Value& item : value) {
                list.push_back(to_answer(item));
            }
            return list;
        }
        case Json::objectValue: {
            Answer::Members members;
            for (const std::string& name : value.getMemberNames()) {
                members.emplace_back(name, to_answer(value[name]));
            }
            return members;
        }
    }
    return nullptr;
}

}  // namespace ballast::cli
