#include "agent/secrets/agent_credentials.hpp"

#include <fmt/format.h>
#include <linux/magic.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <cerrno>

#include "agent/config/server_properties.hpp"
#include "common/bytes.hpp"
#include "common/files.hpp"

namespace ballast::agent {
namespace {

Result<void> check_private(const std::filesystem::path& folder) {
    struct stat facts{};
    if (::lstat(folder.c_str(), &facts) != 0) {
        return std::unexpected(system_error("cannot look at " + folder.string(), errno));
    }
    if (!S_ISDIR(facts.st_mode) || facts.st_uid != ::geteuid() || (facts.st_mode & 0077U) != 0) {
        return fail(ErrorKind::refused,
                    folder.string() + " must be a folder of this user with mode 0700",
                    "SECRETS_NOT_PRIVATE");
    }
    return {};
}

}  // namespace

Result<void> make_secrets_folder(const std::filesystem::path& folder) {
    // The place stands in a value as ${dir:PATH:agent.jaas} (AbstractConfigProvider, KIP-297).
    if (!folder.is_absolute() || folder.string().find_first_of(":}") != std::string::npos) {
        return fail(ErrorKind::refused,
                    folder.string() + " must be an absolute path without ':' and '}'",
                    "SECRETS_BAD_PATH");
    }
    TRY_VOID(make_folders(folder, 0700));
    TRY_VOID(check_private(folder));
    TRY_VOID(check_private(folder.parent_path()));
    TRY_VOID(check_private(folder.parent_path().parent_path()));
    struct statfs facts{};
    if (::statfs(folder.c_str(), &facts) != 0) {
        return std::unexpected(system_error("cannot look at " + folder.string(), errno));
    }
    if (facts.f_type != TMPFS_MAGIC && facts.f_type != RAMFS_MAGIC) {
        return fail(ErrorKind::refused,
                    folder.string() + " is on a disk; secrets must be on tmpfs, like /dev/shm",
                    "SECRETS_NOT_ON_TMPFS");
    }
    return {};
}

Result<void> make_agent_credentials(const std::filesystem::path& folder) {
    TRY_VOID(make_secrets_folder(folder));
    auto password = random_hex(32);
    // KIP-43's PLAIN login module: the server takes every user_NAME entry as an account.
    auto jaas = fmt::format(
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"{0}\" "
        "password=\"{1}\" user_{0}=\"{1}\";",
        kAgentUser, password);
    auto written = write_file_durably(folder / "agent.password", password, 0400);
    if (written) {
        written = write_file_durably(folder / "agent.jaas", jaas, 0400);
    }
    OPENSSL_cleanse(password.data(), password.size());
    OPENSSL_cleanse(jaas.data(), jaas.size());
    return written;
}

}  // namespace ballast::agent
