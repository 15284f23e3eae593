// Who is on the other end of a verified TLS connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct ssl_st;  // OpenSSL's SSL

namespace ballast::tls {

// What a certificate's subject OU says. Ordered by rights: each may do what those before it may.
enum class Role : std::uint8_t { none, node, viewer, operator_, coordinator };

// "none", "node", "viewer", "operator", "coordinator".
std::string_view role_name(Role role);
// none for any other text.
Role parse_role(std::string_view name);

struct Identity {
    std::string name;  // CN
    Role role = Role::none;
};

// The peer's identity; empty without a certificate, when it was not verified, or when it has not
// exactly one CN. Not exactly one OU, or an unknown one, is Role::none.
std::optional<Identity> peer_identity(const ssl_st* connection);

}  // namespace ballast::tls
