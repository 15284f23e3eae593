#include "coordinator/cli/support/collect.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>

#include "common/files.hpp"
#include "common/text.hpp"
#include "coordinator/cli/rotated_files.hpp"
#include "coordinator/cli/support/thread_dump.hpp"

namespace ballast::cli {
namespace {

constexpr std::size_t kMostSecrets = 1000;

// Regular files of a folder whose names begin so, by name.
std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder,
                                            std::string_view prefix) {
    std::vector<std::filesystem::path> out;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        std::error_code ignored;
        if (entry.is_regular_file(ignored) && !entry.is_symlink(ignored) &&
            entry.path().filename().string().starts_with(prefix)) {
            out.push_back(entry.path());
        }
    }
    std::ranges::sort(out);
    return out;
}

TextKind kind_of(const std::filesystem::path& file) {
    const auto extension = file.extension();
    return extension == ".yaml"   ? TextKind::yaml
           : extension == ".json" ? TextKind::json
                                  : TextKind::properties;
}

void add_state(const SupportSources& in, Bundle& bundle, bool& answers) {
    const AgentAnswer report = in.agents.ask({in.node}).front();
    answers = report.has_value();
    if (report) {
        bundle.add("node.json", TextKind::json, *report);
    } else {
        bundle.missing("node.json", "its agent does not answer: " + report.error().message);
    }
}

void add_logs(const SupportSources& in, Bundle& bundle) {
    const auto folder = in.folder.log();
    const std::string role(to_string(in.node.role));
    for (const std::string& name : {std::string("events.log"), role + ".log"}) {
        const auto files = rotated_files(folder, name);
        if (files.empty()) {
            bundle.missing("log/" + name, "there is none in " + folder.string());
        }
        for (const auto& file : files) {
            bundle.add_file("log/" + file.filename().string(), TextKind::log, file);
        }
    }
    for (const char* prefix : {"gc.log", "hs_err"}) {
        const auto files = files_in(folder, prefix);
        if (files.empty()) {
            bundle.missing(fmt::format("log/{}*", prefix), "there is none");
        }
        for (const auto& file : files) {
            bundle.add_file("log/" + file.filename().string(), TextKind::log, file);
        }
    }
    for (const char* name : {"init.log", "agent.log"}) {
        bundle.add_file(fmt::format("run/{}", name), TextKind::log, in.folder.run() / name);
    }
}

void add_configuration(const SupportSources& in, Bundle& bundle) {
    const auto rendered = files_in(in.folder.config(), "");
    if (rendered.empty()) {
        bundle.missing("config/", "the node was never started");
    }
    for (const auto& file : rendered) {
        bundle.add_file("config/" + file.filename().string(), kind_of(file), file);
    }
    bundle.add_file("state/accepted.yaml", TextKind::yaml, in.folder.accepted());
    bundle.add_file("state/journal.json", TextKind::json, in.folder.journal());
    bundle.add_file("identity.json", TextKind::json, in.folder.identity());
    bundle.add_file("run/init.json", TextKind::json, in.folder.init_identity());
}

void add_versions(const SupportSources& in, Bundle& bundle) {
    utsname kernel{};
    ::uname(&kernel);
    std::string text =
        fmt::format("ballast {}\n{} {} {}\n\nKafka in {}:\n", BALLAST_VERSION, kernel.sysname,
                    kernel.release, kernel.machine, in.node.kafka_home.string());
    for (const char* prefix : {"kafka", "zookeeper"}) {
        for (const auto& file : files_in(in.node.kafka_home / "libs", prefix)) {
            text += fmt::format("  {}\n", file.filename().string());
        }
    }
    for (const auto& file :
         {in.node.java_home / "release", std::filesystem::path("/etc/os-release"),
          std::filesystem::path("/proc/meminfo"), std::filesystem::path("/proc/loadavg")}) {
        const auto content = read_file(file);
        text += fmt::format("\n{}:\n{}", file.string(),
                            content ? *content : content.error().message + '\n');
    }
    bundle.add("versions.txt", TextKind::log, text);
}

void add_process(const std::string& name, pid_t pid, Bundle& bundle) {
    for (const char* file : {"status", "limits", "io"}) {
        bundle.add_file(fmt::format("process/{}/{}", name, file), TextKind::log,
                        fmt::format("/proc/{}/{}", pid, file));
    }
}

// init's children are its agent and the JVM.
void add_processes(const SupportSources& in, Bundle& bundle) {
    const InitFact init = in.processes.find_init(in.folder);
    if (init.state != InitFact::State::alive) {
        bundle.missing("process/ballast-init", "it does not run");
        if (const auto jvm = in.processes.find_jvm(in.folder)) {
            add_process("java", jvm->process.pid, bundle);
        }
        return;
    }
    const pid_t pid = init.process.pid;
    add_process("ballast-init", pid, bundle);
    const auto children = read_file(fmt::format("/proc/{0}/task/{0}/children", pid));
    if (!children) {
        bundle.missing("process/", children.error().message);
        return;
    }
    for (const std::string_view word : split(*children, ' ')) {
        const auto child = parse_integer(trim(word));
        const auto name = child ? read_file(fmt::format("/proc/{}/comm", *child))
                                : fail(ErrorKind::not_found, "");
        if (name) {
            add_process(std::string(trim(*name)), static_cast<pid_t>(*child), bundle);
        }
    }
}

}  // namespace

void collect_support(const SupportSources& sources, Bundle& bundle) {
    bool answers = false;
    add_state(sources, bundle, answers);
    if (answers) {
        const auto dump = take_thread_dump(
            {sources.agents, sources.log, sources.clock, sources.pause}, sources.node);
        if (dump) {
            bundle.add("threads.txt", TextKind::log, *dump);
        } else {
            bundle.missing("threads.txt", dump.error().message);
        }
    } else {
        bundle.missing("threads.txt", "only its agent can ask the JVM for a thread dump");
    }
    add_processes(sources, bundle);
    add_versions(sources, bundle);
    add_configuration(sources, bundle);
    add_logs(sources, bundle);
}

std::vector<std::string> read_secrets(const std::filesystem::path& folder) {
    std::vector<std::string> secrets;
    for (const auto& file : files_in(folder, "")) {
        const auto content = read_file(file);
        if (!content) {
            continue;
        }
        for (const std::string_view line : split(*content, '\n')) {
            const std::size_t equals = line.find('=');
            const std::string_view value =
                trim(equals == std::string_view::npos ? line : line.substr(equals + 1));
            if (!value.empty() && secrets.size() < kMostSecrets) {
                secrets.emplace_back(value);
            }
        }
    }
    return secrets;
}

}  // namespace ballast::cli
