// Keys of server.properties and zoo.cfg that Ballast sets itself, each with its reason: a user's
// `config:` wins over every other default, but not over these.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "common/node_identity.hpp"

namespace ballast::document {

struct OwnedKey {
    std::string_view key;  // a trailing '*' matches any ending
    std::string_view reason;
    std::string_view instead;
};

std::span<const OwnedKey> owned_keys(Role role);
std::optional<OwnedKey> find_owned_key(Role role, std::string_view key);

}  // namespace ballast::document
