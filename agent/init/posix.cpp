#include "agent/init/posix.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <time.h>

namespace ballast::init {
namespace {

std::uint64_t now_ms(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1000 +
           static_cast<std::uint64_t>(now.tv_nsec) / 1'000'000;
}

}  // namespace

std::uint64_t monotonic_ms() {
    return now_ms(CLOCK_MONOTONIC);
}
std::uint64_t wall_ms() {
    return now_ms(CLOCK_REALTIME);
}

std::string read_small_file(const std::string& path) {
    const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string content(4096, '\0');
    const ssize_t got = file ? ::read(file.get(), content.data(), content.size()) : 0;
    content.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return content;
}

JvmId identify(pid_t pid) {
    const auto stat = read_small_file("/proc/" + std::to_string(pid) + "/stat");
    // The name, field 2, is in parentheses and may hold anything; the start time is field 22.
    auto at = stat.rfind(") ");
    for (int field = 3; at != std::string::npos && field <= 22; ++field) {
        at = stat.find(' ', at + 1);
    }
    if (at == std::string::npos) {
        return {};
    }
    return {static_cast<std::uint32_t>(pid), strtoull(stat.c_str() + at, nullptr, 10)};
}

void report(const std::string& line) {
    const auto text = "ballast-init: " + line + "\n";
    // Nobody can be told that telling failed.
    if (::write(STDERR_FILENO, text.data(), text.size()) < 0) {
        return;
    }
}

}  // namespace ballast::init
