// TLS contexts from PEM files: mTLS on both sides, TLS 1.2 or newer, no tickets or renegotiation.
#pragma once

#include <filesystem>
#include <memory>

#include "common/result.hpp"

namespace boost::asio::ssl {
class context;  // NOLINT(readability-identifier-naming): Boost's
}

namespace ballast::tls {

struct Files {
    std::filesystem::path ca;  // the only certificates trusted
    std::filesystem::path certificate;
    std::filesystem::path key;
};

using Context = std::shared_ptr<boost::asio::ssl::context>;

// For servers: a peer without a certificate of our CA is refused in the handshake.
// Errors of both: not_found, io, invalid; each names the file.
Result<Context> server_context(const Files& files);
// For clients: the server must show a certificate of our CA; that it is the address connected to
// is checked per connection (common/http/client.hpp does).
Result<Context> client_context(const Files& files);

}  // namespace ballast::tls
