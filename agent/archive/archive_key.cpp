#include "agent/archive/archive_key.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>

#include "common/bytes.hpp"
#include "common/files.hpp"

namespace ballast::agent {
namespace {

Result<std::string> fingerprint(const std::filesystem::path& file) {
    struct stat facts{};
    if (::stat(file.c_str(), &facts) != 0) {
        return std::unexpected(system_error("cannot look at " + file.string(), errno));
    }
    return fmt::format("{} {} {}.{}\n", file.string(), facts.st_size, facts.st_mtim.tv_sec,
                       facts.st_mtim.tv_nsec);
}

}  // namespace

Result<std::string> archive_key(const std::filesystem::path& java_home,
                                const std::vector<std::filesystem::path>& jars) {
    std::string facts;
    TRY(facts, fingerprint(java_home / "lib" / "server" / "libjvm.so"));
    for (const auto& jar : jars) {
        TRY(const auto line, fingerprint(jar));
        facts += line;
    }
    return sha256_hex(facts).substr(0, 16);
}

std::filesystem::path archive_file(const std::filesystem::path& folder, const std::string& key,
                                   Role role) {
    return folder / key / (std::string(to_string(role)) + ".jsa");
}

}  // namespace ballast::agent
