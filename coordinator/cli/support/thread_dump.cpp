#include "coordinator/cli/support/thread_dump.hpp"

#include <utility>

#include "coordinator/cli/log_line.hpp"

namespace ballast::cli {
namespace {

constexpr std::chrono::seconds kLimit{10};
constexpr std::chrono::milliseconds kBetweenLooks{300};

// HotSpot, on SIGQUIT (src/hotspot/share/runtime/os.cpp, VM_PrintThreads and what follows it): the
// threads, the JNI references, then the heap.
constexpr std::string_view kFirst = "Full thread dump";
constexpr std::string_view kLast = "JNI global ref";

// What came of the dump so far, without the entries that the JVM's logger wrote in between.
Result<std::string> look(LogSource& log, const NodeIdentity& node, const std::string& since) {
    std::string dump;
    std::string stream;  // of the dump: entries that are not log4j's name theirs
    TRY_VOID(log.read(node, {.since = since, .grep = {}, .level = {}, .tail = {}, .follow = false},
                      [&](std::string_view text) {
                          const auto line = parse_log_line(text);
                          if (!line) {
                              return true;
                          }
                          const std::size_t at = line->message.find(kFirst);
                          if (dump.empty() && at != std::string::npos) {
                              stream = line->logger;
                          }
                          if (!dump.empty() || at != std::string::npos) {
                              if (line->logger == stream) {
                                  dump += dump.empty() ? line->message.substr(at) : line->message;
                                  dump += line->stack.empty() ? "\n" : "\n" + line->stack + "\n";
                              }
                          }
                          return true;
                      },
                      {}));
    return dump;
}

}  // namespace

Result<std::string> take_thread_dump(const ThreadDumpPorts& ports, const NodeIdentity& node) {
    const std::string since = to_rfc3339(ports.clock.wall(), true);
    const NodeOrder order{.node = node, .command = make_command("thread_dump", "ballast support")};
    TRY(const CommandState taken, ports.agents.send({order}).front());
    if (taken.state == "failed") {
        return fail(ErrorKind::io, taken.message);
    }
    const SteadyTime end = ports.clock.steady() + kLimit;
    std::string before;
    while (ports.clock.steady() < end) {
        if (ports.pause(kBetweenLooks)) {
            return fail(ErrorKind::io, "broken off");
        }
        TRY(std::string dump, look(ports.log, node, since));
        // The heap comes after the last mark: the dump is whole when nothing more came.
        if (dump.contains(kLast) && dump == before) {
            return dump;
        }
        before = std::move(dump);
    }
    if (before.empty()) {
        return fail(ErrorKind::timed_out, "the JVM wrote none within 10 s");
    }
    return before + "[the end did not come within 10 s]\n";
}

}  // namespace ballast::cli
