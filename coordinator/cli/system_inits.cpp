#include "coordinator/cli/system_inits.hpp"

#include "coordinator/cli/cluster/processes.hpp"

namespace ballast::cli {

InitSighting SystemInits::look(const NodeIdentity& node) const {
    SystemProcesses processes;
    const auto folder = folder_.node(node.name);
    if (processes.find_init(folder).state != InitFact::State::none) {
        return {.lives = true};
    }
    const auto jvm = processes.find_jvm(folder);
    return {.lost_jvm = jvm ? jvm->process.pid : 0};
}

}  // namespace ballast::cli
