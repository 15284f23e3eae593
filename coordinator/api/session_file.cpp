#include "coordinator/api/session_file.hpp"

#include <fmt/format.h>
#include <json/json.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "common/files.hpp"
#include "common/json.hpp"

namespace ballast::coordinator {
namespace {

constexpr std::size_t kFileLimit = std::size_t{256} << 10U;

Result<StoredSession> read_session(const JsonView& entry) {
    TRY_VOID(entry.only({"digest", "ends", "name", "role", "token_digest"}));
    StoredSession session;
    TRY(session.digest, entry.string("digest"));
    TRY(const auto ends, entry.string("ends"));
    TRY(session.ends, parse_rfc3339(ends));
    TRY(session.grant.name, entry.string("name"));
    TRY(const auto role, entry.string("role"));
    session.grant.role = tls::parse_role(role);
    TRY(session.grant.token_digest, entry.string("token_digest"));
    return session;
}

}  // namespace

Result<std::vector<StoredSession>> read_sessions(const std::filesystem::path& file) {
    struct stat status{};
    if (lstat(file.c_str(), &status) != 0) {
        return std::unexpected(system_error("cannot look at " + file.string(), errno));
    }
    if (!S_ISREG(status.st_mode) || status.st_uid != geteuid() || (status.st_mode & 0077U) != 0) {
        return fail(ErrorKind::invalid,
                    fmt::format("{} is not a file of mode 0600 of this user", file.string()));
    }
    TRY(const auto text, read_file(file, kFileLimit));
    TRY(const auto root, parse_json(text));
    const JsonView document(root);
    TRY_VOID(document.only({"sessions"}));
    TRY(const auto entries, document.objects("sessions"));
    std::vector<StoredSession> sessions;
    for (const auto& entry : entries) {
        TRY(auto session, read_session(entry));
        sessions.push_back(std::move(session));
    }
    return sessions;
}

Result<void> write_sessions(const std::filesystem::path& file,
                            const std::vector<StoredSession>& sessions) {
    Json::Value root;
    root["sessions"] = Json::Value(Json::arrayValue);
    for (const auto& session : sessions) {
        Json::Value entry;
        entry["digest"] = session.digest;
        entry["ends"] = to_rfc3339(session.ends);
        entry["name"] = session.grant.name;
        entry["role"] = std::string(tls::role_name(session.grant.role));
        entry["token_digest"] = session.grant.token_digest;
        root["sessions"].append(std::move(entry));
    }
    return write_file_durably(file, to_json(root), 0600);
}

}  // namespace ballast::coordinator
