// Whom a login link or a browser's session stands for.
#pragma once

#include <string>

#include "common/http/message.hpp"

namespace ballast::coordinator {

struct Grant {
    std::string name;
    http::Role role = http::Role::none;
    // Of the token that it comes from, and ends with; empty: of a certificate.
    std::string token_digest;
    bool operator==(const Grant&) const = default;
};

}  // namespace ballast::coordinator
