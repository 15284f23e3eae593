#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "common/document/config_values.hpp"
#include "common/document/document.hpp"
#include "common/document/owned_keys.hpp"
#include "common/text.hpp"
#include "common/units.hpp"

namespace ballast::document {
namespace {

constexpr std::int64_t kLeastHeap = 64LL << 20U;
constexpr std::array<std::string_view, 7> kLevels{"TRACE", "DEBUG", "INFO", "WARN",
                                                  "ERROR", "FATAL", "OFF"};

class Checker {
  public:
    explicit Checker(const Document& document) : document_(document) {}

    std::vector<Problem> run() {
        check_name();
        check_version();
        check_sizes();
        check_racks();
        check_storage();
        check_jvm("kafka", document_.kafka.jvm, document_.kafka.memory);
        check_jvm("zookeeper", document_.zookeeper.jvm, document_.zookeeper.memory);
        check_logging();
        check_config("kafka.config", Role::kafka, document_.kafka.config);
        check_config("zookeeper.config", Role::zookeeper, document_.zookeeper.config);
        for (auto& problem : check_config_values(document_)) {
            problems_.push_back(std::move(problem));
        }
        return std::move(problems_);
    }

  private:
    const Document& document_;
    std::vector<Problem> problems_;

    void add(std::string key, std::string message, std::string hint) {
        problems_.push_back({"", 0, 0, std::move(key), std::move(message), std::move(hint)});
    }

    void check_name() {
        const auto& name = document_.name;
        const bool letters = std::ranges::all_of(
            name, [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-'; });
        if (name.empty() || name.size() > 40 || !letters || name.front() == '-' ||
            name.back() == '-') {
            add("name", fmt::format("'{}' is no name for a cluster", name),
                "write 1 to 40 of a-z, 0-9 and -, with a letter or digit at both ends");
        }
    }

    void check_version() {
        const auto parts = split(document_.kafka.version, '.');
        const bool numbers =
            parts.size() == 3 && std::ranges::all_of(parts, [](auto part) {
                return part.size() <= 4 && !part.empty() && std::ranges::all_of(part, is_digit);
            });
        if (!numbers) {
            add("kafka.version", fmt::format("'{}' is not a version", document_.kafka.version),
                "write all three parts, like 3.9.2");
        } else if (parts[0] != "3") {
            add("kafka.version",
                fmt::format("Kafka {} does not run with ZooKeeper", document_.kafka.version),
                "write a version from 3.7.0 to 3.9.x");
        }
    }

    void check_sizes() {
        if (document_.kafka.replicas < 1 || document_.kafka.replicas > 99) {
            add("kafka.replicas", fmt::format("{} brokers cannot be", document_.kafka.replicas),
                "write 1 to 99; 3 is a good start");
        }
        const int servers = document_.zookeeper.replicas;
        if (servers < 1 || servers > 9) {
            add("zookeeper.replicas", fmt::format("{} servers cannot be", servers),
                "write 1, 3, 5, 7 or 9");
        } else if (servers % 2 == 0) {
            add("zookeeper.replicas",
                fmt::format("{} is even: an ensemble of {} bears no more failures than one of {}",
                            servers, servers, servers - 1),
                fmt::format("write {} or {}", servers - 1, servers + 1));
        }
    }

    void check_racks() {
        for (std::size_t i = 0; i < document_.kafka.racks.size(); ++i) {
            if (trim(document_.kafka.racks[i]).empty()) {
                add(fmt::format("kafka.racks[{}]", i), "an empty rack", "name it, like a or eu-1");
            }
        }
    }

    void check_storage() {
        const auto& dirs = document_.kafka.storage_dirs;
        if (dirs.empty()) {
            add("kafka.storage.dirs", "a broker needs a log directory", "write dirs: [data]");
        }
        std::set<std::string> seen;
        for (std::size_t i = 0; i < dirs.size(); ++i) {
            const auto key = fmt::format("kafka.storage.dirs[{}]", i);
            const std::filesystem::path path(dirs[i]);
            const bool climbs = std::ranges::find(path, "..") != path.end();
            if (dirs[i].empty() || climbs || dirs[i].contains(',') || dirs[i].contains('\n')) {
                add(key, fmt::format("'{}' is no log directory", dirs[i]),
                    "write a name on the volume like data, or an absolute path; no '..', no ','");
            } else if (path.lexically_normal() == "state" || path.lexically_normal() == "state/") {
                add(key, "'state' is where the agent keeps what it must not forget",
                    "take another name, like data");
            } else if (!seen.insert(path.lexically_normal()).second) {
                add(key, fmt::format("'{}' stands twice", dirs[i]), "leave one out");
            }
        }
    }

    void check_jvm(const std::string& role, const Jvm& jvm,
                   const std::optional<std::int64_t>& memory) {
        if (jvm.heap && *jvm.heap < kLeastHeap) {
            add(role + ".jvm.heap", fmt::format("{} is too small", format_size(*jvm.heap)),
                "write at least 64Mi");
        }
        if (jvm.heap && memory && *jvm.heap >= *memory) {
            add(role + ".jvm.heap",
                fmt::format("{} leaves nothing of memory {} for the rest of the JVM",
                            format_size(*jvm.heap), format_size(*memory)),
                "write about half of memory, or leave heap out");
        } else if (memory && *memory < 2 * kLeastHeap) {
            add(role + ".memory", fmt::format("{} is too small", format_size(*memory)),
                "write at least 128Mi");
        }
        if (!jvm.home.empty() && jvm.home.front() != '/') {
            add(role + ".jvm.home", fmt::format("'{}' is not an absolute path", jvm.home),
                "write the folder above bin/java");
        }
        for (std::size_t i = 0; i < jvm.options.size(); ++i) {
            check_option(fmt::format("{}.jvm.options[{}]", role, i), role, jvm, jvm.options[i]);
        }
    }

    void check_option(const std::string& key, const std::string& role, const Jvm& jvm,
                      const std::string& option) {
        struct Owned {
            std::string_view begin;
            std::string_view instead;
        };
        static constexpr std::array kOwned{
            Owned{"-cp", "the class path is Kafka's; leave it out"},
            Owned{"-classpath", "the class path is Kafka's; leave it out"},
            Owned{"--class-path", "the class path is Kafka's; leave it out"},
            Owned{"-jar", "the main class is Kafka's; leave it out"},
            Owned{"-Dlog4j.configuration=", "use logging.level and logging.format"},
            Owned{"-XX:SharedArchiveFile=", "the agent keeps the class-data archive"},
            Owned{"-XX:ArchiveClassesAtExit=", "the agent keeps the class-data archive"},
            Owned{"-XX:-ExitOnOutOfMemoryError",
                  "a JVM that lives on after it ran out of memory harms the cluster"},
            Owned{"-Dzookeeper.db.autocreate=", "it guards against a wiped member"},
        };
        if (option.size() < 2 || option.front() != '-') {
            add(key, fmt::format("'{}' is not an option of the JVM", option),
                "each element is one option and begins with -");
            return;
        }
        const bool heap = option.starts_with("-Xmx") || option.starts_with("-Xms");
        if (heap && jvm.heap) {
            add(key, fmt::format("'{}' contradicts {}.jvm.heap", option, role),
                "set the heap in one place: " + role + ".jvm.heap");
            return;
        }
        for (const auto& owned : kOwned) {
            if (option.starts_with(owned.begin)) {
                add(key, fmt::format("'{}' is not taken here", option), std::string(owned.instead));
                return;
            }
        }
    }

    void check_logging() {
        const auto& level = document_.logging.level;
        if (std::ranges::find(kLevels, level) == kLevels.end()) {
            add("logging.level", fmt::format("'{}' is not a level", level),
                "write TRACE, DEBUG, INFO, WARN, ERROR, FATAL or OFF");
        }
        if (document_.logging.format != "text" && document_.logging.format != "json") {
            add("logging.format", fmt::format("'{}' is not a format", document_.logging.format),
                "write text or json");
        }
    }

    void check_config(const std::string& path, Role role,
                      const std::map<std::string, std::string>& config) {
        for (const auto& [key, value] : config) {
            const auto full = path + "." + key;
            if (key.empty() || trim(key) != key) {
                add(full, "an empty key or one with blanks around it", "write the key's name");
            } else if (const auto owned = find_owned_key(role, key)) {
                add(full, fmt::format("Ballast sets this key: {}", owned->reason),
                    std::string(owned->instead));
            } else if (value.contains('\0')) {
                add(full, "a NUL byte", "leave it out");
            }
        }
    }
};

}  // namespace

std::vector<Problem> check(const Document& document) {
    return Checker(document).run();
}

}  // namespace ballast::document
