// A real ballast-init with fake agents, whose side of the protocol the test speaks itself.
#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "common/init_protocol/protocol.hpp"

namespace ballast::test {

// Far above what anything needs on a busy machine.
constexpr std::chrono::seconds kLimit{10};

// Until `holds`; false when it did not within kLimit.
bool eventually(const std::function<bool()>& holds);
std::string read_text(const std::string& path);
// Whether /proc knows it; a zombie counts as gone only when `reaped` is asked for.
bool process_exists(pid_t pid);
// Of a process with one thread; also those that ended and were not reaped.
std::vector<pid_t> children(pid_t parent);

// One agent: its process and its end of the socketpair.
class FakeAgent {
  public:
    FakeAgent(pid_t pid, int fd) : pid_(pid), fd_(fd) {}
    FakeAgent(FakeAgent&& other) noexcept;
    FakeAgent(const FakeAgent&) = delete;
    FakeAgent& operator=(const FakeAgent&) = delete;
    FakeAgent& operator=(FakeAgent&&) = delete;
    ~FakeAgent() { close(); }

    pid_t pid() const { return pid_; }
    void send(const init::Message& message) { send_bytes(init::encode(message)); }
    void send_bytes(const std::string& bytes);
    void close();
    void kill();

    // The next message that is not about logs; those go to `logs` and `dropped`.
    init::Message next();
    template <class M>
    M expect() {
        const auto message = next();
        const auto* wanted = std::get_if<M>(&message);
        EXPECT_NE(wanted, nullptr) << "got type " << message.index();
        return wanted == nullptr ? M{} : *wanted;
    }
    // Takes all that is left of an agent whose connection ended.
    void read_to_end();
    // Whether something came that was not asked for, without waiting.
    bool silent();
    // Reads until `stream` holds `text`.
    bool saw(std::uint8_t stream, const std::string& text);
    // Starts /bin/sh -c `script`.
    init::Started start(const std::string& script);

    std::map<int, std::string> logs;
    std::uint64_t dropped = 0;

  private:
    pid_t pid_;
    int fd_;
    init::Decoder decoder_;

    bool receive();
    bool take_log(const init::Message& message);
};

init::Start shell(const std::string& script);

class InitTest : public testing::Test {
  public:
    ~InitTest() override;

  protected:
    InitTest();

    void launch(const std::vector<std::string>& more = {}, const std::string& agent = FAKE_AGENT);
    // In a pid namespace of its own, where init_ is the unshare(1) around it. False where the
    // machine does not allow it.
    bool launch_as_pid_1();
    // The next agent that init starts.
    FakeAgent accept();
    // Starts a further init on the same folder and gives its exit code and its stderr.
    std::pair<int, std::string> run_second();
    int wait_for_exit();
    void terminate() const;

    std::string dir_;
    pid_t init_ = -1;

  private:
    int listener_ = -1;
    std::vector<pid_t> agents_;
};

}  // namespace ballast::test
