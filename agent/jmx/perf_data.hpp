// A JVM's performance counters, which it keeps in a file for jps, jstat and jcmd: readable while
// the JVM is stopped by a collection or stuck.
// Source: jdk.internal.jvmstat, sun.jvmstat.perfdata.monitor.v2_0 (file format 2.0).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>

#include "common/result.hpp"

namespace ballast::agent::jmx {

// By name, as in `jcmd PID PerfCounter.print`. Times are in ticks of "sun.os.hrt.frequency" Hz.
// A JVM that runs writes on while it is read: counters are of about the same moment.
using PerfCounters = std::map<std::string, std::variant<std::int64_t, std::string>, std::less<>>;

// The URL of the connector for this machine's own users; absent where the JVM has no management
// agent (-Dcom.sun.management.jmxremote).
inline constexpr std::string_view kConnectorAddress = "sun.management.JMXConnectorServer.address";

// Pure. Errors: invalid.
Result<PerfCounters> parse_perf_data(std::string_view bytes);

// Of the JVM with this pid, also when it runs in a container; only a file of the user that the
// JVM runs as is believed. `root` is where proc and tmp are. Errors: not_found (no such process,
// or none of its file: -XX:-UsePerfData, another user), io, invalid.
Result<PerfCounters> read_perf_data(pid_t pid, const std::filesystem::path& root = "/");

}  // namespace ballast::agent::jmx
