// bcrypt, by libxcrypt. Source: Provos and Mazières, "A Future-Adaptable Password Scheme".
#pragma once

#include <string>
#include <string_view>

namespace ballast::web {

// "$2a$", "$2b$" or "$2y$", a cost of 4 to 15 (more takes seconds), and 53 characters.
bool is_bcrypt(std::string_view hash);

// Takes a tenth of a second at cost 10: not for the event loop. False for what is no hash.
bool matches(const std::string& password, const std::string& hash);

}  // namespace ballast::web
