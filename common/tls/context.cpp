#include "common/tls/context.hpp"

#include <fmt/format.h>

#include <boost/asio/ssl/context.hpp>

#include "common/files.hpp"

namespace ballast::tls {
namespace {

namespace ssl = boost::asio::ssl;

constexpr std::size_t kFileLimit = std::size_t{1} << 20U;

std::unexpected<Error> not_usable(const std::filesystem::path& file, const std::string& wanted,
                                  const boost::system::error_code& code) {
    return fail(ErrorKind::invalid,
                fmt::format("{} is not {}: {}", file.string(), wanted, code.message()));
}

Result<void> load(ssl::context& context, const Files& files) {
    boost::system::error_code code;
    TRY(const auto ca, read_file(files.ca, kFileLimit));
    context.add_certificate_authority(boost::asio::buffer(ca), code);
    if (code) {
        return not_usable(files.ca, "a certificate in PEM", code);
    }
    TRY(const auto certificate, read_file(files.certificate, kFileLimit));
    context.use_certificate_chain(boost::asio::buffer(certificate), code);
    if (code) {
        return not_usable(files.certificate, "a certificate in PEM", code);
    }
    TRY(auto key, read_file(files.key, kFileLimit));
    context.use_private_key(boost::asio::buffer(key), ssl::context::pem, code);
    OPENSSL_cleanse(key.data(), key.size());
    if (code) {
        return not_usable(files.key, "the private key of " + files.certificate.string(), code);
    }
    return {};
}

Result<Context> make_context(ssl::context::method method, int verify, const Files& files) {
    auto context = std::make_shared<ssl::context>(method);
    auto* native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION);
    // TLS 1.3 has its own count of tickets; a resumed session would skip a changed CA.
    SSL_CTX_set_num_tickets(native, 0);
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20");  // of TLS 1.2
    boost::system::error_code code;
    context->set_verify_mode(verify, code);
    if (code) {
        return fail(ErrorKind::internal, "cannot set up TLS: " + code.message());
    }
    TRY_VOID(load(*context, files));
    return context;
}

}  // namespace

Result<Context> server_context(const Files& files) {
    return make_context(ssl::context::tls_server,
                        ssl::verify_peer | ssl::verify_fail_if_no_peer_cert, files);
}

Result<Context> client_context(const Files& files) {
    return make_context(ssl::context::tls_client, ssl::verify_peer, files);
}

}  // namespace ballast::tls
