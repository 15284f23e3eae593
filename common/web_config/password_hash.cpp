#include "common/web_config/password_hash.hpp"

#include <crypt.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <memory>

#include "common/text.hpp"

namespace ballast::web {

bool is_bcrypt(std::string_view hash) {
    constexpr std::size_t kSize = 60;
    if (hash.size() != kSize || !hash.starts_with("$2") || hash[3] != '$' || hash[6] != '$' ||
        !std::string_view("aby").contains(hash[2]) || !is_digit(hash[4]) || !is_digit(hash[5])) {
        return false;
    }
    const int cost = (hash[4] - '0') * 10 + (hash[5] - '0');
    const bool clean = std::ranges::all_of(hash.substr(7), [](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
               c == '/';
    });
    return clean && cost >= 4 && cost <= 15;
}

bool matches(const std::string& password, const std::string& hash) {
    if (!is_bcrypt(hash) || password.contains('\0')) {
        return false;
    }
    const auto data = std::make_unique<crypt_data>();
    const char* made = crypt_r(password.c_str(), hash.c_str(), data.get());
    const bool same = made != nullptr && std::string_view(made).size() == hash.size() &&
                      CRYPTO_memcmp(made, hash.data(), hash.size()) == 0;
    OPENSSL_cleanse(data.get(), sizeof(crypt_data));
    return same;
}

}  // namespace ballast::web
