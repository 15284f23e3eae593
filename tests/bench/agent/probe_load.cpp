// Asks a probe at a fixed rate and tells how long the answers took, each counted from the moment
// at which its question was due, so that a slow answer also counts against those behind it.
//
// probe_load ADDRESS PORT PATH RATE SECONDS keep|short     prints: requests p50 p99 most (ms)
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Options {
    std::string address;
    std::uint16_t port = 0;
    std::string path;
    int rate = 0;
    int seconds = 0;
    bool keep = false;
};

int connect_to(const Options& options) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(options.port);
    if (inet_pton(AF_INET, options.address.c_str(), &where.sin_addr) != 1 ||
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the socket API's way
        connect(fd, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

// Reads one whole answer with a Content-Length.
bool read_answer(int fd) {
    std::string answer;
    std::array<char, 4096> chunk;
    for (;;) {
        const auto end = answer.find("\r\n\r\n");
        if (end != std::string::npos) {
            constexpr std::string_view kLength = "Content-Length: ";
            const auto at = answer.find(kLength);
            std::size_t length = 0;
            if (at == std::string::npos || at > end) {
                return false;
            }
            std::from_chars(answer.data() + at + kLength.size(), answer.data() + end, length);
            if (answer.size() >= end + 4 + length) {
                return true;
            }
        }
        const auto got = read(fd, chunk.data(), chunk.size());
        if (got <= 0) {
            return false;
        }
        answer.append(chunk.data(), static_cast<std::size_t>(got));
    }
}

bool ask(const Options& options, int& fd) {
    if (fd < 0) {
        fd = connect_to(options);
    }
    const auto question =
        fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nConnection: {}\r\n\r\n", options.path,
                    options.address, options.keep ? "keep-alive" : "close");
    const bool answered =
        fd >= 0 &&
        write(fd, question.data(), question.size()) == static_cast<ssize_t>(question.size()) &&
        read_answer(fd);
    if (!answered || !options.keep) {
        close(fd);
        fd = -1;
    }
    return answered;
}

double in_ms(Clock::duration time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

int measure(const Options& options) {
    std::vector<double> times;
    int failed = 0;
    int fd = -1;
    const auto begin = Clock::now();
    const auto period = std::chrono::nanoseconds{std::chrono::seconds{1}} / options.rate;
    for (int i = 0; i < options.rate * options.seconds; ++i) {
        const auto due = begin + i * period;
        std::this_thread::sleep_until(due);
        // A server may end a kept connection after so many requests: the next one tells.
        if (ask(options, fd) || (options.keep && ask(options, fd))) {
            times.push_back(in_ms(Clock::now() - due));
        } else {
            ++failed;
        }
    }
    if (times.empty()) {
        fmt::print(stderr, "no answer from {}:{}\n", options.address, options.port);
        return 1;
    }
    std::ranges::sort(times);
    fmt::print("{} {} {:.3f} {:.3f} {:.3f}\n", times.size(), failed, times[times.size() / 2],
               times[times.size() * 99 / 100], times.back());
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 7) {
        fmt::print(stderr, "usage: probe_load ADDRESS PORT PATH RATE SECONDS keep|short\n");
        return 2;
    }
    // The one who asks must not wait for a core itself; without the right to it, it counts that,
    // too.
    const sched_param priority{.sched_priority = 1};
    sched_setscheduler(0, SCHED_FIFO, &priority);
    return measure({.address = argv[1],
                    .port = static_cast<std::uint16_t>(std::stoi(argv[2])),
                    .path = argv[3],
                    .rate = std::stoi(argv[4]),
                    .seconds = std::stoi(argv[5]),
                    .keep = std::string_view(argv[6]) == "keep"});
}
