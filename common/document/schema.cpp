#include "common/document/schema.hpp"

#include <fmt/format.h>

#include <array>

#include "common/text.hpp"
#include "common/units.hpp"

namespace ballast::document {
namespace {

using yaml::Kind;
using yaml::Node;

std::string_view name_of(Kind kind) {
    switch (kind) {
        case Kind::null:
            return "nothing";
        case Kind::scalar:
            return "a single value";
        case Kind::sequence:
            return "a list";
        case Kind::map:
            return "a map";
    }
    return "something else";
}

bool wants(Kind wanted, const std::string& path, const Node& node, Reporter& out,
           const std::string& hint) {
    if (node.kind == wanted) {
        return true;
    }
    out.add(node.position, path,
            fmt::format("{} is wanted here, not {}", name_of(wanted), name_of(node.kind)), hint);
    return false;
}

void read_string(std::string& into, const std::string& path, const Node& node, Reporter& out) {
    if (wants(Kind::scalar, path, node, out, fmt::format("write {}: value", path))) {
        into = node.text;
    }
}

void read_integer(int& into, const std::string& path, const Node& node, Reporter& out) {
    if (!wants(Kind::scalar, path, node, out, "write a whole number like 3")) {
        return;
    }
    const auto value = parse_integer(node.text);
    const bool octal = node.text.size() > 1 && node.text.front() == '0';
    if (!value || octal || node.quoted || *value < -1'000'000 || *value > 1'000'000) {
        out.add(node.position, path,
                fmt::format("'{}' is not a whole number{}", node.text,
                            node.quoted ? " (it is in quotes)" : ""),
                "write a whole number like 3, without quotes");
        return;
    }
    into = static_cast<int>(*value);
}

void read_size(std::optional<std::int64_t>& into, const std::string& path, const Node& node,
               Reporter& out) {
    if (!wants(Kind::scalar, path, node, out, "write a size like 512Mi")) {
        return;
    }
    const auto size = parse_size(node.text);
    if (!size) {
        out.add(node.position, path, size.error().message, "write a size like 512Mi or 2Gi");
        return;
    }
    into = *size;
}

void read_strings(std::vector<std::string>& into, const std::string& path, const Node& node,
                  Reporter& out) {
    if (!wants(Kind::sequence, path, node, out, fmt::format("write {}: [a, b]", path))) {
        return;
    }
    into.clear();
    for (std::size_t i = 0; i < node.items.size(); ++i) {
        const auto& item = node.items[i];
        if (wants(Kind::scalar, fmt::format("{}[{}]", path, i), item, out,
                  "each element of the list is a single value")) {
            into.push_back(item.text);
        }
    }
}

void read_map(std::map<std::string, std::string>& into, const std::string& path, const Node& node,
              Reporter& out) {
    if (node.kind == Kind::null) {
        return;
    }
    if (!wants(Kind::map, path, node, out, fmt::format("write {}: {{key: value}}", path))) {
        return;
    }
    for (const auto& entry : node.entries) {
        const auto key = fmt::format("{}.{}", path, entry.key);
        if (entry.value.kind == Kind::scalar) {
            into[entry.key] = entry.value.text;
        } else if (entry.value.kind == Kind::sequence) {
            out.add(entry.value.position, key, "a single value is wanted here, not a list",
                    "write the elements with commas in one string: \"a,b\"");
        } else if (entry.value.kind == Kind::map) {
            out.add(entry.value.position, key, "a single value is wanted here, not a map",
                    "write the whole key with its dots: a.b.c: value");
        } else {
            out.add(entry.position, key, "has no value",
                    "write a value, \"\" for an empty one, or leave the key out");
        }
    }
}

void read_api_version(Document& /*document*/, const std::string& path, const Node& node,
                      Reporter& out) {
    if (node.kind != Kind::scalar || node.text != "ballast/v1") {
        out.add(node.position, path, fmt::format("'{}' is not known here", node.text),
                "write apiVersion: ballast/v1");
    }
}

// A reader for one member of the document.
template <auto Read, auto Member>
void into(Document& document, const std::string& path, const Node& node, Reporter& out) {
    Read(Member(document), path, node, out);
}

#define BALLAST_MEMBER(member) [](Document& d) -> auto& { return d.member; }

constexpr std::array kSchema{
    SchemaKey{"apiVersion", "ballast/v1", "", "the form of this document; required",
              read_api_version},
    SchemaKey{"name", "name", "demo", "the cluster's name: a-z, 0-9 and -, at most 40",
              into<read_string, BALLAST_MEMBER(name)>},
    SchemaKey{"kafka.version", "version", "3.9.2", "which Kafka of the cache runs",
              into<read_string, BALLAST_MEMBER(kafka.version)>},
    SchemaKey{"kafka.replicas", "integer", "3", "brokers",
              into<read_integer, BALLAST_MEMBER(kafka.replicas)>},
    SchemaKey{"kafka.racks", "list", "[]", "racks, dealt out to the brokers in turn",
              into<read_strings, BALLAST_MEMBER(kafka.racks)>},
    SchemaKey{"kafka.jvm.heap", "size", "from memory, else 512Mi", "-Xms and -Xmx of a broker",
              into<read_size, BALLAST_MEMBER(kafka.jvm.heap)>},
    SchemaKey{"kafka.jvm.options", "list", "[]", "more options of the JVM; they win over ours",
              into<read_strings, BALLAST_MEMBER(kafka.jvm.options)>},
    SchemaKey{"kafka.jvm.home", "path", "JAVA_HOME, else Java 17", "the Java to run",
              into<read_string, BALLAST_MEMBER(kafka.jvm.home)>},
    SchemaKey{"kafka.memory", "size", "the cgroup's limit", "a broker's memory, which heap follows",
              into<read_size, BALLAST_MEMBER(kafka.memory)>},
    SchemaKey{"kafka.config", "map", "{}", "server.properties keys",
              into<read_map, BALLAST_MEMBER(kafka.config)>},
    SchemaKey{"kafka.storage.dirs", "list", "[data]",
              "log directories: absolute, or relative to the node's volume",
              into<read_strings, BALLAST_MEMBER(kafka.storage_dirs)>},
    SchemaKey{"zookeeper.replicas", "odd integer", "3", "ZooKeeper servers",
              into<read_integer, BALLAST_MEMBER(zookeeper.replicas)>},
    SchemaKey{"zookeeper.jvm.heap", "size", "from memory, else 256Mi", "-Xms and -Xmx of a server",
              into<read_size, BALLAST_MEMBER(zookeeper.jvm.heap)>},
    SchemaKey{"zookeeper.jvm.options", "list", "[]", "more options of the JVM; they win over ours",
              into<read_strings, BALLAST_MEMBER(zookeeper.jvm.options)>},
    SchemaKey{"zookeeper.jvm.home", "path", "JAVA_HOME, else Java 17", "the Java to run",
              into<read_string, BALLAST_MEMBER(zookeeper.jvm.home)>},
    SchemaKey{"zookeeper.memory", "size", "the cgroup's limit",
              "a server's memory, which heap follows",
              into<read_size, BALLAST_MEMBER(zookeeper.memory)>},
    SchemaKey{"zookeeper.config", "map", "{}", "zoo.cfg keys",
              into<read_map, BALLAST_MEMBER(zookeeper.config)>},
    SchemaKey{"logging.level", "level", "INFO", "TRACE, DEBUG, INFO, WARN, ERROR, FATAL or OFF",
              into<read_string, BALLAST_MEMBER(logging.level)>},
    SchemaKey{"logging.format", "text or json", "text", "form of the log files",
              into<read_string, BALLAST_MEMBER(logging.format)>},
    SchemaKey{"metrics.rules.kafka", "path", "our own", "jmx_exporter rules for brokers",
              into<read_string, BALLAST_MEMBER(metrics.kafka_rules)>},
    SchemaKey{"metrics.rules.zookeeper", "path", "our own", "the same for ZooKeeper servers",
              into<read_string, BALLAST_MEMBER(metrics.zookeeper_rules)>},
    SchemaKey{"metrics.web", "path", "open, in clear", "web.yml of the port with metrics",
              into<read_string, BALLAST_MEMBER(metrics.web)>},
};

#undef BALLAST_MEMBER

}  // namespace

void Reporter::add(yaml::Position position, std::string key, std::string message,
                   std::string hint) {
    if (is_full()) {
        return;
    }
    problems_.push_back({file_, position.line, position.column, std::move(key), std::move(message),
                         std::move(hint)});
}

std::span<const SchemaKey> schema() {
    return kSchema;
}

}  // namespace ballast::document
