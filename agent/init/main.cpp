// ballast-init: keeps one node's JVM and its agent. See supervisor.hpp.
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <charconv>

#include "agent/init/process.hpp"
#include "agent/init/supervisor.hpp"

namespace {

using namespace ballast::init;

constexpr const char* kUsage =
    "Usage: ballast-init --node-dir DIR --agent PATH [--stop-patience MS]\n"
    "\n"
    "Keeps the JVM of one node and the agent that looks after it: starts the agent, and on the\n"
    "agent's order the JVM; starts a dead agent again without touching the JVM. Made to be PID 1\n"
    "of a container, or a detached process on one machine.\n"
    "\n"
    "  --node-dir DIR      the node's folder (node.json, run/, volume/)\n"
    "  --agent PATH        the ballast-agent to start\n"
    "  --stop-patience MS  how long an agent may leave a stop unanswered (10000)\n"
    "  --version           print the version\n"
    "\n"
    "TERM: the agent stops the JVM and both leave; a second TERM, or an agent that does not\n"
    "answer, and the JVM itself gets one TERM.\n"
    "Exit codes: 0 left in order, 1 the folder cannot be used, 2 usage, 4 another init has it.\n";

// Whole or not at all, since `ballast` reads it at any moment.
bool write_identity(const std::string& path) {
    const auto self = identify(getpid());
    auto boot = read_small_file("/proc/sys/kernel/random/boot_id");
    boot.resize(boot.find_last_not_of('\n') + 1);
    const auto temporary = path + ".tmp";
    const Fd file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    return file &&
           dprintf(file.get(), "{\"pid\":%u,\"start_ticks\":%lu,\"boot_id\":\"%s\"}\n", self.pid,
                   self.start_ticks, boot.c_str()) > 0 &&
           rename(temporary.c_str(), path.c_str()) == 0;
}

int run(const Options& options) {
    // Whatever our parent left open must not reach the agent or the JVM.
    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    const auto folder = options.node_dir + "/run";
    mkdir(folder.c_str(), 0700);
    // Held for our whole life and given back by the kernel: two inits never share a node.
    const Fd lock(::open((folder + "/init.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!lock) {
        report("cannot use " + folder + ": " + strerror(errno));
        return 1;
    }
    if (flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
        report("another ballast-init keeps " + options.node_dir + ": " +
               read_small_file(folder + "/init.json"));
        return 4;
    }
    const auto identity = folder + "/init.json";
    if (!write_identity(identity)) {
        report("cannot write " + identity + ": " + strerror(errno));
        return 1;
    }
    const int code = keep_node(options);
    unlink(identity.c_str());
    return code;
}

bool take_patience(const std::string& text, Options& options) {
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), options.stop_patience_ms);
    return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        const bool has_value = i + 1 < argc;
        if (word == "--help" || word == "-h") {
            fputs(kUsage, stdout);
            return 0;
        }
        if (word == "--version") {
            puts("ballast-init " BALLAST_VERSION);
            return 0;
        }
        if (word == "--node-dir" && has_value) {
            options.node_dir = argv[++i];
        } else if (word == "--agent" && has_value) {
            options.agent = argv[++i];
        } else if (word == "--stop-patience" && has_value && take_patience(argv[++i], options)) {
            continue;
        } else {
            fprintf(stderr, "ballast-init: what is '%s'?\n%s", word.c_str(), kUsage);
            return 2;
        }
    }
    if (options.node_dir.empty() || options.agent.empty()) {
        fputs(kUsage, stderr);
        return 2;
    }
    return run(options);
}
