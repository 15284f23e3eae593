#include "coordinator/cli/support/secret_mask.hpp"

#include <json/value.h>

#include <algorithm>
#include <boost/regex.hpp>
#include <stdexcept>
#include <utility>

#include "common/json.hpp"
#include "common/text.hpp"

namespace ballast::cli {
namespace {

constexpr std::string_view kKeyLeftOut = "[private key left out]";
constexpr std::size_t kMaxJson = std::size_t{4} << 20U;

const boost::regex& secret_key() {
    static const boost::regex kKey(
        R"([\w.$-]*(?:passw(?:or)?d|passphrase|secret|token|jaas|credential|authorization|keystore\.key)[\w.$-]*)"
        R"(|\buser_[\w.$-]+)",
        boost::regex::perl | boost::regex::icase);
    return kKey;
}

// In a line: the key with its separator.
const boost::regex& secret_assignment() {
    static const boost::regex kAssignment("(?:" + secret_key().str() + R"()["']?\s*[=:]\s*)",
                                          boost::regex::perl | boost::regex::icase);
    return kAssignment;
}

// java.util.Properties also takes a blank between key and value.
const boost::regex& secret_property() {
    static const boost::regex kProperty(R"(^\s*(?:)" + secret_key().str() + R"()\s+)",
                                        boost::regex::perl | boost::regex::icase);
    return kProperty;
}

const boost::regex& secret_option() {
    static const boost::regex kOption(
        R"((?:^|\s)--?[\w.-]*(?:passw(?:or)?d|passphrase|secret|token)[\w.-]*\s+)",
        boost::regex::perl | boost::regex::icase);
    return kOption;
}

const boost::regex& url_user() {
    static const boost::regex kUser(R"((\w://)[^/\s:@]+:[^/\s@]+@)");
    return kUser;
}

// Most lines of a log hold nothing of this and need no expression.
bool is_suspicious(std::string_view line) {
    static constexpr std::string_view kWords[] = {
        "passw", "passphrase", "secret",       "token",         "jaas",
        "cred",  "user_",      "keystore.key", "authorization", "://"};
    const std::string lower = to_lower(line);
    return std::ranges::any_of(kWords, [&](std::string_view word) { return lower.contains(word); });
}

std::size_t indentation(std::string_view line) {
    return std::min(line.find_first_not_of(' '), line.size());
}

bool continues(std::string_view line) {
    const std::size_t last = line.find_last_not_of('\\');
    const std::size_t slashes = line.size() - (last == std::string_view::npos ? 0 : last + 1);
    return slashes % 2 == 1;
}

// A line inside a PEM block, perhaps with the marks of the text around it.
bool is_pem_body(std::string_view line) {
    return line.contains("Proc-Type:") || line.contains("DEK-Info:") ||
           std::ranges::all_of(line, [](char c) {
               return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      std::string_view("+/= \t\\|\"'>").contains(c);
           });
}

// What follows the first secret key is cut off; true where there was one.
bool cut_secret(std::string& line, const boost::regex& expression) {
    boost::smatch found;
    auto from = line.cbegin();
    while (boost::regex_search(from, line.cend(), found, expression)) {
        const std::string_view key(&*found[0].first, static_cast<std::size_t>(found[0].length()));
        const auto name_end = key.find_last_not_of(" \t:=\"'");
        const std::string_view name = key.substr(0, name_end + 1);
        // "CredentialExpiredException: why" is what went wrong.
        const bool is_error = name.ends_with("Exception") || name.ends_with("Error");
        const auto value = found[0].second;
        if (!is_error && value != line.cend()) {
            line.erase(value, line.cend());
            line += SecretMask::kMasked;
            return true;
        }
        if (!is_error) {
            return true;  // its value is on the next lines
        }
        from = value;
    }
    return false;
}

class LineMask {
  public:
    explicit LineMask(TextKind kind) : kind_(kind) {}

    // Empty: the line goes.
    std::optional<std::string> operator()(std::string_view text) {
        const bool in_key = in_pem_ && (text.contains("-----END") || is_pem_body(text));
        in_pem_ = in_key && !text.contains("-----END");
        const bool in_value = continued_;
        continued_ = in_value && continues(text);
        if (in_key || in_value) {
            return std::nullopt;
        }
        if (block_ && (trim(text).empty() || indentation(text) > *block_ ||
                       (indentation(text) == *block_ && trim(text).starts_with("- ")))) {
            return std::nullopt;
        }
        block_.reset();
        std::string line(text);
        cut_pem(line);
        if (is_suspicious(line)) {
            cut(line, text);
        }
        return line;
    }

  private:
    TextKind kind_;
    bool in_pem_ = false;
    bool continued_ = false;            // the next line belongs to a masked value
    std::optional<std::size_t> block_;  // of a masked YAML value: its key's indentation

    void cut_pem(std::string& line) {
        const std::size_t begin = line.find("-----BEGIN");
        const std::size_t word = line.find("PRIVATE KEY", begin);
        if (begin == std::string::npos || word == std::string::npos) {
            return;
        }
        const std::size_t end = line.find("-----END", word);
        in_pem_ = end == std::string::npos;
        const std::size_t rest = in_pem_ ? end : line.find("-----", end + 8);
        const std::string after = rest == std::string::npos ? "" : line.substr(rest + 5);
        line = line.substr(0, begin) + std::string(kKeyLeftOut) + after;
    }

    void cut(std::string& line, std::string_view original) {
        const bool masked = cut_secret(line, secret_assignment()) ||
                            cut_secret(line, secret_option()) ||
                            (kind_ == TextKind::properties && cut_secret(line, secret_property()));
        if (masked && kind_ == TextKind::yaml) {
            block_ = indentation(original);
        } else if (masked) {
            continued_ = continues(original);
        }
        line =
            boost::regex_replace(line, url_user(), "$1" + std::string(SecretMask::kMasked) + "@");
    }
};

// A text whose beginning was cut off may begin inside a private key.
std::string_view after_torn_key(std::string_view text) {
    const std::size_t end = text.find("PRIVATE KEY-----");
    const std::size_t begin = text.rfind("-----", end);
    if (end == std::string_view::npos || begin == std::string_view::npos ||
        !text.substr(begin).starts_with("-----END")) {
        return text;
    }
    return text.substr(end + std::string_view("PRIVATE KEY-----").size());
}

}  // namespace

SecretMask::SecretMask(std::vector<std::string> known) : known_(std::move(known)) {
    std::erase_if(known_, [](const std::string& secret) { return secret.size() < kShortestKnown; });
    std::ranges::sort(known_, std::greater<>(), &std::string::size);
}

std::string SecretMask::without_known(std::string text) const {
    for (const std::string& secret : known_) {
        for (std::size_t at = text.find(secret); at != std::string::npos;
             at = text.find(secret, at + kMasked.size())) {
            text.replace(at, secret.size(), kMasked);
        }
    }
    return text;
}

std::string SecretMask::mask(std::string_view text, TextKind kind) const {
    if (kind == TextKind::json) {
        if (auto masked = mask_json(text, true)) {
            return *std::move(masked);
        }
    }
    return mask_lines(after_torn_key(text), kind);
}

std::string SecretMask::mask_lines(std::string_view text, TextKind kind) const {
    std::string out;
    LineMask mask_line(kind);
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        if (auto entry = line.starts_with('{') ? mask_json(line, false) : std::nullopt) {
            out += *entry;
        } else {
            try {
                if (auto masked = mask_line(line)) {
                    out += *masked + '\n';
                }
            } catch (const std::runtime_error&) {
                // Boost.Regex gave up on the line, so nobody knows what is in it.
                out += std::string(kMasked) + '\n';
            }
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return without_known(std::move(out));
}

std::optional<std::string> SecretMask::mask_json(std::string_view text, bool pretty) const {
    auto value = parse_json(text, {.bytes = kMaxJson, .depth = 64});
    if (!value) {
        return std::nullopt;
    }
    mask_value(*value);
    return to_json(*value, pretty) + '\n';
}

void SecretMask::mask_value(Json::Value& value) const {
    if (value.isString()) {
        std::string text = mask_lines(value.asString(), TextKind::log);
        if (text.ends_with('\n')) {
            text.pop_back();
        }
        value = std::move(text);
    } else if (value.isArray()) {
        for (Json::Value& item : value) {
            mask_value(item);
        }
    } else if (value.isObject()) {
        for (const std::string& name : value.getMemberNames()) {
            if (boost::regex_search(name, secret_key()) && !value[name].isNull()) {
                value[name] = std::string(kMasked);
            } else {
                mask_value(value[name]);
            }
        }
    }
}

}  // namespace ballast::cli
