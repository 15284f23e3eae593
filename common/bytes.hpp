// Hashes, random bytes and text forms of bytes (OpenSSL underneath).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ballast {

std::string to_hex(std::string_view bytes);
// Lower-case hexadecimal SHA-256, 64 characters.
std::string sha256_hex(std::string_view bytes);
// Cryptographically random, as 2 * `bytes` hexadecimal digits.
std::string random_hex(std::size_t bytes);
// In [0, 1), for jitter.
double random_fraction();

}  // namespace ballast
