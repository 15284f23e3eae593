#include "agent/node/preparation.hpp"

#include <unistd.h>

#include "agent/archive/archive_key.hpp"
#include "agent/archive/class_path.hpp"
#include "agent/config/jvm_command.hpp"
#include "agent/config/memory_limit.hpp"
#include "agent/config/render_node.hpp"
#include "agent/node/accepted_document.hpp"
#include "agent/secrets/agent_credentials.hpp"
#include "common/text.hpp"

namespace ballast::agent {
namespace {

Result<void> prepare_volume(const document::Document& document, const NodeIdentity& identity,
                            const NodePaths& paths) {
    switch (identity.role) {
        case Role::kafka:
            TRY_VOID(make_agent_credentials(paths.secrets));
            return prepare_kafka_volume(document, paths);
        case Role::zookeeper:
            return prepare_zookeeper_volume(identity, paths);
    }
    return fail(ErrorKind::internal, "a role without a volume");
}

// The archive that fits, where there is one; a missing one only costs a second.
std::filesystem::path fitting_archive(const PreparationInputs& inputs,
                                      const std::vector<std::filesystem::path>& jars) {
    if (!inputs.use_archive || inputs.identity.archive_dir.empty()) {
        return {};
    }
    const auto key = archive_key(inputs.identity.java_home, jars);
    if (!key) {
        return {};
    }
    auto file = archive_file(inputs.identity.archive_dir, *key, inputs.identity.role);
    return ::access(file.c_str(), R_OK) == 0 ? file : std::filesystem::path();
}

// What a JVM may need of the agent's environment; secrets have no business there.
std::vector<std::string> jvm_environment(const std::map<std::string, std::string>& own) {
    std::vector<std::string> out;
    for (const auto* name : {"PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR",
                             "LD_LIBRARY_PATH", "JAVA_TOOL_OPTIONS"}) {
        if (const auto at = own.find(name); at != own.end()) {
            out.push_back(at->first + "=" + at->second);
        }
    }
    return out;
}

}  // namespace

NodePaths paths_of(const NodeFolder& folders, const NodeIdentity& identity) {
    return {.config = folders.config(),
            .volume = folders.volume(),
            .log = folders.log(),
            .secrets = identity.secrets_dir};
}

Result<Prepared> prepare_start(const PreparationInputs& inputs) {
    const auto paths = paths_of(inputs.folders, inputs.identity);
    TRY(const auto document, load_accepted(inputs.folders));
    TRY(const auto jars, list_jars(inputs.identity.kafka_home));
    const auto java = inputs.identity.java_home / "bin" / "java";
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(java, ignored) || ::access(java.c_str(), X_OK) != 0) {
        return fail(ErrorKind::refused,
                    java.string() + " cannot be run; set jvm.home or JAVA_HOME to a Java 17",
                    "JAVA_MISSING");
    }
    for (const auto& folder : {paths.config, paths.log, inputs.folders.state()}) {
        TRY_VOID(make_folders(folder, 0700));
    }
    TRY_VOID(prepare_volume(document, inputs.identity, paths));
    const auto files = render_node(document, inputs.identity, paths, {present_dynamic_file(paths)});
    TRY_VOID(write_rendered(files));
    auto command = build_jvm_command({.document = &document,
                                      .identity = &inputs.identity,
                                      .paths = paths,
                                      .jars = jars,
                                      .memory_limit = memory_limit(),
                                      .environment = inputs.environment,
                                      .archive = fitting_archive(inputs, jars),
                                      .more_options = inputs.more_options});
    if (!command) {
        return fail(ErrorKind::refused, command.error().message, "BAD_OPTIONS");
    }
    return Prepared{.argv = std::move(command->argv),
                    .environment = jvm_environment(inputs.environment),
                    .working_directory = paths.log.string(),
                    .heap_bytes = command->heap_bytes,
                    .revision = document::revision(document)};
}

}  // namespace ballast::agent
