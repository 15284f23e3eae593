// web.yml of Prometheus' exporter toolkit: TLS, passwords and headers of a port with figures.
// Source: github.com/prometheus/exporter-toolkit, docs/web-configuration.md.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/http/message.hpp"
#include "common/result.hpp"
#include "common/tls/server_options.hpp"

namespace ballast::web {

struct WebConfig {
    std::optional<tls::ServerOptions> tls;     // empty: plaintext
    std::map<std::string, std::string> users;  // to bcrypt hashes; empty: open to all
    http::Headers headers;                     // of every answer
};

// `file` names the text in errors, and its folder is where relative paths start.
// Errors: invalid, with file, line, key and what would be right.
Result<WebConfig> parse_web_config(std::string_view text, const std::filesystem::path& file);

}  // namespace ballast::web
