#include "coordinator/api/token_file.hpp"

#include <fmt/format.h>
#include <json/json.h>
#include <openssl/crypto.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "common/bytes.hpp"
#include "common/files.hpp"
#include "common/json.hpp"
#include "common/text.hpp"

namespace ballast::coordinator {
namespace {

constexpr std::size_t kFileLimit = std::size_t{64} << 10U;
constexpr std::size_t kLeastLength = 20;  // 80 bits and more of base64
constexpr std::size_t kMostLength = 512;

bool is_token_character(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-._~+/=").contains(c);
}

Result<Token> make_token(std::string name, std::string_view role, std::string_view token,
                         const std::string& where) {
    const auto parsed = tls::parse_role(role);
    if (parsed < http::Role::viewer) {
        return fail(ErrorKind::invalid,
                    fmt::format("{}: '{}' is not a role; there are viewer, operator and "
                                "coordinator",
                                where, role));
    }
    if (token.size() < kLeastLength || token.size() > kMostLength ||
        !std::ranges::all_of(token, is_token_character)) {
        return fail(ErrorKind::invalid,
                    fmt::format("{}: a token has {} to {} letters, digits or -._~+/=", where,
                                kLeastLength, kMostLength));
    }
    return Token{.name = std::move(name), .role = parsed, .digest = sha256_hex(token)};
}

Result<std::vector<Token>> parse_lines(std::string_view text) {
    std::vector<Token> tokens;
    std::size_t number = 0;
    for (const auto raw : split(text, '\n')) {
        ++number;
        const auto line = trim(raw);
        if (line.empty() || line.starts_with('#')) {
            continue;
        }
        const auto where = fmt::format("line {}", number);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) {
            return fail(ErrorKind::invalid, where + ": role:token is wanted");
        }
        const auto role = line.substr(0, colon);
        TRY(auto token, make_token(std::string(role), role, line.substr(colon + 1), where));
        tokens.push_back(std::move(token));
    }
    return tokens;
}

Result<std::vector<Token>> parse_document(std::string_view text) {
    TRY(const auto root, parse_json(text));
    const JsonView document(root);
    TRY_VOID(document.only({"tokens"}));
    TRY(const auto entries, document.objects("tokens"));
    std::vector<Token> tokens;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        TRY_VOID(entries[i].only({"name", "role", "token"}));
        TRY(auto name, entries[i].string("name"));
        TRY(const auto role, entries[i].string("role"));
        TRY(const auto secret, entries[i].string("token"));
        TRY(auto token, make_token(std::move(name), role, secret, fmt::format("/tokens/{}", i)));
        tokens.push_back(std::move(token));
    }
    return tokens;
}

bool same(const timespec& one, const timespec& other) {
    return one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec;
}

}  // namespace

Result<std::vector<Token>> parse_tokens(std::string_view text) {
    TRY(auto tokens, trim(text).starts_with('{') ? parse_document(text) : parse_lines(text));
    if (tokens.empty()) {
        return fail(ErrorKind::invalid, "it has no token");
    }
    std::vector<std::string> digests;
    for (const auto& token : tokens) {
        digests.push_back(token.digest);
    }
    std::ranges::sort(digests);
    if (std::ranges::adjacent_find(digests) != digests.end()) {
        return fail(ErrorKind::invalid, "it has the same token twice");
    }
    return tokens;
}

bool TokenFile::Stamp::operator==(const Stamp& other) const {
    return device == other.device && inode == other.inode && mode == other.mode &&
           size == other.size && same(modified, other.modified) && same(changed, other.changed);
}

TokenFile::TokenFile(std::filesystem::path file) : file_(std::move(file)) {}

std::optional<Token> TokenFile::find(std::string_view token) {
    return find_digest(sha256_hex(token));
}

std::optional<Token> TokenFile::find_digest(std::string_view digest) {
    refresh();
    std::optional<Token> found;
    for (const auto& known : tokens_) {
        if (known.digest.size() == digest.size() &&
            CRYPTO_memcmp(known.digest.data(), digest.data(), digest.size()) == 0) {
            found = known;
        }
    }
    return found;
}

std::string TokenFile::problem() {
    refresh();
    return problem_;
}

void TokenFile::refresh() {
    struct stat status{};
    if (::stat(file_.c_str(), &status) != 0) {
        problem_ = system_error("cannot look at " + file_.string(), errno).message;
        tokens_.clear();
        stamp_.reset();
        return;
    }
    const Stamp stamp{.device = status.st_dev,
                      .inode = status.st_ino,
                      .mode = status.st_mode,
                      .size = status.st_size,
                      .modified = status.st_mtim,
                      .changed = status.st_ctim};
    if (stamp_ == stamp) {
        return;
    }
    stamp_ = stamp;
    auto tokens = read(status);
    problem_ = tokens ? std::string() : tokens.error().message;
    tokens_ = tokens ? *std::move(tokens) : std::vector<Token>();
}

Result<std::vector<Token>> TokenFile::read(const struct stat& status) const {
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return fail(ErrorKind::refused,
                    fmt::format("{} is open to others (mode {:04o}): chmod 600 {}", file_.string(),
                                status.st_mode & 07777U, file_.string()));
    }
    if (status.st_uid != ::geteuid() && status.st_uid != 0) {
        return fail(ErrorKind::refused,
                    fmt::format("{} belongs to user {}, not to who runs this, or root",
                                file_.string(), status.st_uid));
    }
    TRY(auto text, read_file(file_, kFileLimit));
    auto tokens = parse_tokens(text);
    OPENSSL_cleanse(text.data(), text.size());
    if (!tokens) {
        return std::unexpected(in_context(std::move(tokens).error(), file_.string()));
    }
    return tokens;
}

}  // namespace ballast::coordinator
