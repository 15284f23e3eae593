// A web.yml, and an Authorization header.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "common/web_config/basic_auth.hpp"
#include "common/web_config/password_hash.hpp"
#include "common/web_config/web_config.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ballast;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto config = web::parse_web_config(text, "/etc/web.yml")) {
        for (const auto& [user, hash] : config->users) {
            if (user.empty() || !web::is_bcrypt(hash)) {
                std::abort();
            }
        }
        if (config->tls && (config->tls->certificate.empty() || config->tls->key.empty())) {
            std::abort();
        }
    }
    (void)web::read_basic(text);
    return 0;
}
