// Real processes, ports and file systems for the tests of what the machine says.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "agent/facts/descriptor.hpp"
#include "common/files.hpp"
#include "tests/unit/config/support.hpp"

namespace ballast::test {

inline void put(const std::filesystem::path& file, const std::string& content = {}) {
    ASSERT_TRUE(make_folders(file.parent_path(), 0700));
    ASSERT_TRUE(write_file_durably(file, content, 0600));
}

// A child that did `prepare` when the constructor returns, and lives until the destructor kills it.
class Child {
  public:
    // Then does `go_on`, which must not return; without it, nothing.
    explicit Child(const std::function<void()>& prepare, const std::function<void()>& go_on = {}) {
        start(
            false, prepare, go_on ? go_on : [] {
                for (;;) {
                    ::pause();
                }
            });
    }
    // Then becomes a process with this command line that does nothing.
    Child(const std::function<void()>& prepare, std::vector<std::string> command_line) {
        start(true, prepare, [words = std::move(command_line)]() mutable {
            std::array<int, 2> nothing{};
            if (::pipe(nothing.data()) != 0 || ::dup2(nothing[0], STDIN_FILENO) < 0) {
                ::_exit(1);
            }
            std::vector<std::string> shell{words.front(), "-c", "read line", "sh"};
            shell.insert(shell.end(), words.begin() + 1, words.end());
            std::vector<char*> argv;
            for (auto& word : shell) {
                argv.push_back(word.data());
            }
            argv.push_back(nullptr);
            ::execv("/bin/sh", argv.data());
            ::_exit(1);
        });
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() { end(); }

    pid_t pid() const { return pid_; }
    void end() {
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            ::waitpid(std::exchange(pid_, 0), nullptr, 0);
        }
    }
    void stop() const {
        ::kill(pid_, SIGSTOP);
        ::waitpid(pid_, nullptr, WUNTRACED);
    }

  private:
    pid_t pid_ = 0;

    void start(bool execs, const std::function<void()>& prepare,
               const std::function<void()>& go_on) {
        std::array<int, 2> pipe{};
        ASSERT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
        agent::Descriptor ready(pipe[0]);
        agent::Descriptor said(pipe[1]);
        pid_ = ::fork();
        if (pid_ == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            prepare();
            // Without an exec nothing else would close it.
            if (::write(said.get(), "r", 1) == 1 && (execs || ::close(said.get()) == 0)) {
                go_on();
            }
            ::_exit(1);
        }
        said = agent::Descriptor(-1);
        std::array<char, 2> bytes{};
        ASSERT_EQ(::read(ready.get(), bytes.data(), 1), 1) << "the child could not prepare";
        ASSERT_EQ(::read(ready.get(), bytes.data(), 1), 0);
    }
};

inline sockaddr_in ipv4(const char* address, std::uint16_t port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(port);
    ::inet_pton(AF_INET, address, &out.sin_addr);
    return out;
}

// A socket that listens as Java's do: SO_REUSEADDR, and left open across exec.
inline int listen_on(const sockaddr* address, socklen_t size) {
    const int fd = ::socket(address->sa_family, SOCK_STREAM, 0);
    const int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    return ::bind(fd, address, size) == 0 && ::listen(fd, 5) == 0 ? fd : -1;
}
inline int listen_on(const char* address, std::uint16_t port) {
    const auto place = ipv4(address, port);
    return listen_on(reinterpret_cast<const sockaddr*>(&place), sizeof place);
}

// A loopback address that no other test process has.
inline std::string own_address() {
    const auto pid = static_cast<unsigned>(::getpid());
    return "127.251." + std::to_string(pid / 250 % 250 + 1) + "." + std::to_string(pid % 250 + 1);
}

// A tmpfs of its own at a folder, seen by this process only; needs root.
class Tmpfs {
  public:
    Tmpfs(const std::filesystem::path& folder, const char* options) : folder_(folder) {
        mounted_ = ::unshare(CLONE_NEWNS) == 0 &&
                   ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                   ::mount("tmpfs", folder.c_str(), "tmpfs", 0, options) == 0;
    }
    ~Tmpfs() {
        if (mounted_) {
            ::umount2(folder_.c_str(), MNT_DETACH);
        }
    }
    Tmpfs(const Tmpfs&) = delete;
    Tmpfs& operator=(const Tmpfs&) = delete;

    bool mounted() const { return mounted_; }
    bool make_read_only() const {
        return ::mount(nullptr, folder_.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0;
    }

  private:
    std::filesystem::path folder_;
    bool mounted_ = false;
};

}  // namespace ballast::test
