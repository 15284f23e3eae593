// ballast-init: keeps one node's JVM and its agent. See supervisor.hpp.
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <charconv>
#include <map>

#include "agent/init/process.hpp"
#include "agent/init/supervisor.hpp"

namespace {

using namespace ballast::init;

constexpr const char* kUsage =
    "Usage: ballast-init --node-dir DIR --agent PATH [--stop-patience MS] [--agent-patience MS]\n"
    "\n"
    "Keeps the JVM of one node and the agent that looks after it.\n\n"
    "  --node-dir DIR      the node's folder (node.json, run/, volume/)\n"
    "  --agent PATH        the ballast-agent to start\n"
    "  --stop-patience MS  how long an agent may leave a stop unanswered (10000)\n"
    "  --agent-patience MS how long a new agent may take before the old one is back (10000)\n"
    "  --version           print the version\n\n"
    "Exit codes: 0 left in order, 1 the folder cannot be used, 2 usage, 4 another init has it.\n";

// Whole or not at all, since `ballast` reads it at any moment.
bool write_identity(const std::string& path) {
    const auto self = identify(getpid());
    const auto boot = read_small_file("/proc/sys/kernel/random/boot_id");  // a UUID, a line end
    const auto temporary = path + ".tmp";
    const Fd file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    return file &&
           dprintf(file.get(), "{\"pid\":%u,\"start_ticks\":%lu,\"boot_id\":\"%.36s\"}\n", self.pid,
                   self.start_ticks, boot.c_str()) > 0 &&
           rename(temporary.c_str(), path.c_str()) == 0;
}

int run(const Options& options) {
    const rlimit no_core{0, 0};  // for the agent and the JVM too: a core file would hold secrets
    setrlimit(RLIMIT_CORE, &no_core);
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
    keep_node(options);
    unlink(identity.c_str());
    return 0;
}

bool take_number(const std::string& text, std::uint64_t& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

int main(int argc, char** argv) {
    std::map<std::string, std::string> given{{"--node-dir", ""},
                                             {"--agent", ""},
                                             {"--stop-patience", "10000"},
                                             {"--agent-patience", "10000"}};
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--help" || word == "-h" || word == "--version") {
            fputs(word == "--version" ? "ballast-init " BALLAST_VERSION "\n" : kUsage, stdout);
            return 0;
        }
        if (!given.contains(word) || i + 1 == argc) {
            fprintf(stderr, "ballast-init: what is '%s'?\n%s", word.c_str(), kUsage);
            return 2;
        }
        given[word] = argv[++i];
    }
    Options options{.node_dir = given["--node-dir"], .agent = given["--agent"]};
    if (options.node_dir.empty() || options.agent.empty() ||
        !take_number(given["--stop-patience"], options.stop_patience_ms) ||
        !take_number(given["--agent-patience"], options.agent_patience_ms)) {
        fputs(kUsage, stderr);
        return 2;
    }
    return run(options);
}
