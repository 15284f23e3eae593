#include "common/tls/authority.hpp"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <time.h>

#include <array>
#include <utility>

#include "common/files.hpp"

namespace ballast::tls {
namespace {

template <auto release>
struct Release {
    void operator()(auto* object) const { release(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Release<&EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<&X509_free>>;
using Buffer = std::unique_ptr<BIO, Release<&BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Release<&X509_EXTENSION_free>>;
using Number = std::unique_ptr<BIGNUM, Release<&BN_free>>;
using Address = std::unique_ptr<ASN1_OCTET_STRING, Release<&ASN1_OCTET_STRING_free>>;

constexpr long kClockSlack = 3600;
constexpr std::size_t kNameLimit = 64;  // ub-common-name of RFC 5280

std::unexpected<Error> crypto_failed(const std::string& what) {
    std::array<char, 256> text{};
    ERR_error_string_n(ERR_get_error(), text.data(), text.size());
    ERR_clear_error();
    return fail(ErrorKind::internal, fmt::format("{}: {}", what, text.data()));
}

// 16 random bytes: RFC 5280 section 4.1.2.2 wants a positive number of at most 20.
bool set_random_serial(X509* certificate) {
    const Number number(BN_new());
    return number && BN_rand(number.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
           BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool add_name(X509_NAME* subject, const char* field, std::string_view text) {
    return X509_NAME_add_entry_by_txt(subject, field, MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(text.data()),
                                      static_cast<int>(text.size()), -1, 0) == 1;
}

bool add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// What CA and leaf have in common; unsigned.
Certificate new_certificate(EVP_PKEY* key, std::string_view name, std::string_view unit,
                            long seconds) {
    Certificate certificate(X509_new());
    if (!certificate || X509_set_version(certificate.get(), X509_VERSION_3) != 1 ||
        !set_random_serial(certificate.get()) ||
        X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kClockSlack) == nullptr ||
        X509_gmtime_adj(X509_getm_notAfter(certificate.get()), seconds) == nullptr ||
        X509_set_pubkey(certificate.get(), key) != 1) {
        return nullptr;
    }
    auto* subject = X509_get_subject_name(certificate.get());
    if (!add_name(subject, "CN", name) || (!unit.empty() && !add_name(subject, "OU", unit))) {
        return nullptr;
    }
    return certificate;
}

Result<std::string> text_of(BIO* buffer) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(buffer, &data);
    return std::string(data, static_cast<std::size_t>(size));
}

Result<Credentials> to_pem(X509* certificate, const EVP_PKEY* key) {
    const Buffer certificate_text(BIO_new(BIO_s_mem()));
    const Buffer key_text(BIO_new(BIO_s_secmem()));
    if (!certificate_text || !key_text ||
        PEM_write_bio_X509(certificate_text.get(), certificate) != 1 ||
        PEM_write_bio_PKCS8PrivateKey(key_text.get(), key, nullptr, nullptr, 0, nullptr, nullptr) !=
            1) {
        return crypto_failed("cannot write a certificate as PEM");
    }
    Credentials credentials;
    TRY(credentials.certificate, text_of(certificate_text.get()));
    TRY(credentials.key, text_of(key_text.get()));
    return credentials;
}

// The value of subjectAltName in OpenSSL's syntax ("IP:127.0.0.1,DNS:a"); inputs are checked,
// because the syntax has separators.
Result<std::string> alternative_names(const CertificateRequest& request) {
    std::string names;
    for (const auto& address : request.addresses) {
        if (!Address(a2i_IPADDRESS(address.c_str()))) {
            return fail(
                ErrorKind::invalid,
                fmt::format("'{}' is not an IP address that a certificate can name", address));
        }
        names += fmt::format("{}IP:{}", names.empty() ? "" : ",", address);
    }
    for (const auto& name : request.dns_names) {
        if (name.empty() ||
            name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-."
                                   "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string::npos) {
            return fail(ErrorKind::invalid,
                        fmt::format("'{}' is not a host name that a certificate can name", name));
        }
        names += fmt::format("{}DNS:{}", names.empty() ? "" : ",", name);
    }
    return names;
}

Result<void> check_name(std::string_view name) {
    if (name.empty() || name.size() > kNameLimit) {
        return fail(ErrorKind::invalid,
                    fmt::format("'{}' cannot be a certificate's name: it must have 1 to {} bytes",
                                name, kNameLimit));
    }
    return {};
}

int refuse_pass_phrase(char*, int, int, void*) {
    return -1;
}

// Empty where the text is none.
Certificate parse_certificate(std::string_view text) {
    const Buffer buffer(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    Certificate certificate(PEM_read_bio_X509(buffer.get(), nullptr, refuse_pass_phrase, nullptr));
    ERR_clear_error();
    return certificate;
}

}  // namespace

Credentials::Credentials(Credentials&& other) noexcept {
    *this = std::move(other);
}

// A swap: a short string's move would leave a copy of its bytes behind.
Credentials& Credentials::operator=(Credentials&& other) noexcept {
    certificate.swap(other.certificate);
    key.swap(other.key);
    return *this;
}

Credentials::~Credentials() {
    OPENSSL_cleanse(key.data(), key.size());
}

Result<WallTime> not_after(std::string_view certificate_text) {
    const auto certificate = parse_certificate(certificate_text);
    tm parts{};
    if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &parts) != 1) {
        return fail(ErrorKind::invalid, "that is not a certificate in PEM");
    }
    return std::chrono::system_clock::from_time_t(::timegm(&parts));
}

Result<WallTime> certificate_expiry(const std::filesystem::path& pem) {
    constexpr std::size_t kLimit = 1U << 20U;
    TRY(const auto text, read_file(pem, kLimit));
    auto end = not_after(text);
    return end ? end : std::unexpected(in_context(end.error(), pem.string()));
}

struct Authority::Impl {
    Certificate certificate;
    Key key;
};

Authority::Authority(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Authority::Authority(Authority&&) noexcept = default;
Authority& Authority::operator=(Authority&&) noexcept = default;
Authority::~Authority() = default;

Result<Authority> Authority::create(const std::string& cluster) {
    const std::string name = "Ballast CA of " + cluster;
    TRY_VOID(check_name(name));
    const long ten_years = std::chrono::seconds(std::chrono::days(3650)).count();
    Key key(EVP_EC_gen("P-256"));
    Certificate certificate = key ? new_certificate(key.get(), name, "", ten_years) : nullptr;
    X509* ca = certificate.get();
    if (ca == nullptr || X509_set_issuer_name(ca, X509_get_subject_name(ca)) != 1 ||
        !add_extension(ca, ca, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") ||
        !add_extension(ca, ca, NID_key_usage, "critical,keyCertSign,cRLSign") ||
        !add_extension(ca, ca, NID_subject_key_identifier, "hash") ||
        !add_extension(ca, ca, NID_authority_key_identifier, "keyid:always") ||
        X509_sign(ca, key.get(), EVP_sha256()) == 0) {
        return crypto_failed("cannot make the cluster's certificate authority");
    }
    return Authority(std::make_unique<Impl>(std::move(certificate), std::move(key)));
}

Result<Authority> Authority::load(std::string_view certificate_text, std::string_view key_text) {
    Certificate certificate = parse_certificate(certificate_text);
    const Buffer key_buffer(BIO_new_mem_buf(key_text.data(), static_cast<int>(key_text.size())));
    Key key(PEM_read_bio_PrivateKey(key_buffer.get(), nullptr, refuse_pass_phrase, nullptr));
    ERR_clear_error();
    if (!certificate) {
        return fail(ErrorKind::invalid, "the CA's certificate is not one in PEM");
    }
    if (!key) {
        return fail(ErrorKind::invalid, "the CA's key is not an unencrypted private key in PEM");
    }
    if (X509_check_ca(certificate.get()) != 1) {
        return fail(ErrorKind::invalid, "the certificate is not that of a CA (no CA:TRUE)");
    }
    if (X509_check_private_key(certificate.get(), key.get()) != 1) {
        ERR_clear_error();
        return fail(ErrorKind::invalid, "the CA's key does not belong to its certificate");
    }
    return Authority(std::make_unique<Impl>(std::move(certificate), std::move(key)));
}

Result<Credentials> Authority::issue(const CertificateRequest& request) const {
    TRY_VOID(check_name(request.name));
    TRY(const auto names, alternative_names(request));
    X509* ca = impl_->certificate.get();
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate =
        key ? new_certificate(key.get(), request.name, role_name(request.role),
                              request.valid_for.count())
            : nullptr;
    X509* leaf = certificate.get();
    const char* usage = request.role == Role::node ? "serverAuth,clientAuth" : "clientAuth";
    if (leaf == nullptr || X509_set_issuer_name(leaf, X509_get_subject_name(ca)) != 1 ||
        !add_extension(leaf, ca, NID_basic_constraints, "critical,CA:FALSE") ||
        !add_extension(leaf, ca, NID_key_usage, "critical,digitalSignature") ||
        !add_extension(leaf, ca, NID_ext_key_usage, usage) ||
        !add_extension(leaf, ca, NID_subject_key_identifier, "hash") ||
        !add_extension(leaf, ca, NID_authority_key_identifier, "keyid:always") ||
        (!names.empty() && !add_extension(leaf, ca, NID_subject_alt_name, names)) ||
        X509_sign(leaf, impl_->key.get(), EVP_sha256()) == 0) {
        return crypto_failed("cannot make a certificate for " + request.name);
    }
    return to_pem(leaf, key.get());
}

Result<Credentials> Authority::credentials() const {
    return to_pem(impl_->certificate.get(), impl_->key.get());
}

}  // namespace ballast::tls
