#include "agent/facts/machine_facts.hpp"

#include "agent/config/jvm_command.hpp"
#include "agent/config/memory_limit.hpp"
#include "agent/config/server_properties.hpp"
#include "agent/config/zookeeper_config.hpp"
#include "agent/facts/disk_needs.hpp"
#include "agent/facts/disk_reserve.hpp"
#include "agent/facts/java_version.hpp"
#include "agent/facts/log_dir.hpp"
#include "agent/facts/other_process.hpp"
#include "agent/facts/taken_ports.hpp"
#include "agent/facts/zookeeper_dir.hpp"
#include "common/text.hpp"

namespace ballast::agent {
namespace {

void look_at_dirs(const MachineInputs& inputs, StartFacts& facts) {
    switch (inputs.identity.role) {
        case Role::kafka:
            for (const auto& dir : log_dirs(inputs.document, inputs.paths)) {
                facts.dirs.push_back(look_at_log_dir(dir, inputs.paths.config));
            }
            break;
        case Role::zookeeper: {
            const auto dir = zookeeper_data_dir(inputs.paths);
            facts.dirs.push_back(look_at_zookeeper_dir(dir));
            facts.zookeeper = look_at_zookeeper_data(dir);
            break;
        }
    }
}

// 0 where the options are bad: the preparation of the start says what is wrong with them.
std::int64_t heap_of(const MachineInputs& inputs, std::int64_t limit) {
    const auto command = build_jvm_command({.document = &inputs.document,
                                            .identity = &inputs.identity,
                                            .paths = inputs.paths,
                                            .jars = {},
                                            .memory_limit = limit,
                                            .environment = inputs.environment,
                                            .archive = {},
                                            .more_options = {}});
    return command ? command->heap_bytes : 0;
}

std::chrono::milliseconds session_timeout(const document::Document& document,
                                          std::chrono::milliseconds fallback) {
    const auto at = document.kafka.config.find("zookeeper.session.timeout.ms");
    const auto value =
        at == document.kafka.config.end() ? std::nullopt : parse_integer(trim(at->second));
    return value && *value > 0 && *value <= INT32_MAX ? std::chrono::milliseconds{*value}
                                                      : fallback;
}

}  // namespace

StartFacts gather_machine(const MachineInputs& inputs) {
    const auto& identity = inputs.identity;
    StartFacts facts;
    facts.identity = identity;
    look_at_dirs(inputs, facts);
    facts.taken_ports =
        find_taken_ports(identity.address, listen_ports(identity.role), inputs.paths.config);
    facts.orphan = find_own_jvm(inputs.paths.config);
    const auto java = read_java_version(identity.java_home);
    facts.java_version = java.text;
    facts.java_major = java.major;
    facts.memory_limit = memory_limit(inputs.root);
    facts.heap_bytes = heap_of(inputs, facts.memory_limit);
    facts.needed_free_bytes = needed_free_bytes(inputs.document, identity.role, facts.dirs);
    facts.reserve_bytes =
        reserve_helps(inputs.paths.volume, facts.dirs) ? reserve_bytes(inputs.paths.volume) : 0;
    facts.session_timeout = session_timeout(inputs.document, facts.session_timeout);
    return facts;
}

}  // namespace ballast::agent
