#include "agent/verbs.hpp"

#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>

#include "agent/agent.hpp"
#include "agent/api/log_query.hpp"
#include "agent/archive/archive_maker.hpp"
#include "agent/archive/class_path.hpp"
#include "agent/config/render_node.hpp"
#include "agent/config/server_properties.hpp"
#include "agent/facts/java_version.hpp"
#include "agent/logs/log_reader.hpp"
#include "agent/node/accepted_document.hpp"
#include "agent/node/preparation.hpp"
#include "agent/node/state_machine.hpp"
#include "common/core_dumps.hpp"
#include "common/text.hpp"

namespace ballast::agent {
namespace {

namespace net = boost::asio;

int exit_code(const Error& error) {
    switch (error.kind) {
        case ErrorKind::invalid:
            return 2;
        case ErrorKind::unreachable:
            return 3;
        case ErrorKind::refused:
            return 4;
        case ErrorKind::timed_out:
            return 5;
        case ErrorKind::not_found:
        case ErrorKind::io:
        case ErrorKind::internal:
            return 1;
    }
    return 1;
}

int report(const Error& error) {
    fmt::print(stderr, "{}\n", error.message);
    return exit_code(error);
}

std::map<std::string, std::string> own_environment() {
    std::map<std::string, std::string> out;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string text = *entry;
        const auto at = text.find('=');
        if (at != std::string::npos) {
            out[text.substr(0, at)] = text.substr(at + 1);
        }
    }
    return out;
}

Result<NodeIdentity> load_identity(const NodeFolder& folders) {
    TRY(const auto text, read_file(folders.identity()));
    auto identity = parse_node_identity(text);
    return identity ? identity
                    : std::unexpected(in_context(identity.error(), folders.identity().string()));
}

// As the names of Kafka's own jars tell it: kafka_2.13-3.9.2.jar, zookeeper-3.8.4.jar.
std::string program_version(const NodeIdentity& identity) {
    const std::string_view begin = identity.role == Role::kafka ? "kafka_2.13-" : "zookeeper-";
    const auto jars = list_jars(identity.kafka_home);
    if (!jars) {
        return {};
    }
    for (const auto& jar : *jars) {
        const auto name = jar.stem().string();
        if (name.starts_with(begin) && name.size() > begin.size() && is_digit(name[begin.size()])) {
            return name.substr(begin.size());
        }
    }
    return {};
}

// A damaged journal is kept for whoever wants to know, and nothing is started on a guess: whether
// the node was stopped or on hold is not known any more.
Result<Journal> open_journal(const NodeFolder& folders, const std::string& revision) {
    auto journal = load_journal(folders.journal());
    if (journal || journal.error().code != "JOURNAL_DAMAGED") {
        return journal;
    }
    const auto aside = folders.journal().string() + ".damaged-" + to_rfc3339(SystemClock().wall());
    std::error_code ignored;  // losing the evidence is no reason to lose the node
    std::filesystem::create_hard_link(folders.journal(), aside, ignored);
    Journal fresh{
        .history = {.boot_id = {}, .revision = revision},
        .held = Finding{.code = "JOURNAL_DAMAGED",
                        .reason = fmt::format("{}; it is kept as {}, and whether this node was "
                                              "stopped or on hold is not known",
                                              journal.error().message, aside),
                        .next_step = "if the node shall run: ballast node start"}};
    TRY_VOID(save_journal(folders.journal(), fresh));
    return fresh;
}

Result<Agent::Inputs> agent_inputs(const RunVerb& verb) {
    Agent::Inputs inputs{.folders = {verb.node_dir}, .environment = own_environment()};
    TRY(inputs.identity, load_identity(inputs.folders));
    TRY_VOID(make_folders(inputs.folders.log(), 0700));
    TRY_VOID(make_folders(inputs.folders.state(), 0700));
    // Without a document the node is HELD and says so; its log needs a format all the same.
    if (const auto document = load_accepted(inputs.folders)) {
        inputs.accepted_revision = document::revision(*document);
        inputs.rack = rack_of(*document, inputs.identity);
        inputs.log_format = document->logging.format == "json" ? LogFormat::json : LogFormat::text;
        inputs.metrics = document->metrics;
    }
    inputs.versions = {.agent = BALLAST_VERSION,
                       .program = program_version(inputs.identity),
                       .java = read_java_version(inputs.identity.java_home).text};
    TRY(inputs.journal, open_journal(inputs.folders, inputs.accepted_revision));
    const char* fd = getenv("BALLAST_INIT_FD");
    const auto number = fd == nullptr ? std::nullopt : parse_integer(fd);
    if (!number) {
        return fail(ErrorKind::invalid,
                    "BALLAST_INIT_FD is not set: this verb is for ballast-init; `ballast up` "
                    "starts a cluster, and ballast-init --help says how to start a node");
    }
    inputs.init_fd = static_cast<int>(*number);
    return inputs;
}

}  // namespace

int run(const RunVerb& verb) {
    forbid_core_dumps();
    auto inputs = agent_inputs(verb);
    if (!inputs) {
        return report(inputs.error());
    }
    return Agent(*std::move(inputs)).run();
}

int run(const AcceptVerb& verb) {
    const auto document = accept_document({verb.node_dir}, verb.document);
    if (!document) {
        return report(document.error());
    }
    fmt::print("{}\n", document::revision(*document));
    return 0;
}

int run(const RenderVerb& verb) {
    const NodeFolder folders{verb.node_dir};
    const auto identity = load_identity(folders);
    if (!identity) {
        return report(identity.error());
    }
    const auto document =
        verb.document.empty() ? load_accepted(folders) : read_document(verb.document);
    if (!document) {
        return report(document.error());
    }
    const auto paths = paths_of(folders, *identity);
    auto files = render_node(*document, *identity, paths, {present_dynamic_file(paths)});
    if (verb.output == "-") {
        for (const auto& file : files) {
            fmt::print("# {}\n{}\n", file.path.string(), file.content);
        }
        return 0;
    }
    for (auto& file : files) {
        file.path = verb.output / file.path.filename();
    }
    const auto written = write_rendered(files);
    return written ? 0 : report(written.error());
}

int run(const CheckVerb& verb) {
    const auto document = read_document(verb.document);
    if (!document) {
        fmt::print(stderr, "{}\n", document.error().message);
        return 1;
    }
    fmt::print("{}\n", document::revision(*document));
    return 0;
}

int run(const ArchiveVerb& verb) {
    const auto role = parse_role(verb.role);
    if (!role) {
        return report(role.error());
    }
    net::io_context loop{1};
    Result<ArchiveOutcome> outcome = fail(ErrorKind::internal, "nothing was done");
    net::co_spawn(loop,
                  make_archive(loop.get_executor(), {.role = *role,
                                                     .kafka_home = verb.kafka_home,
                                                     .java_home = verb.java_home,
                                                     .output = verb.output,
                                                     .address = verb.address,
                                                     .environment = own_environment()}),
                  [&](std::exception_ptr failure, Result<ArchiveOutcome> made) {
                      if (!failure) {
                          outcome = std::move(made);
                      }
                  });
    loop.run();
    if (!outcome) {
        return report(outcome.error());
    }
    fmt::print("{}{}\n", outcome->file.string(), outcome->made ? "" : " (was there)");
    return 0;
}

namespace {

// The entries of a store in the node's log folder, to standard output.
int print_entries(const NodeFolder& folders, const std::string& store,
                  const std::map<std::string, std::string>& members, const std::string& output) {
    const auto identity = load_identity(folders);
    if (!identity) {
        return report(identity.error());
    }
    const auto query = parse_log_query(members, SystemClock().wall());
    if (!query) {
        return report(query.error());
    }
    auto matcher = LogMatcher::make(query->filter);
    if (!matcher) {
        return report(matcher.error());
    }
    LogReader reader(
        log_files(folders.log(), store.empty() ? std::string(to_string(identity->role)) : store),
        *std::move(matcher));
    for (;;) {
        const auto entry = reader.next();
        if (!entry) {
            return report(entry.error());
        }
        if (!*entry) {
            return 0;
        }
        fmt::print("{}",
                   output == "json" ? to_json_line(**entry, identity->name) : to_text(**entry));
    }
}

}  // namespace

int run(const LogsVerb& verb) {
    return print_entries({verb.node_dir}, {}, verb.query, verb.output);
}

int run(const EventsVerb& verb) {
    return print_entries({verb.node_dir}, "events", verb.query, verb.output);
}

int run(const StatesVerb& /*verb*/) {
    fmt::print("{}", to_mermaid());
    return 0;
}

int run(const VersionVerb& /*verb*/) {
    fmt::print("ballast-agent {}\n", BALLAST_VERSION);
    return 0;
}

}  // namespace ballast::agent
