// What ballast-init and its agent say to each other over a socketpair: frames of a u32 length
// (big-endian, of what follows), a u8 type and a payload. Integers are big-endian; a string is a
// u32 length and its bytes; a list is a u32 count and its elements. The fields of a message are
// those of its fields(), in their order. std only: init has no libraries. Sans-I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

namespace ballast::init {

constexpr std::uint32_t kProtocolVersion = 2;
constexpr std::size_t kMaxFrame = std::size_t{1} << 20U;

struct NoFields {
    auto fields(this auto& /*self*/) { return std::tie(); }
};

template <class M>
    requires requires(const M& message) { message.fields(); }
bool operator==(const M& left, const M& right) {
    return left.fields() == right.fields();
}

// A pid with its start time (clock ticks since boot) names one process for ever.
struct JvmId {
    std::uint32_t pid = 0;
    std::uint64_t start_ticks = 0;
    auto fields(this auto& self) { return std::tie(self.pid, self.start_ticks); }
};

enum class JvmState : std::uint8_t { none = 0, running = 1, exited = 2 };

// init to agent.
struct Hello {  // the first frame of each connection: what there is
    std::uint32_t version = kProtocolVersion;
    std::uint32_t init_pid = 0;
    JvmState state = JvmState::none;
    JvmId jvm;
    std::uint64_t started_ms = 0;   // wall clock
    std::uint64_t exited_ms = 0;    // with JvmState::exited
    std::uint32_t wait_status = 0;  // with JvmState::exited: as waitpid(2) gives it
    bool stopping = false;          // as Stopping, for an agent that came after it
    // From version 2; empty where an init speaks 1.
    std::string replacement_failed;  // why the last ReplaceAgent was given up; empty: it was not
    std::string agent_path;          // of the agent that is greeted
    auto fields(this auto& self) {
        return std::tie(self.version, self.init_pid, self.state, self.jvm, self.started_ms,
                        self.exited_ms, self.wait_status, self.stopping);
    }
    auto fields_of_2(this auto& self) { return std::tie(self.replacement_failed, self.agent_path); }
    bool operator==(const Hello&) const = default;
};
struct Started {
    JvmId jvm;
    std::uint64_t started_ms = 0;
    auto fields(this auto& self) { return std::tie(self.jvm, self.started_ms); }
};
struct StartFailed {
    std::string message;
    auto fields(this auto& self) { return std::tie(self.message); }
};
struct Exited {
    JvmId jvm;
    std::uint32_t wait_status = 0;
    std::uint64_t exited_ms = 0;
    auto fields(this auto& self) { return std::tie(self.jvm, self.wait_status, self.exited_ms); }
};
struct Log {
    std::uint8_t stream = 1;  // 1 stdout, 2 stderr
    std::string bytes;        // whole lines, except the last before the stream's end
    auto fields(this auto& self) { return std::tie(self.stream, self.bytes); }
};
struct LogDropped {  // the agent was too slow; the JVM was never blocked
    std::uint64_t lines = 0;
    auto fields(this auto& self) { return std::tie(self.lines); }
};
struct Stopping : NoFields {};  // init was told to stop: StopTaken, drain the JVM, then Leave
struct Refused {
    std::string message;
    auto fields(this auto& self) { return std::tie(self.message); }
};

// agent to init.
struct Start {
    std::vector<std::string> argv;
    std::vector<std::string> environment;
    std::string working_directory;
    auto fields(this auto& self) {
        return std::tie(self.argv, self.environment, self.working_directory);
    }
};
struct Signal {  // refused where another process has this pid by now
    JvmId jvm;
    std::uint32_t number = 0;
    auto fields(this auto& self) { return std::tie(self.jvm, self.number); }
};
struct ForgetExit : NoFields {};  // the exit was taken note of; another JVM may be started
struct Leave : NoFields {};       // no JVM runs: end the agent and init
struct StopTaken : NoFields {};   // the agent stops the JVM, and may take as long as that needs

// From version 2: never to an init that speaks 1, which would end the agent for it.
struct ReplaceAgent {  // start this binary instead of the agent; the JVM goes on
    std::string path;
    auto fields(this auto& self) { return std::tie(self.path); }
};
struct AgentUp : NoFields {};  // the agent has taken its Hello, serves its API and is healthy

// The type on the wire is the place in this list: append, never reorder.
using Message =
    std::variant<Hello, Started, StartFailed, Exited, Log, LogDropped, Stopping, Refused, Start,
                 Signal, ForgetExit, Leave, StopTaken, ReplaceAgent, AgentUp>;

// A Hello of version 1 has no fields_of_2().
std::string encode(const Message& message);

// Takes bytes in any pieces, gives whole messages. After an error nothing more comes.
class Decoder {
  public:
    void feed(std::string_view bytes) { buffer_.append(bytes); }
    // The next message, if one is complete.
    std::optional<Message> next();
    // Empty while all is well: a frame above kMaxFrame, an unknown type, a payload that does not
    // fit its type. Only a Hello of a version that we do not know may be longer than we know.
    const std::string& error() const { return error_; }

  private:
    std::string buffer_;
    std::string error_;
};

}  // namespace ballast::init
