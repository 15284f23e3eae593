// Makes the class-data archive (AppCDS) of a role: a JVM of that role runs once in a scratch node
// and writes the classes it loaded when it ends. Never a part of a node's serving life.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <filesystem>
#include <map>
#include <string>

#include "common/node_identity.hpp"
#include "common/result.hpp"

namespace ballast::agent {

struct ArchiveOrder {
    Role role = Role::kafka;
    std::filesystem::path kafka_home;
    std::filesystem::path java_home;
    std::filesystem::path output;  // FOLDER/KEY/ROLE.jsa comes to be
    std::string address;           // loopback, free of other servers
    std::map<std::string, std::string> environment;
};

struct ArchiveOutcome {
    std::filesystem::path file;
    bool made = false;  // false: a fitting one was there
};

// Several makers of one archive wait for each other; the file appears whole or not at all.
// Errors: those of the JVM's start, timed_out, io; refused where the JVM does not take it.
boost::asio::awaitable<Result<ArchiveOutcome>> make_archive(boost::asio::any_io_executor executor,
                                                            ArchiveOrder order);

}  // namespace ballast::agent
