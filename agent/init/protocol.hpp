// What ballast-init and its agent say to each other over a socketpair: frames of a u32 length
// (big-endian, of what follows), a u8 type and a payload. Integers are big-endian; a string is a
// u32 length and its bytes; a list is a u32 count and its elements. std only: init has no
// libraries. Sans-I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ballast::init {

constexpr std::uint32_t kProtocolVersion = 1;
constexpr std::size_t kMaxFrame = std::size_t{1} << 20U;

// A pid with its start time (clock ticks since boot) names one process for ever.
struct JvmId {
    std::uint32_t pid = 0;
    std::uint64_t start_ticks = 0;
    bool operator==(const JvmId&) const = default;
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
    bool operator==(const Hello&) const = default;
};
struct Started {
    JvmId jvm;
    std::uint64_t started_ms = 0;
    bool operator==(const Started&) const = default;
};
struct StartFailed {
    std::string message;
    bool operator==(const StartFailed&) const = default;
};
struct Exited {
    JvmId jvm;
    std::uint32_t wait_status = 0;
    std::uint64_t exited_ms = 0;
    bool operator==(const Exited&) const = default;
};
struct Log {
    std::uint8_t stream = 1;  // 1 stdout, 2 stderr
    std::string bytes;        // whole lines, except the last before the stream's end
    bool operator==(const Log&) const = default;
};
struct LogDropped {  // the agent was too slow; the JVM was never blocked
    std::uint64_t lines = 0;
    bool operator==(const LogDropped&) const = default;
};
struct Stopping {  // init was told to stop: answer StopTaken, drain the JVM, then order Leave
    bool operator==(const Stopping&) const = default;
};
struct Refused {
    std::string message;
    bool operator==(const Refused&) const = default;
};

// agent to init.
struct Start {
    std::vector<std::string> argv;
    std::vector<std::string> environment;
    std::string working_directory;
    bool operator==(const Start&) const = default;
};
struct Signal {  // refused where another process has this pid by now
    JvmId jvm;
    std::uint32_t number = 0;
    bool operator==(const Signal&) const = default;
};
struct ForgetExit {  // the exit was taken note of; another JVM may be started
    bool operator==(const ForgetExit&) const = default;
};
struct Leave {  // no JVM runs: end the agent and init
    bool operator==(const Leave&) const = default;
};
struct StopTaken {  // the agent stops the JVM, and may take as long as that needs
    bool operator==(const StopTaken&) const = default;
};

using Message = std::variant<Hello, Started, StartFailed, Exited, Log, LogDropped, Stopping,
                             Refused, Start, Signal, ForgetExit, Leave, StopTaken>;

std::string encode(const Message& message);

// Takes bytes in any pieces, gives whole messages. After an error nothing more comes.
class Decoder {
  public:
    void feed(std::string_view bytes) { buffer_.append(bytes); }
    // The next message, if one is complete.
    std::optional<Message> next();
    // Empty while all is well: a frame above kMaxFrame, an unknown type, a payload that does not
    // fit its type.
    const std::string& error() const { return error_; }

  private:
    std::string buffer_;
    std::string error_;
};

}  // namespace ballast::init
