#include "common/http/target.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "common/http/envelope.hpp"
#include "common/text.hpp"

namespace ballast::http {
namespace {

std::optional<unsigned> hex_digit(char c) {
    if (is_digit(c)) {
        return static_cast<unsigned>(c - '0');
    }
    if (c >= 'a' && c <= 'f') {
        return static_cast<unsigned>(c - 'a' + 10);
    }
    if (c >= 'A' && c <= 'F') {
        return static_cast<unsigned>(c - 'A' + 10);
    }
    return std::nullopt;
}

std::unexpected<Response> bad_target(const std::string& why) {
    return std::unexpected(error_response(400, "BAD_TARGET", "the request's target " + why));
}

std::expected<std::string, Response> decode(std::string_view text, bool in_query) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            const auto high = i + 2 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
            const auto low = i + 2 < text.size() ? hex_digit(text[i + 2]) : std::nullopt;
            if (!high || !low) {
                return bad_target("has a '%' that two hexadecimal digits do not follow");
            }
            c = static_cast<char>(*high * 16 + *low);
            i += 2;
            if (c == '/' && !in_query) {
                return bad_target("has an encoded '/'");
            }
        } else if (c == '+' && in_query) {
            c = ' ';
        }
        if (c == '\0' || (!in_query && static_cast<unsigned char>(c) < ' ')) {
            return bad_target("has an encoded control character");
        }
        result += c;
    }
    if (!is_valid_utf8(result)) {
        return bad_target("is not UTF-8");
    }
    return result;
}

void encode(std::string_view text, bool keep_slash, std::string& out) {
    for (const char c : text) {
        const bool plain = is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           c == '-' || c == '.' || c == '_' || c == '~' || (c == '/' && keep_slash);
        if (plain) {
            out += c;
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
}

}  // namespace

std::expected<Target, Response> parse_target(std::string_view text) {
    if (!text.starts_with('/')) {
        return bad_target("must be a path that begins with '/'");
    }
    for (const char c : text) {
        if (c <= ' ' || c == '\x7f' || c == '#' || c == '\\') {
            return bad_target("has a character that must be encoded");
        }
    }
    const auto mark = text.find('?');
    Target target;
    for (const auto segment :
         split(text.substr(1, mark == std::string_view::npos ? mark : mark - 1), '/')) {
        auto decoded = decode(segment, false);
        if (!decoded) {
            return std::unexpected(std::move(decoded).error());
        }
        if (*decoded == "." || *decoded == "..") {
            return bad_target("has a segment '.' or '..'");
        }
        target.path += '/' + *decoded;
    }
    if (mark == std::string_view::npos) {
        return target;
    }
    for (const auto pair : split(text.substr(mark + 1), '&')) {
        if (pair.empty()) {
            continue;
        }
        const auto equals = pair.find('=');
        auto key = decode(pair.substr(0, equals), true);
        auto value = decode(equals == std::string_view::npos ? "" : pair.substr(equals + 1), true);
        if (!key || !value) {
            return std::unexpected(!key ? std::move(key).error() : std::move(value).error());
        }
        if (target.query.contains(*key)) {
            target.repeated.emplace_back(*std::move(key), *std::move(value));
        } else {
            target.query.emplace(*std::move(key), *std::move(value));
        }
    }
    return target;
}

std::string make_target(std::string_view path, const std::map<std::string, std::string>& query) {
    std::string target;
    encode(path, true, target);
    char separator = '?';
    for (const auto& [key, value] : query) {
        target += separator;
        encode(key, false, target);
        target += '=';
        encode(value, false, target);
        separator = '&';
    }
    return target;
}

}  // namespace ballast::http
