// The cluster's document: the one source of what should be (cluster.yaml, apiVersion ballast/v1).
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ballast::document {

struct Jvm {
    std::optional<std::int64_t> heap;  // bytes; unset: follows `memory`, the cgroup or the default
    std::vector<std::string> options;  // appended to the command line after ours
    std::string home;                  // Java home; empty: JAVA_HOME, else Java 17 of the machine
};

struct Kafka {
    std::string version = "3.9.2";
    int replicas = 3;
    std::vector<std::string> racks;  // dealt out in turn; may be empty
    Jvm jvm;
    std::optional<std::int64_t> memory;             // bytes: the limit that the heap follows
    std::map<std::string, std::string> config;      // server.properties keys of the user
    std::vector<std::string> storage_dirs{"data"};  // relative to the node's volume, or absolute
};

struct ZooKeeper {
    int replicas = 3;
    Jvm jvm;
    std::optional<std::int64_t> memory;
    std::map<std::string, std::string> config;  // zoo.cfg keys of the user
};

struct Logging {
    std::string level = "INFO";
    std::string format = "text";  // or "json"
};

// Files of the node's machine, absolute; empty: rules of our own, and a port that is open.
struct Metrics {
    std::string kafka_rules;  // jmx_exporter's configuration
    std::string zookeeper_rules;
    std::string web;  // web.yml of Prometheus' exporter toolkit
};

struct Document {
    std::string name = "demo";
    Kafka kafka;
    ZooKeeper zookeeper;
    Logging logging;
    Metrics metrics;
};

// One thing wrong with a document. Lines and columns count from 1; 0 where there is none.
struct Problem {
    std::string file;
    int line = 0;
    int column = 0;
    std::string key;  // "kafka.jvm.heap"
    std::string message;
    std::string hint;  // what would be right, or the nearest valid key
};

// "cluster.yaml:7:3: kafka.replica: unknown key; did you mean kafka.replicas?"
std::string to_string(const Problem& problem);

// Reads and checks the whole document; all problems at once. `file` is only for messages.
std::expected<Document, std::vector<Problem>> read(std::string_view text, const std::string& file);

// Checks what depends on several keys (RF above the broker count, even ensembles ...). Called by
// read(); call it again after flags changed the document. Empty when all is well.
std::vector<Problem> check(const Document& document);

// The document as YAML that read() takes back unchanged, keys in a fixed order.
std::string to_yaml(const Document& document);

// First 12 hexadecimal digits of the SHA-256 of to_yaml(): equal documents, equal revisions.
std::string revision(const Document& document);

// What differs, one line each: "kafka.replicas: 3 -> 5".
std::vector<std::string> differences(const Document& from, const Document& to);

// Keys that may not change on a cluster that already has data (name, shrinking replicas, removed
// storage dirs ...), as problems with the reason. Empty when the change is allowed.
std::vector<Problem> forbidden_changes(const Document& from, const Document& to);

}  // namespace ballast::document
