#include "agent/config/jvm_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "agent/config/shell_words.hpp"
#include "common/bytes.hpp"
#include "common/text.hpp"
#include "common/units.hpp"

namespace ballast::agent {
namespace {

using Words = std::vector<std::string>;

constexpr std::int64_t kMebi = std::int64_t{1} << 20U;
constexpr std::int64_t kGibi = std::int64_t{1} << 30U;

// What differs between the roles.
struct RoleFacts {
    std::string_view main_class;
    std::string_view config_file;
    std::int64_t default_heap;
    std::int64_t least_heap;
    std::int64_t most_heap;
    std::array<std::string_view, 3> option_variables;
};

// Kafka's page cache needs the rest of the memory; a ZooKeeper holds its tree in the heap.
constexpr RoleFacts kKafka{"kafka.Kafka", "server.properties",
                           512 * kMebi,   256 * kMebi,
                           6 * kGibi,     {"KAFKA_JMX_OPTS", "KAFKA_LOG4J_OPTS", "KAFKA_OPTS"}};
constexpr RoleFacts kZooKeeper{"org.apache.zookeeper.server.quorum.QuorumPeerMain",
                               "zoo.cfg",
                               256 * kMebi,
                               128 * kMebi,
                               4 * kGibi,
                               {"SERVER_JVMFLAGS", "JVMFLAGS", ""}};

const RoleFacts& facts_of(Role role) {
    return role == Role::kafka ? kKafka : kZooKeeper;
}

const Words kDefaultPerformance{"-server",
                                "-XX:+UseG1GC",
                                "-XX:MaxGCPauseMillis=20",
                                "-XX:InitiatingHeapOccupancyPercent=35",
                                "-XX:+ExplicitGCInvokesConcurrent",
                                "-XX:MaxInlineLevel=15",
                                "-Djava.awt.headless=true"};

// Either of them makes the JVM choose a heap by itself, against which ours would stand.
constexpr std::array<std::string_view, 7> kHeapOptions{"-Xmx",
                                                       "-Xms",
                                                       "-XX:MaxHeapSize=",
                                                       "-XX:InitialHeapSize=",
                                                       "-XX:MaxRAMPercentage=",
                                                       "-XX:InitialRAMPercentage=",
                                                       "-XX:MaxRAM="};

bool sets_heap(const std::string& word) {
    return std::ranges::any_of(kHeapOptions, [&](auto begin) { return word.starts_with(begin); });
}

// As java.net.URL reads a file: URL (RFC 3986): all but unreserved characters and '/' escaped.
std::string file_url(const std::filesystem::path& file) {
    std::string out = "file:";
    for (const char c : file.string()) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
                           std::string_view("/-._~").contains(c);
        out += plain ? std::string(1, c) : "%" + to_upper(to_hex(std::string_view(&c, 1)));
    }
    return out;
}

class CommandBuilder {
  public:
    explicit CommandBuilder(const JvmInputs& inputs)
        : in_(inputs), role_(facts_of(inputs.identity->role)) {}

    Result<JvmCommandLine> build() {
        TRY(const auto heap_words, heap_of_environment());
        TRY(const auto user_words, words_of_environment());
        TRY(const auto class_path, join_class_path());
        add((in_.identity->java_home / "bin" / "java").string());
        TRY_VOID(add_variable_or("KAFKA_JVM_PERFORMANCE_OPTS", kDefaultPerformance));
        TRY_VOID(add_variable_or("KAFKA_GC_LOG_OPTS", {gc_log()}));
        add("-XX:ErrorFile=" + (in_.paths.log / "hs_err_pid%p.log").string());
        add("-Dlog4j.configuration=" + file_url(in_.paths.config / "log4j.properties"));
        add("-Dkafka.logs.dir=" + in_.paths.log.string());
        if (!in_.archive.empty()) {
            add("-XX:SharedArchiveFile=" + in_.archive.string());
            add("-Xshare:auto");
        }
        TRY_VOID(add_jmx());
        if (!jvm().heap) {
            add_all(heap_words);
        }
        add_all(user_words);
        add_guards();
        add_all(heap_of_document(heap_words, user_words));
        add_all(jvm().options);
        note_heap_options();
        add_all(in_.more_options);
        add("-cp");
        add(class_path);
        add(std::string(role_.main_class));
        add((in_.paths.config / role_.config_file).string());
        return std::move(out_);
    }

  private:
    const JvmInputs& in_;
    const RoleFacts& role_;
    JvmCommandLine out_;

    const document::Jvm& jvm() const {
        return in_.identity->role == Role::kafka ? in_.document->kafka.jvm
                                                 : in_.document->zookeeper.jvm;
    }
    std::int64_t memory() const {
        const auto& wanted = in_.identity->role == Role::kafka ? in_.document->kafka.memory
                                                               : in_.document->zookeeper.memory;
        return wanted.value_or(in_.memory_limit);
    }

    void add(std::string word) { out_.argv.push_back(std::move(word)); }
    void add_all(const Words& words) {
        out_.argv.insert(out_.argv.end(), words.begin(), words.end());
    }

    // Empty where it is not set or blank.
    std::string_view variable(std::string_view name) const {
        const auto at = in_.environment.find(std::string(name));
        return at == in_.environment.end() ? std::string_view() : trim(at->second);
    }

    Result<Words> words_of(std::string_view name) const {
        auto words = split_words(variable(name));
        return words ? words : std::unexpected(in_context(words.error(), std::string(name)));
    }

    Result<void> add_variable_or(std::string_view name, const Words& fallback) {
        TRY(const auto words, words_of(name));
        add_all(words.empty() ? fallback : words);
        return {};
    }

    Result<Words> words_of_environment() const {
        Words all;
        for (const auto name : role_.option_variables) {
            TRY(const auto words, words_of(name));
            all.insert(all.end(), words.begin(), words.end());
        }
        return all;
    }

    Result<std::int64_t> number_of(std::string_view name, std::int64_t most) const {
        const auto value = parse_integer(variable(name));
        if (!value || *value < 1 || *value > most) {
            return fail(ErrorKind::invalid, fmt::format("{}: '{}' is not a number from 1 to {}",
                                                        name, variable(name), most));
        }
        return *value;
    }

    // -Xlog splits its output at ':' and takes a quoted file name.
    std::string gc_log() const {
        return fmt::format("-Xlog:gc*:file=\"{}\":time,tags:filecount=5,filesize=10M",
                           (in_.paths.log / "gc.log").string());
    }

    // After the environment's words, which may not take them away; the document refuses to.
    void add_guards() {
        add("-XX:+ExitOnOutOfMemoryError");
        if (in_.identity->role == Role::zookeeper) {
            // A wiped member must not join as a voter with an empty tree (ZooKeeper 3.6).
            add("-Dzookeeper.db.autocreate=false");
        }
    }

    // The flags of kafka-run-class.sh. Without a port the JVM answers users of this machine who may
    // read its own files: us. A port is on loopback, since it has no authentication.
    Result<void> add_jmx() {
        constexpr std::string_view kPort = "JMX_PORT";
        add("-Dcom.sun.management.jmxremote=true");
        if (variable(kPort).empty()) {
            return {};
        }
        TRY(const auto port, number_of(kPort, 65'535));
        const auto& own = in_.identity->address;
        const std::string address = own.starts_with("127.") ? own : "127.0.0.1";
        const std::string prefix = "-Dcom.sun.management.jmxremote.";
        add(prefix + "authenticate=false");
        add(prefix + "ssl=false");
        add(fmt::format("{}port={}", prefix, port));
        add(fmt::format("{}rmi.port={}", prefix, port));
        add(prefix + "host=" + address);
        add("-Djava.rmi.server.hostname=" + address);
        return {};
    }

    static Words heap_words(std::int64_t heap) {
        return {fmt::format("-Xms{}k", heap / 1024), fmt::format("-Xmx{}k", heap / 1024)};
    }

    Result<Words> heap_of_environment() const {
        if (in_.identity->role == Role::kafka) {
            return words_of("KAFKA_HEAP_OPTS");
        }
        if (variable("ZK_SERVER_HEAP").empty()) {
            return Words{};
        }
        TRY(const auto mebi, number_of("ZK_SERVER_HEAP", 1 << 20U));
        return heap_words(mebi * kMebi);
    }

    // The document's heap stands after theirs and wins. The default stands only where nobody else
    // sets one: -Xms of ours above -Xmx of theirs would keep the JVM from starting.
    Words heap_of_document(const Words& from_environment, const Words& from_user) const {
        if (jvm().heap) {
            return heap_words(*jvm().heap);
        }
        if (!from_environment.empty() || std::ranges::any_of(from_user, sets_heap) ||
            std::ranges::any_of(jvm().options, sets_heap)) {
            return {};
        }
        return heap_words(memory() > 0 ? heap_for_memory(in_.identity->role, memory())
                                       : role_.default_heap);
    }

    // The last -Xmx is the one that the JVM takes.
    void note_heap_options() {
        for (const auto& word : out_.argv) {
            for (const std::string_view option : {"-Xmx", "-XX:MaxHeapSize="}) {
                const auto size = word.starts_with(option)
                                      ? parse_size(to_lower(word.substr(option.size())))
                                      : Result<std::int64_t>(std::unexpect);
                if (size) {
                    out_.heap_bytes = *size;
                }
            }
        }
    }

    // A ':' separates jars and cannot be quoted.
    Result<std::string> join_class_path() const {
        const Words texts(in_.jars.begin(), in_.jars.end());
        const auto bad =
            std::ranges::find_if(texts, [](const auto& jar) { return jar.contains(':'); });
        if (bad != texts.end()) {
            return fail(ErrorKind::invalid,
                        fmt::format("{} has a ':' in its path, which a Java class path cannot "
                                    "hold; move Kafka to another folder",
                                    *bad));
        }
        return join(texts, ":");
    }
};

}  // namespace

std::int64_t heap_for_memory(Role role, std::int64_t memory) {
    const auto& facts = facts_of(role);
    const auto half = std::clamp(memory / 2, facts.least_heap, facts.most_heap);
    // memory / 4 * 3: memory * 3 could overflow.
    return std::min(half, memory / 4 * 3) / kMebi * kMebi;
}

Result<JvmCommandLine> build_jvm_command(const JvmInputs& inputs) {
    return CommandBuilder(inputs).build();
}

}  // namespace ballast::agent
