#include "tests/integration/support/test_cluster.hpp"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "common/bytes.hpp"
#include "common/files.hpp"
#include "common/json.hpp"
#include "common/text.hpp"

namespace ballast::test {
namespace {

std::string environment(const char* name, const std::string& fallback) {
    const char* value = getenv(name);
    return value == nullptr || *value == '\0' ? fallback : value;
}

// Every process whose command line names this folder.
std::vector<pid_t> processes_of(const std::filesystem::path& folder) {
    std::vector<pid_t> found;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const auto pid = parse_integer(entry.path().filename().string());
        if (!pid || *pid == getpid()) {
            continue;
        }
        const auto line = read_file(entry.path() / "cmdline");
        if (line && line->contains(folder.string() + "/")) {
            found.push_back(static_cast<pid_t>(*pid));
        }
    }
    return found;
}

// What this process's clusters are indexed in: clusters of the same name that another run left
// behind, or runs at this moment, are none of its business.
class OwnDataHome {
  public:
    OwnDataHome() {
        std::string pattern = environment("TMPDIR", "/tmp") + "/ballast-test-data-XXXXXX";
        folder_ = mkdtemp(pattern.data());
        setenv("XDG_DATA_HOME", folder_.c_str(), 1);
    }
    ~OwnDataHome() { std::filesystem::remove_all(folder_); }
    OwnDataHome(const OwnDataHome&) = delete;
    OwnDataHome& operator=(const OwnDataHome&) = delete;

  private:
    std::filesystem::path folder_;
};

}  // namespace

std::filesystem::path binary_folder() {
    return environment("BALLAST_BIN", "build/release/bin");
}

std::filesystem::path kafka_home(const std::string& version) {
    const auto home = environment("HOME", "/root");
    return std::filesystem::path(environment("XDG_CACHE_HOME", home + "/.cache")) / "ballast" /
           "kafka" / version;
}

TestCluster::TestCluster(std::string name) : name_(std::move(name)) {
    static OwnDataHome index;
    std::string pattern = environment("TMPDIR", "/tmp") + "/ballast-test-XXXXXX";
    folder_ = std::filesystem::path(mkdtemp(pattern.data())) / name_;
}

TestCluster::~TestCluster() {
    const auto outcome = down({"--purge", "--yes"});
    if (outcome.exit_code != 0) {
        std::cerr << "down --purge of " << name_ << " failed:\n" << outcome.out << outcome.err;
        power_cut();
    }
    std::filesystem::remove_all(folder_.parent_path());
}

std::vector<std::string> TestCluster::command_line(const std::string& command,
                                                   std::vector<std::string> arguments) const {
    std::vector<std::string> argv{
        binary_folder() / "ballast", command, "--name", name_, "--dir", folder_};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return argv;
}

Outcome TestCluster::ballast(const std::string& command, std::vector<std::string> arguments,
                             Seconds limit) const {
    return run_command(command_line(command, std::move(arguments)), limit);
}

Outcome TestCluster::up(std::vector<std::string> arguments) const {
    auto outcome = ballast("up", std::move(arguments));
    if (outcome.exit_code != 0) {
        std::cerr << outcome.out << outcome.err;
    }
    return outcome;
}

Outcome TestCluster::down(std::vector<std::string> arguments) const {
    return ballast("down", std::move(arguments));
}

Json::Value TestCluster::status() const {
    const auto outcome = ballast("status", {"-o", "json"}, Seconds{30});
    const auto parsed = parse_json(outcome.out);
    return parsed ? *parsed : Json::Value();
}

Json::Value TestCluster::node(const std::string& name) const {
    for (const auto& node : status()["nodes"]) {
        if (node["name"] == name) {
            return node;
        }
    }
    return {};
}

std::string TestCluster::bootstrap() const {
    return status()["bootstrap"].asString();
}

bool TestCluster::all_ready() const {
    const auto nodes = status()["nodes"];
    return !nodes.empty() &&
           std::ranges::all_of(nodes, [](const auto& node) { return node["ready"].asBool(); });
}

int TestCluster::command(const std::string& node, const std::string& verb) const {
    const auto address = this->node(node)["address"].asString();
    const auto pki = folder_ / "pki";
    const auto outcome = run_command(
        {"curl", "-sS", "--cacert", pki / "ca.crt", "--cert", pki / "operator.crt", "--key",
         pki / "operator.key", "-H", "Content-Type: application/json", "-o", "/dev/null", "-w",
         "%{http_code}", "-d", R"({"id":")" + random_hex(8) + R"(","verb":")" + verb + R"("})",
         "https://" + address + ":7443/v1/commands"});
    if (outcome.exit_code != 0) {
        std::cerr << outcome.err;
    }
    return static_cast<int>(parse_integer(outcome.out).value_or(0));
}

void TestCluster::power_cut() const {
    const auto running = processes_of(folder_);
    for (const auto pid : running) {
        kill(pid, SIGSTOP);
    }
    for (const auto pid : running) {
        kill(pid, SIGKILL);
    }
    eventually([&] { return processes_of(folder_).empty(); });
}

}  // namespace ballast::test
