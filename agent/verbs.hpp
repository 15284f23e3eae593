// What `ballast-agent` can be told to do; args.cpp fills these from the command line.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>

#include "common/node_identity.hpp"

namespace ballast::agent {

struct RunVerb {
    std::filesystem::path node_dir;
};
struct AcceptVerb {
    std::filesystem::path node_dir;
    std::filesystem::path document;
};
struct RenderVerb {
    std::filesystem::path node_dir;
    std::filesystem::path document;  // empty: the accepted one
    std::filesystem::path output;    // "-": standard output
};
struct CheckVerb {
    std::filesystem::path document;
};
struct ArchiveVerb {
    std::string role;
    std::filesystem::path kafka_home;
    std::filesystem::path java_home;
    std::filesystem::path output;
    std::string address;
};
struct LogsVerb {
    std::filesystem::path node_dir;
    std::map<std::string, std::string> query;  // since, grep, level, tail
    std::string output = "text";               // or "json"
};
struct EventsVerb {
    std::filesystem::path node_dir;
    std::map<std::string, std::string> query;
    std::string output = "text";
};
struct ProbeVerb {
    std::string probe;               // "startup", "live" or "ready"
    std::filesystem::path node_dir;  // tells the address
    std::string address;             // where there is no node_dir
    bool verbose = false;
};
struct StatesVerb {};
struct VersionVerb {};

using AgentVerb = std::variant<RunVerb, AcceptVerb, RenderVerb, CheckVerb, ArchiveVerb, LogsVerb,
                               EventsVerb, ProbeVerb, StatesVerb, VersionVerb>;

// Each prints its answer or its error and returns the exit code of CONTRACTS.
int run(const RunVerb& verb);
int run(const AcceptVerb& verb);
int run(const RenderVerb& verb);
int run(const CheckVerb& verb);
int run(const ArchiveVerb& verb);
int run(const LogsVerb& verb);
int run(const EventsVerb& verb);
int run(const ProbeVerb& verb);
int run(const StatesVerb& verb);
int run(const VersionVerb& verb);

}  // namespace ballast::agent
