// A cluster's own certificate authority: makes itself and the certificates of nodes and clients.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.hpp"
#include "common/result.hpp"
#include "common/tls/identity.hpp"

namespace ballast::tls {

// A certificate and its private key, both PEM (the key PKCS#8, unencrypted). The key is wiped when
// the object ends; copies are not made silently.
struct Credentials {
    std::string certificate;
    std::string key;

    Credentials() = default;
    Credentials(Credentials&& other) noexcept;
    Credentials& operator=(Credentials&& other) noexcept;
    ~Credentials();
};

struct CertificateRequest {
    std::string name;  // CN, at most 64 bytes
    Role role = Role::none;
    std::vector<std::string> addresses;  // IP literals, subject alternative names
    std::vector<std::string> dns_names;
    // From now; the certificate is valid since one hour ago, for clocks that differ.
    std::chrono::seconds valid_for = std::chrono::days(730);
};

// When a certificate in PEM ends to be valid (its notAfter). Errors: invalid.
Result<WallTime> not_after(std::string_view certificate);
// The same of a file, whose first certificate counts. Errors: not_found, io, invalid; each names
// the file.
Result<WallTime> certificate_expiry(const std::filesystem::path& pem);

// Owned by whoever makes certificates; no thread of its own.
class Authority {
  public:
    // A new CA: P-256, self-signed, 10 years, CA:TRUE pathlen:0 (RFC 5280). Errors: internal.
    static Result<Authority> create(const std::string& cluster);
    // Errors: invalid (not PEM, not a CA, or the key is not the certificate's).
    static Result<Authority> load(std::string_view certificate, std::string_view key);

    Authority(Authority&&) noexcept;
    Authority& operator=(Authority&&) noexcept;
    ~Authority();

    // Nodes get serverAuth and clientAuth, the others clientAuth. Errors: invalid (an address that
    // is none, a name too long or empty), internal.
    Result<Credentials> issue(const CertificateRequest& request) const;
    // The CA's own certificate and key as PEM. Errors: internal.
    Result<Credentials> credentials() const;

  private:
    struct Impl;
    explicit Authority(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace ballast::tls
