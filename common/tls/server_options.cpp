#include "common/tls/server_options.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <boost/asio/ssl/context.hpp>
#include <memory>

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

Result<void> load_own(ssl::context& context, const ServerOptions& options) {
    boost::system::error_code code;
    TRY(const auto certificate, read_file(options.certificate, kFileLimit));
    context.use_certificate_chain(boost::asio::buffer(certificate), code);
    if (code) {
        return not_usable(options.certificate, "a certificate in PEM", code);
    }
    TRY(auto key, read_file(options.key, kFileLimit));
    context.use_private_key(boost::asio::buffer(key), ssl::context::pem, code);
    OPENSSL_cleanse(key.data(), key.size());
    if (code) {
        return not_usable(options.key, "the private key of " + options.certificate.string(), code);
    }
    return {};
}

std::string address_text(const ASN1_OCTET_STRING* address) {
    char text[INET6_ADDRSTRLEN] = {};
    const int size = ASN1_STRING_length(address);
    const int family = size == 4 ? AF_INET : AF_INET6;
    if (size != 4 && size != 16) {
        return {};
    }
    return inet_ntop(family, ASN1_STRING_get0_data(address), text, sizeof text) == nullptr
               ? std::string()
               : text;
}

std::vector<std::string> sans_of(const X509* certificate) {
    const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names(
        static_cast<GENERAL_NAMES*>(
            X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
        GENERAL_NAMES_free);
    std::vector<std::string> out;
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        int type = 0;
        const void* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &type);
        if (type == GEN_IPADD) {
            out.push_back(address_text(static_cast<const ASN1_OCTET_STRING*>(value)));
        } else if (type == GEN_DNS || type == GEN_EMAIL || type == GEN_URI) {
            const auto* text = static_cast<const ASN1_STRING*>(value);
            out.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                             static_cast<std::size_t>(ASN1_STRING_length(text)));
        }
    }
    return out;
}

int verify_mode(ClientAuth client_auth) {
    switch (client_auth) {
        case ClientAuth::none:
            return ssl::verify_none;
        case ClientAuth::request:
        case ClientAuth::verify_if_given:
            return ssl::verify_peer;
        case ClientAuth::require_any:
        case ClientAuth::require_and_verify:
            return ssl::verify_peer | ssl::verify_fail_if_no_peer_cert;
    }
    return ssl::verify_peer | ssl::verify_fail_if_no_peer_cert;
}

// Whether a certificate of the client's chain, judged by OpenSSL, is good enough.
bool is_welcome(const ServerOptions& options, bool trusted, ssl::verify_context& chain) {
    if (options.client_auth == ClientAuth::request ||
        options.client_auth == ClientAuth::require_any) {
        return true;
    }
    const auto* store = chain.native_handle();
    if (!trusted || options.client_sans.empty() || X509_STORE_CTX_get_error_depth(store) > 0) {
        return trusted;
    }
    return has_any_san(sans_of(X509_STORE_CTX_get_current_cert(store)), options.client_sans);
}

Result<void> set_words(SSL_CTX* context, const ServerOptions& options) {
    const auto ciphers = options.ciphers.empty()
                             ? std::string("ECDHE+AESGCM:ECDHE+CHACHA20")
                             : fmt::format("{}", fmt::join(options.ciphers, ":"));
    const auto curves = fmt::format("{}", fmt::join(options.curves, ":"));
    if (SSL_CTX_set_min_proto_version(context, options.least_version) != 1 ||
        SSL_CTX_set_max_proto_version(context, options.most_version) != 1 ||
        SSL_CTX_set_cipher_list(context, ciphers.c_str()) != 1 ||
        (!curves.empty() && SSL_CTX_set1_groups_list(context, curves.c_str()) != 1)) {
        return fail(ErrorKind::invalid, "this OpenSSL refuses the versions, ciphers or curves");
    }
    return {};
}

}  // namespace

bool has_any_san(const std::vector<std::string>& sans, const std::vector<std::string>& wanted) {
    return std::ranges::any_of(wanted, [&](const std::string& one) {
        return !one.empty() && std::ranges::find(sans, one) != sans.end();
    });
}

Result<Context> server_context(const ServerOptions& options) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    auto* native = context->native_handle();
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_num_tickets(native, 0);
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
    TRY_VOID(set_words(native, options));
    boost::system::error_code code;
    context->set_verify_mode(verify_mode(options.client_auth), code);
    if (!code) {
        context->set_verify_callback(
            [options](bool trusted, ssl::verify_context& chain) {
                return is_welcome(options, trusted, chain);
            },
            code);
    }
    if (code) {
        return fail(ErrorKind::internal, "cannot set up TLS: " + code.message());
    }
    if (!options.client_ca.empty()) {
        TRY(const auto ca, read_file(options.client_ca, kFileLimit));
        context->add_certificate_authority(boost::asio::buffer(ca), code);
        if (code) {
            return not_usable(options.client_ca, "a certificate in PEM", code);
        }
    }
    TRY_VOID(load_own(*context, options));
    return context;
}

}  // namespace ballast::tls
