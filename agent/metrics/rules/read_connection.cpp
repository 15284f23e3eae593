#include <fmt/format.h>

#include <utility>

#include "agent/metrics/rules/configuration_parts.hpp"
#include "common/text.hpp"

namespace ballast::agent::metrics {
namespace {

constexpr std::string_view kUseWebYml =
    "leave it out here and write it into web.yml (Prometheus' exporter toolkit)";

// "${NAME}" alone is the environment's value; anything else, "${}" too, is what it says
// (jmx_exporter's VariableResolver).
std::optional<std::string> resolve(const yaml::Node& node, const std::string& key,
                                   const Environment& environment, YamlValues& values) {
    auto text = values.text(node, key);
    if (!text) {
        return std::nullopt;
    }
    const auto word = trim(*text);
    if (!word.starts_with("${") || !word.ends_with("}") || word == "${}") {
        return text;
    }
    const std::string name(trim(word.substr(2, word.size() - 3)));
    const auto value = name.empty() ? std::nullopt : environment(name);
    std::string trimmed(value ? trim(*value) : std::string_view());
    if (trimmed.empty()) {
        values.refuse(node.position, key,
                      name.empty() ? "${ } names no environment variable"
                                   : fmt::format("the environment variable {} is {}", name,
                                                 value ? "empty" : "not set"),
                      "set it for the agent, or write the value itself");
        return std::nullopt;
    }
    return trimmed;
}

std::optional<KeyStore> read_store(const yaml::Node* node, const std::string& path,
                                   YamlValues& values) {
    if (node == nullptr || !values.is_map(*node, path)) {
        return std::nullopt;
    }
    KeyStore store;
    const auto read = [&](std::string_view key, std::string& out) {
        if (const auto* const value = node->find(key)) {
            out = values.text(*value, fmt::format("{}.{}", path, key)).value_or("");
        }
    };
    read("filename", store.file);
    read("type", store.type);
    read("password", store.password);
    return store;
}

// A list, or one text with ',' in it.
std::vector<std::string> read_choices(const yaml::Node* node, const std::string& path,
                                      YamlValues& values) {
    if (node == nullptr) {
        return {};
    }
    if (node->kind == yaml::Kind::sequence) {
        return values.texts(*node, path);
    }
    std::vector<std::string> out;
    if (const auto text = values.text(*node, path)) {
        for (const auto part : split(*text, ',')) {
            out.emplace_back(trim(part));
        }
    }
    return out;
}

void read_ssl(const yaml::Node& node, JmxConnection& out, YamlValues& values) {
    if (node.kind == yaml::Kind::scalar) {
        out.tls = values.boolean(node, "ssl").value_or(false);
        return;
    }
    if (!values.is_map(node, "ssl")) {
        return;
    }
    if (const auto* const enabled = node.find("enabled")) {
        out.tls = values.boolean(*enabled, "ssl.enabled").value_or(false);
    }
    out.key_store = read_store(node.find("keyStore"), "ssl.keyStore", values);
    out.trust_store = read_store(node.find("trustStore"), "ssl.trustStore", values);
    out.protocols = read_choices(node.find("protocols"), "ssl.protocols", values);
    out.ciphers = read_choices(node.find("ciphers"), "ssl.ciphers", values);
}

void read_authentication(const yaml::Node& node, YamlValues& values) {
    const std::string path = "httpServer.authentication";
    if (!values.is_map(node, path)) {
        return;
    }
    if (const auto* const plugin = node.find("plugin")) {
        values.refuse(plugin->position, path + ".plugin",
                      "a Java class cannot be loaded: there is no Java in Ballast",
                      std::string(kUseWebYml));
    }
    if (const auto* const basic = node.find("basic")) {
        values.refuse(basic->position, path + ".basic", "logins are not read from this file",
                      std::string(kUseWebYml));
    }
}

}  // namespace

void read_connection(const yaml::Node& root, const Environment& environment, Configuration& out,
                     YamlValues& values) {
    auto& connection = out.connection;
    const auto* const host_port = root.find("hostPort");
    const auto* const url = root.find("jmxUrl");
    if (host_port != nullptr && url != nullptr) {
        values.refuse(url->position, "jmxUrl", "stands beside hostPort", "write one of them");
    }
    if (host_port != nullptr) {
        if (const auto text = values.scalar(*host_port, "hostPort")) {
            connection.url = fmt::format("service:jmx:rmi:///jndi/rmi://{}/jmxrmi", *text);
        }
    } else if (url != nullptr) {
        connection.url = values.text(*url, "jmxUrl").value_or("");
    }
    if (const auto* const user = root.find("username")) {
        connection.username = resolve(*user, "username", environment, values).value_or("");
    }
    if (const auto* const password = root.find("password")) {
        connection.password = resolve(*password, "password", environment, values).value_or("");
    }
    if (const auto* const ssl = root.find("ssl"); ssl != nullptr && ssl->kind != yaml::Kind::null) {
        read_ssl(*ssl, connection, values);
    }
}

// What protects the metrics must not be passed over in silence; what only tunes threads may.
void read_http_server(const yaml::Node& map, Configuration& out, YamlValues& values) {
    if (!values.is_map(map, "httpServer")) {
        return;
    }
    for (const auto& entry : map.entries) {
        if (entry.key == "authentication") {
            read_authentication(entry.value, values);
        } else if (entry.key == "ssl") {
            values.refuse(entry.position, "httpServer.ssl", "TLS is not set up by this file",
                          std::string(kUseWebYml));
        } else if (entry.key == "threads") {
            values.warn(entry.position, "httpServer.threads", "has no effect here",
                        "leave it out: scrapes share one collection");
        } else if (entry.key == "metrics" && entry.value.kind == yaml::Kind::map) {
            if (const auto* const path = entry.value.find("path")) {
                out.metrics_path =
                    values.text(*path, "httpServer.metrics.path").value_or("/metrics");
            }
        } else {
            warn_of_unknown(entry, "httpServer.", {"metrics", "threads", "authentication", "ssl"},
                            values);
        }
    }
}

}  // namespace ballast::agent::metrics
