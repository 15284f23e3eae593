#include "coordinator/cli/cluster/certificates.hpp"

#include <optional>

#include "common/tls/authority.hpp"

namespace ballast::cli {
namespace {

constexpr mode_t kPrivateFile = 0600;
constexpr mode_t kPrivateFolder = 0700;

bool is_there(const std::filesystem::path& file) {
    std::error_code error;
    return std::filesystem::exists(file, error);
}

// The key first: a certificate that is there always has its key.
Result<void> write_pair(const tls::Credentials& made, const std::filesystem::path& certificate,
                        const std::filesystem::path& key) {
    TRY_VOID(make_folders(certificate.parent_path(), kPrivateFolder));
    TRY_VOID(write_file_durably(key, made.key, kPrivateFile));
    return write_file_durably(certificate, made.certificate, kPrivateFile);
}

bool has_pair(const std::filesystem::path& certificate, const std::filesystem::path& key) {
    return is_there(certificate) && is_there(key);
}

// A new authority makes every certificate of an older one worthless.
Result<tls::Authority> create_authority(const ClusterFolder& folder, const std::string& cluster,
                                        const std::vector<NodeIdentity>& nodes) {
    std::error_code ignored;
    std::filesystem::remove(folder.operator_certificate(), ignored);
    std::filesystem::remove(folder.coordinator().certificate(), ignored);
    for (const auto& node : nodes) {
        std::filesystem::remove(folder.node(node.name).certificate(), ignored);
    }
    TRY(auto authority, tls::Authority::create(cluster));
    TRY(const auto credentials, authority.credentials());
    TRY_VOID(write_pair(credentials, folder.ca_certificate(), folder.ca_key()));
    return authority;
}

Result<tls::Authority> load_authority(const ClusterFolder& folder) {
    TRY(const auto certificate, read_file(folder.ca_certificate()));
    TRY(const auto key, read_file(folder.ca_key()));
    auto authority = tls::Authority::load(certificate, key);
    if (!authority) {
        return std::unexpected(in_context(std::move(authority).error(), folder.pki().string()));
    }
    return authority;
}

}  // namespace

Result<int> ensure_certificates(const ClusterFolder& folder, const std::string& cluster,
                                const std::vector<NodeIdentity>& nodes) {
    std::optional<tls::Authority> authority;
    if (!is_there(folder.ca_certificate())) {
        TRY(authority, create_authority(folder, cluster, nodes));
    }
    TRY(const auto ca_certificate, read_file(folder.ca_certificate()));
    int made = 0;
    const auto issue = [&](const tls::CertificateRequest& request,
                           const std::filesystem::path& certificate,
                           const std::filesystem::path& key) -> Result<void> {
        if (!authority) {  // loaded only when something is missing
            TRY(authority, load_authority(folder));
        }
        TRY(const auto credentials, authority->issue(request));
        ++made;
        return write_pair(credentials, certificate, key);
    };
    if (!has_pair(folder.operator_certificate(), folder.operator_key())) {
        TRY_VOID(issue({.name = "operator", .role = tls::Role::operator_},
                       folder.operator_certificate(), folder.operator_key()));
    }
    const auto coordinator = folder.coordinator();
    if (!has_pair(coordinator.certificate(), coordinator.key())) {
        TRY_VOID(issue({.name = "coordinator", .role = tls::Role::coordinator},
                       coordinator.certificate(), coordinator.key()));
    }
    TRY([[maybe_unused]] const bool updated,
        update_file_durably(coordinator.ca_certificate(), ca_certificate, kPrivateFile));
    for (const auto& node : nodes) {
        const auto files = folder.node(node.name);
        if (!has_pair(files.certificate(), files.key())) {
            TRY_VOID(
                issue({.name = node.name, .role = tls::Role::node, .addresses = {node.address}},
                      files.certificate(), files.key()));
        }
        TRY([[maybe_unused]] const bool written,
            update_file_durably(files.ca_certificate(), ca_certificate, kPrivateFile));
    }
    return made;
}

}  // namespace ballast::cli
