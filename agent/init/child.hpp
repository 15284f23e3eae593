// Starting children: the JVM and the agent.
#pragma once

#include <string>
#include <vector>

#include "agent/init/posix.hpp"
#include "agent/init/protocol.hpp"

namespace ballast::init {

struct Child {
    pid_t pid = -1;  // -1: not started, `error` says why
    std::string error;
    Fd out;  // read ends of its pipes, non-blocking; the JVM's only
    Fd err;
};

// In a process group and with signals of its own, stdin from /dev/null, no core files, as many
// open files as the hard limit grants, and more likely than its keepers to be taken by the kernel
// when memory runs out. Waits until the exec has worked or failed.
Child start_jvm(const Start& order);

// `socket` becomes the agent's descriptor 3; its output goes to `log_fd`.
Child start_agent(const std::string& path, const std::string& node_dir, int socket, int log_fd);

}  // namespace ballast::init
