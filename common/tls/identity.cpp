#include "common/tls/identity.hpp"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>
#include <memory>
#include <utility>

namespace ballast::tls {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 5> kRoles{
    {{Role::none, "none"},
     {Role::node, "node"},
     {Role::viewer, "viewer"},
     {Role::operator_, "operator"},
     {Role::coordinator, "coordinator"}}};

// The entry's text; empty unless there is exactly one.
std::optional<std::string> only_entry(const X509_NAME* name, int nid) {
    const int first = X509_NAME_get_index_by_NID(name, nid, -1);
    if (first < 0 || X509_NAME_get_index_by_NID(name, nid, first) >= 0) {
        return std::nullopt;
    }
    const auto* data = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, first));
    unsigned char* text = nullptr;
    const int size = ASN1_STRING_to_UTF8(&text, data);
    if (size < 0) {
        return std::nullopt;
    }
    std::string result(text, text + size);
    OPENSSL_free(text);
    return result;
}

}  // namespace

std::string_view role_name(Role role) {
    for (const auto& [value, name] : kRoles) {
        if (value == role) {
            return name;
        }
    }
    return "none";
}

Role parse_role(std::string_view text) {
    for (const auto& [value, name] : kRoles) {
        if (name == text) {
            return value;
        }
    }
    return Role::none;
}

std::optional<Identity> peer_identity(const ssl_st* connection) {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        SSL_get1_peer_certificate(connection), &X509_free);
    if (!certificate || SSL_get_verify_result(connection) != X509_V_OK) {
        return std::nullopt;
    }
    const auto* subject = X509_get_subject_name(certificate.get());
    auto name = only_entry(subject, NID_commonName);
    if (!name) {
        return std::nullopt;
    }
    const auto unit = only_entry(subject, NID_organizationalUnitName);
    return Identity{*std::move(name), unit ? parse_role(*unit) : Role::none};
}

}  // namespace ballast::tls
