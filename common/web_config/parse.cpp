#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <span>

#include "common/web_config/password_hash.hpp"
#include "common/web_config/web_config.hpp"
#include "common/yaml/yaml.hpp"

namespace ballast::web {
namespace {

template <class Value>
using Words = std::span<const std::pair<std::string_view, Value>>;

constexpr std::pair<std::string_view, tls::ClientAuth> kClientAuth[] = {
    {"NoClientCert", tls::ClientAuth::none},
    {"RequestClientCert", tls::ClientAuth::request},
    {"RequireAnyClientCert", tls::ClientAuth::require_any},
    {"VerifyClientCertIfGiven", tls::ClientAuth::verify_if_given},
    {"RequireAndVerifyClientCert", tls::ClientAuth::require_and_verify}};
// Older ones have no cipher left that is any good.
constexpr std::pair<std::string_view, int> kVersions[] = {{"TLS12", 0x0303}, {"TLS13", 0x0304}};
constexpr std::pair<std::string_view, std::string_view> kCiphers[] = {
    {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"},
    {"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384"},
    {"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305", "ECDHE-ECDSA-CHACHA20-POLY1305"},
    {"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"},
    {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256"},
    {"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "ECDHE-RSA-AES256-GCM-SHA384"},
    {"TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305", "ECDHE-RSA-CHACHA20-POLY1305"},
    {"TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-RSA-CHACHA20-POLY1305"}};
constexpr std::pair<std::string_view, std::string_view> kCurves[] = {
    {"CurveP256", "P-256"}, {"CurveP384", "P-384"}, {"CurveP521", "P-521"}, {"X25519", "X25519"}};
// Those that the exporter toolkit takes, and no other.
constexpr std::array<std::string_view, 5> kHeaders{"Strict-Transport-Security",
                                                   "X-Content-Type-Options", "X-Frame-Options",
                                                   "X-XSS-Protection", "Content-Security-Policy"};

class Parser {
  public:
    explicit Parser(const std::filesystem::path& file) : file_(file) {}

    Result<WebConfig> parse(std::string_view text) {
        const auto root = yaml::parse(text);
        if (!root) {
            return wrong(root.error().position, "", root.error().message, root.error().hint);
        }
        WebConfig config;
        if (root->kind == yaml::Kind::null) {
            return config;
        }
        TRY_VOID(each(*root, "", [&](const yaml::Entry& entry) { return top(entry, config); }));
        return config;
    }

  private:
    std::filesystem::path file_;

    std::unexpected<Error> wrong(yaml::Position at, const std::string& key,
                                 const std::string& message, const std::string& hint = {}) const {
        return fail(ErrorKind::invalid,
                    fmt::format("{}:{}:{}: {}{}{}{}", file_.string(), at.line, at.column, key,
                                key.empty() ? "" : ": ", message, hint.empty() ? "" : "; " + hint));
    }

    template <class Visit>
    Result<void> each(const yaml::Node& map, const std::string& key, Visit visit) const {
        if (map.kind != yaml::Kind::map) {
            return wrong(map.position, key, "a map is wanted");
        }
        for (const auto& entry : map.entries) {
            TRY_VOID(visit(entry));
        }
        return {};
    }

    Result<std::string> text(const yaml::Node& node, const std::string& key) const {
        if (node.kind != yaml::Kind::scalar || node.text.empty()) {
            return wrong(node.position, key, "a text is wanted");
        }
        return node.text;
    }

    Result<std::filesystem::path> path(const yaml::Node& node, const std::string& key) const {
        TRY(const auto name, text(node, key));
        return file_.parent_path() / name;
    }

    template <class Value>
    Result<Value> word(const yaml::Node& node, const std::string& key, Words<Value> words) const {
        TRY(const auto given, text(node, key));
        std::vector<std::string_view> names;
        for (const auto& [name, value] : words) {
            if (name == given) {
                return value;
            }
            names.push_back(name);
        }
        return wrong(node.position, key, fmt::format("'{}' is not known", given),
                     fmt::format("there are {}", fmt::join(names, ", ")));
    }

    // Each item in OpenSSL's words.
    Result<std::vector<std::string>> list(const yaml::Node& node, const std::string& key,
                                          Words<std::string_view> words = {}) const {
        std::vector<std::string> out;
        if (node.kind != yaml::Kind::sequence) {
            return wrong(node.position, key, "a list is wanted");
        }
        for (const auto& item : node.items) {
            if (words.empty()) {
                TRY(auto value, text(item, key));
                out.push_back(std::move(value));
            } else {
                TRY(const auto value, word(item, key, words));
                out.emplace_back(value);
            }
        }
        return out;
    }

    Result<void> boolean(const yaml::Node& node, const std::string& key) const {
        if (node.kind == yaml::Kind::scalar && (node.text == "true" || node.text == "false")) {
            return {};
        }
        return wrong(node.position, key, "true or false is wanted");
    }

    Result<void> top(const yaml::Entry& entry, WebConfig& config) {
        if (entry.key == "tls_server_config") {
            tls::ServerOptions wanted;
            TRY_VOID(each(entry.value, entry.key,
                          [&](const yaml::Entry& one) { return tls_key(one, wanted); }));
            TRY_VOID(check(wanted, entry.position));
            config.tls = std::move(wanted);
            return {};
        }
        if (entry.key == "basic_auth_users") {
            return each(entry.value, entry.key,
                        [&](const yaml::Entry& one) { return user(one, config); });
        }
        if (entry.key == "http_server_config") {
            return each(entry.value, entry.key,
                        [&](const yaml::Entry& one) { return http_key(one, config); });
        }
        return wrong(entry.position, entry.key, "unknown key",
                     "there are tls_server_config, http_server_config and basic_auth_users");
    }

    Result<void> tls_key(const yaml::Entry& entry, tls::ServerOptions& options) const {
        const auto key = "tls_server_config." + entry.key;
        if (entry.key == "cert_file") {
            TRY(options.certificate, path(entry.value, key));
        } else if (entry.key == "key_file") {
            TRY(options.key, path(entry.value, key));
        } else if (entry.key == "client_ca_file") {
            TRY(options.client_ca, path(entry.value, key));
        } else if (entry.key == "client_auth_type") {
            TRY(options.client_auth, word(entry.value, key, Words<tls::ClientAuth>(kClientAuth)));
        } else if (entry.key == "client_allowed_sans") {
            TRY(options.client_sans, list(entry.value, key));
        } else if (entry.key == "min_version") {
            TRY(options.least_version, word(entry.value, key, Words<int>(kVersions)));
        } else if (entry.key == "max_version") {
            TRY(options.most_version, word(entry.value, key, Words<int>(kVersions)));
        } else if (entry.key == "cipher_suites") {
            TRY(options.ciphers, list(entry.value, key, kCiphers));
        } else if (entry.key == "curve_preferences") {
            TRY(options.curves, list(entry.value, key, kCurves));
        } else if (entry.key == "prefer_server_cipher_suites") {
            return boolean(entry.value, key);  // without effect in the toolkit, too
        } else {
            return wrong(entry.position, key, "unknown key",
                         "there are cert_file, key_file, client_ca_file, client_auth_type, "
                         "client_allowed_sans, min_version, max_version, cipher_suites, "
                         "curve_preferences and prefer_server_cipher_suites");
        }
        return {};
    }

    Result<void> check(const tls::ServerOptions& options, yaml::Position at) const {
        const std::string key = "tls_server_config";
        if (options.certificate.empty() || options.key.empty()) {
            return wrong(at, key, "cert_file or key_file is missing", "TLS needs both");
        }
        const bool verifies = options.client_auth == tls::ClientAuth::verify_if_given ||
                              options.client_auth == tls::ClientAuth::require_and_verify;
        if (verifies && options.client_ca.empty()) {
            return wrong(at, key, "client_auth_type verifies certificates",
                         "name those who issue them as client_ca_file");
        }
        if (!options.client_ca.empty() && options.client_auth == tls::ClientAuth::none) {
            return wrong(at, key, "client_ca_file without client_auth_type is never looked at",
                         "set client_auth_type, mostly RequireAndVerifyClientCert");
        }
        if (!options.client_sans.empty() &&
            options.client_auth != tls::ClientAuth::require_and_verify) {
            return wrong(at, key, "client_allowed_sans needs certificates that are verified",
                         "set client_auth_type to RequireAndVerifyClientCert");
        }
        if (options.least_version > options.most_version) {
            return wrong(at, key, "min_version is above max_version", "change one of them");
        }
        return {};
    }

    Result<void> user(const yaml::Entry& entry, WebConfig& config) const {
        const auto key = "basic_auth_users." + entry.key;
        TRY(auto hash, text(entry.value, key));
        if (entry.key.empty() || entry.key.contains(':')) {
            return wrong(entry.position, key, "a user's name is not empty and has no colon");
        }
        if (!is_bcrypt(hash)) {
            return wrong(entry.value.position, key, "not a bcrypt hash",
                         "make one: htpasswd -nBC 10 \"\" | tr -d ':\\n'");
        }
        config.users[entry.key] = std::move(hash);
        return {};
    }

    Result<void> http_key(const yaml::Entry& entry, WebConfig& config) const {
        const auto key = "http_server_config." + entry.key;
        if (entry.key == "http2") {
            return boolean(entry.value, key);  // Prometheus scrapes over HTTP/1.1 as well
        }
        if (entry.key != "headers") {
            return wrong(entry.position, key, "unknown key", "there are http2 and headers");
        }
        return each(entry.value, key, [&](const yaml::Entry& header) -> Result<void> {
            const auto name = key + "." + header.key;
            if (std::ranges::find(kHeaders, header.key) == kHeaders.end()) {
                return wrong(header.position, name, "not a header that may be set",
                             fmt::format("there are {}", fmt::join(kHeaders, ", ")));
            }
            TRY(auto value, text(header.value, name));
            if (std::ranges::any_of(value, [](char c) { return c < ' ' || c == 0x7F; })) {
                return wrong(header.value.position, name, "a control character", "leave it out");
            }
            config.headers.emplace_back(header.key, std::move(value));
            return {};
        });
    }
};

}  // namespace

Result<WebConfig> parse_web_config(std::string_view text, const std::filesystem::path& file) {
    return Parser(file).parse(text);
}

}  // namespace ballast::web
