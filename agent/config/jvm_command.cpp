#include "agent/config/jvm_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

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
    std::string_view heap_variable;
    std::array<std::string_view, 3> option_variables;
};

// Kafka's page cache needs the rest of the memory; a ZooKeeper holds its tree in the heap.
constexpr RoleFacts kKafka{"kafka.Kafka",
                           "server.properties",
                           512 * kMebi,
                           256 * kMebi,
                           6 * kGibi,
                           "KAFKA_HEAP_OPTS",
                           {"KAFKA_JMX_OPTS", "KAFKA_LOG4J_OPTS", "KAFKA_OPTS"}};
constexpr RoleFacts kZooKeeper{"org.apache.zookeeper.server.quorum.QuorumPeerMain",
                               "zoo.cfg",
                               256 * kMebi,
                               128 * kMebi,
                               4 * kGibi,
                               "",
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

class CommandBuilder {
  public:
    explicit CommandBuilder(const JvmInputs& inputs)
        : in_(inputs), role_(facts_of(inputs.identity->role)) {}

    Result<JvmCommandLine> build() {
        add((in_.identity->java_home / "bin" / "java").string());
        TRY_VOID(add_variable_or("KAFKA_JVM_PERFORMANCE_OPTS", kDefaultPerformance));
        TRY_VOID(add_variable_or("KAFKA_GC_LOG_OPTS", {gc_log()}));
        add("-XX:+ExitOnOutOfMemoryError");
        add("-XX:ErrorFile=" + (in_.paths.log / "hs_err_pid%p.log").string());
        add("-Dlog4j.configuration=file:" + (in_.paths.config / "log4j.properties").string());
        add("-Dkafka.logs.dir=" + in_.paths.log.string());
        if (in_.identity->role == Role::zookeeper) {
            // A wiped member must not join as a voter with an empty tree (ZooKeeper 3.6).
            add("-Dzookeeper.db.autocreate=false");
        }
        if (!in_.archive.empty()) {
            add("-XX:SharedArchiveFile=" + in_.archive.string());
            add("-Xshare:auto");
        }
        TRY_VOID(add_default_heap());
        for (const auto variable : role_.option_variables) {
            TRY_VOID(add_variable_or(variable, {}));
        }
        if (jvm().heap) {
            add_heap(*jvm().heap);
        }
        add_all(jvm().options);
        note_heap_options();
        add_all(in_.more_options);
        add("-cp");
        add(class_path());
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

    Result<void> add_variable_or(std::string_view name, const Words& fallback) {
        const auto at = in_.environment.find(std::string(name));
        if (name.empty() || at == in_.environment.end() || trim(at->second).empty()) {
            add_all(fallback);
            return {};
        }
        auto words = split_words(at->second);
        if (!words) {
            return std::unexpected(in_context(words.error(), std::string(name)));
        }
        add_all(*words);
        return {};
    }

    // -Xlog splits its output at ':' and takes a quoted file name.
    std::string gc_log() const {
        return fmt::format("-Xlog:gc*:file=\"{}\":time,tags:filecount=5,filesize=10M",
                           (in_.paths.log / "gc.log").string());
    }

    void add_heap(std::int64_t heap) {
        add(fmt::format("-Xms{}k", heap / 1024));
        add(fmt::format("-Xmx{}k", heap / 1024));
    }

    // Where the document sets no heap; theirs come after it and win.
    Result<void> add_default_heap() {
        if (jvm().heap) {
            return {};
        }
        if (in_.environment.contains(std::string(role_.heap_variable))) {
            return add_variable_or(role_.heap_variable, {});
        }
        add_heap(memory() > 0 ? heap_for_memory(in_.identity->role, memory()) : role_.default_heap);
        return {};
    }

    // The last -Xmx is the one that the JVM takes.
    void note_heap_options() {
        for (const auto& word : out_.argv) {
            const auto size = word.starts_with("-Xmx")
                                  ? parse_size(to_lower(std::string_view(word).substr(4)))
                                  : Result<std::int64_t>(std::unexpect);
            if (size) {
                out_.heap_bytes = *size;
            }
        }
    }

    std::string class_path() const {
        const Words texts(in_.jars.begin(), in_.jars.end());
        return join(texts, ":");
    }
};

}  // namespace

std::int64_t heap_for_memory(Role role, std::int64_t memory) {
    const auto& facts = facts_of(role);
    const auto half = std::clamp(memory / 2, facts.least_heap, facts.most_heap);
    return std::min(half, memory * 3 / 4) / kMebi * kMebi;
}

Result<Words> split_words(const std::string& text) {
    Words words;
    std::string word;
    bool in_word = false;
    char quote = '\0';
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool escapes = c == '\\' && quote != '\'' && i + 1 < text.size();
        if (escapes) {
            word += text[++i];
            in_word = true;
        } else if (quote != '\0') {
            if (c == quote) {
                quote = '\0';
            } else {
                word += c;
            }
        } else if (c == '\'' || c == '"') {
            quote = c;
            in_word = true;
        } else if (c == ' ' || c == '\t' || c == '\n') {
            if (in_word) {
                words.push_back(std::exchange(word, {}));
            }
            in_word = false;
        } else {
            word += c;
            in_word = true;
        }
    }
    if (quote != '\0') {
        return fail(ErrorKind::invalid, fmt::format("the quote {} is never closed", quote));
    }
    if (in_word) {
        words.push_back(word);
    }
    return words;
}

Result<JvmCommandLine> build_jvm_command(const JvmInputs& inputs) {
    return CommandBuilder(inputs).build();
}

}  // namespace ballast::agent
