#include "tests/unit/init/init_fixture.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

namespace ballast::test {
namespace {

bool readable(int fd, std::chrono::milliseconds limit) {
    pollfd one{fd, POLLIN, 0};
    return poll(&one, 1, static_cast<int>(limit.count())) == 1;
}

pid_t spawn(const std::vector<std::string>& arguments, const std::string& stderr_path) {
    std::vector<char*> argv;
    for (const auto& argument : arguments) {
        argv.push_back(const_cast<char*>(argument.c_str()));
    }
    argv.push_back(nullptr);
    const pid_t pid = fork();
    if (pid == 0) {
        const int file = open(stderr_path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        dup2(file, STDOUT_FILENO);
        dup2(file, STDERR_FILENO);
        // What a careless parent leaves behind: open files, ignored and blocked signals. `file` is
        // left open on purpose too.
        signal(SIGCHLD, SIG_IGN);
        signal(SIGUSR1, SIG_IGN);
        sigset_t blocked;
        sigemptyset(&blocked);
        sigaddset(&blocked, SIGUSR2);
        sigprocmask(SIG_BLOCK, &blocked, nullptr);
        execv(argv[0], argv.data());
        _exit(127);
    }
    return pid;
}

}  // namespace

bool eventually(const std::function<bool()>& holds) {
    const auto end = std::chrono::steady_clock::now() + kLimit;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > end) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

std::string read_text(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

bool process_exists(pid_t pid) {
    return kill(pid, 0) == 0;
}

FakeAgent::FakeAgent(FakeAgent&& other) noexcept
    : logs(std::move(other.logs)),
      dropped(other.dropped),
      pid_(other.pid_),
      fd_(std::exchange(other.fd_, -1)),
      decoder_(std::move(other.decoder_)) {}

void FakeAgent::send_bytes(const std::string& bytes) {
    std::string_view rest = bytes;
    while (!rest.empty()) {
        pollfd one{fd_, POLLOUT, 0};
        poll(&one, 1, static_cast<int>(std::chrono::milliseconds(kLimit).count()));
        const ssize_t sent = ::send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            ADD_FAILURE() << "init takes nothing: " << strerror(errno);
            return;
        }
        rest.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void FakeAgent::close() {
    if (fd_ >= 0) {
        ::close(std::exchange(fd_, -1));
    }
}

void FakeAgent::kill() {
    ::kill(pid_, SIGKILL);
    EXPECT_TRUE(eventually([this] { return !process_exists(pid_); })) << "it was not reaped";
    close();
}

bool FakeAgent::receive() {
    std::array<char, 65536> chunk;
    if (!readable(fd_, kLimit)) {
        return false;
    }
    const ssize_t got = read(fd_, chunk.data(), chunk.size());
    if (got <= 0) {
        return false;
    }
    decoder_.feed({chunk.data(), static_cast<std::size_t>(got)});
    return true;
}

bool FakeAgent::take_log(const init::Message& message) {
    if (const auto* log = std::get_if<init::Log>(&message)) {
        logs[log->stream] += log->bytes;
    } else if (const auto* lost = std::get_if<init::LogDropped>(&message)) {
        dropped += lost->lines;
    } else {
        return false;
    }
    return true;
}

init::Message FakeAgent::next() {
    for (;;) {
        while (auto message = decoder_.next()) {
            if (!take_log(*message)) {
                return *message;
            }
        }
        if (!receive()) {
            ADD_FAILURE() << "no message came; " << decoder_.error();
            return init::Leave{};  // what init never sends
        }
    }
}

void FakeAgent::read_to_end() {
    do {
        while (const auto message = decoder_.next()) {
            take_log(*message);
        }
    } while (receive());
    EXPECT_EQ(decoder_.error(), "");
}

bool FakeAgent::silent() {
    return !decoder_.next() && !readable(fd_, std::chrono::milliseconds(0));
}

bool FakeAgent::saw(std::uint8_t stream, const std::string& text) {
    while (!logs[stream].contains(text)) {
        auto message = decoder_.next();
        if (message) {
            EXPECT_TRUE(take_log(*message)) << "type " << message->index();
        } else if (!receive()) {
            return false;
        }
    }
    return true;
}

init::Started FakeAgent::start(const std::string& script) {
    send(shell(script));
    return expect<init::Started>();
}

init::Start shell(const std::string& script) {
    return {{"/bin/sh", "-c", script}, {"PATH=/usr/bin:/bin", "NAME=value"}, "/"};
}

InitTest::InitTest() {
    std::string path = "/tmp/ballast-init-XXXXXX";
    dir_ = mkdtemp(path.data());
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto name = dir_ + "/agent.sock";
    memcpy(address.sun_path, name.c_str(), name.size() + 1);
    if (bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener_, 8) != 0) {
        ADD_FAILURE() << strerror(errno);
    }
}

InitTest::~InitTest() {
    if (init_ > 0) {
        kill(init_, SIGKILL);
        waitpid(init_, nullptr, 0);
    }
    for (const pid_t agent : agents_) {
        kill(agent, SIGKILL);
    }
    ::close(listener_);
    if (HasFailure()) {
        ADD_FAILURE() << read_text(dir_ + "/init.log");
    }
    std::filesystem::remove_all(dir_);
}

void InitTest::launch(const std::vector<std::string>& more, const std::string& agent) {
    std::vector<std::string> arguments{BALLAST_INIT, "--node-dir", dir_, "--agent", agent};
    arguments.insert(arguments.end(), more.begin(), more.end());
    init_ = spawn(arguments, dir_ + "/init.log");
}

bool InitTest::launch_as_pid_1() {
    std::vector<std::string> arguments{"/usr/bin/unshare", "--pid",        "--fork",
                                       "--mount-proc",     "--kill-child", "--"};
    if (geteuid() != 0) {
        arguments.insert(arguments.begin() + 1, {"--user", "--map-root-user"});
    }
    auto probe = arguments;
    probe.emplace_back("/bin/true");
    int status = 0;
    waitpid(spawn(probe, dir_ + "/unshare.log"), &status, 0);
    if (status != 0) {
        return false;
    }
    arguments.insert(arguments.end(), {BALLAST_INIT, "--node-dir", dir_, "--agent", FAKE_AGENT});
    init_ = spawn(arguments, dir_ + "/init.log");
    return true;
}

std::vector<pid_t> children(pid_t parent) {
    const auto pid = std::to_string(parent);
    std::istringstream words(read_text("/proc/" + pid + "/task/" + pid + "/children"));
    return {std::istream_iterator<pid_t>(words), {}};
}

FakeAgent InitTest::accept() {
    char byte = 0;
    int fd = -1;
    ucred credentials{};  // the kernel translates a pid of another namespace
    socklen_t size = sizeof credentials;
    const int peer =
        readable(listener_, kLimit) ? accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC) : -1;
    iovec data{&byte, sizeof byte};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    if (peer < 0 || recvmsg(peer, &message, MSG_CMSG_CLOEXEC) != sizeof byte ||
        CMSG_FIRSTHDR(&message) == nullptr ||
        getsockopt(peer, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) {
        ADD_FAILURE() << "no agent came";
        return {-1, -1};
    }
    memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fd);
    ::close(peer);
    agents_.push_back(credentials.pid);
    return {credentials.pid, fd};
}

std::pair<int, std::string> InitTest::run_second() {
    const auto output = dir_ + "/second.log";
    const pid_t pid = spawn({BALLAST_INIT, "--node-dir", dir_, "--agent", FAKE_AGENT}, output);
    int status = 0;
    waitpid(pid, &status, 0);
    return {WEXITSTATUS(status), read_text(output)};
}

int InitTest::wait_for_exit() {
    int status = 0;
    if (!eventually([&] { return waitpid(init_, &status, WNOHANG) == init_; })) {
        ADD_FAILURE() << "init did not end";
        return -1;
    }
    init_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

void InitTest::terminate() const {
    kill(init_, SIGTERM);
}

}  // namespace ballast::test
