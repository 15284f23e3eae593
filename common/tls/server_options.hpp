// A server's TLS where somebody else says how it should be: versions, ciphers, whom it lets in.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "common/tls/context.hpp"

namespace ballast::tls {

// By the names of crypto/tls of Go, which Prometheus' web.yml has.
enum class ClientAuth : std::uint8_t {
    none,                // NoClientCert
    request,             // RequestClientCert: asked for, not looked at
    require_any,         // RequireAnyClientCert: there must be one
    verify_if_given,     // VerifyClientCertIfGiven
    require_and_verify,  // RequireAndVerifyClientCert
};

struct ServerOptions {
    std::filesystem::path certificate;  // the chain, PEM
    std::filesystem::path key;
    std::filesystem::path client_ca;  // empty: none
    ClientAuth client_auth = ClientAuth::none;
    std::vector<std::string> client_sans;  // of which a client's certificate has one; empty: any
    int least_version = 0x0303;            // as in the protocol: TLS 1.2
    int most_version = 0x0304;
    std::vector<std::string> ciphers;  // of TLS 1.2, by the names of the RFCs; empty: our own
    std::vector<std::string> curves;   // by OpenSSL's names; empty: OpenSSL's own
};

// Errors: not_found, io, invalid; each names the file.
Result<Context> server_context(const ServerOptions& options);

// Whether one of `wanted` is among a certificate's DNS names, addresses, e-mail addresses and URIs.
bool has_any_san(const std::vector<std::string>& sans, const std::vector<std::string>& wanted);

}  // namespace ballast::tls
