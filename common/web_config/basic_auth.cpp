#include "common/web_config/basic_auth.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "common/bytes.hpp"
#include "common/text.hpp"
#include "common/web_config/password_hash.hpp"

namespace ballast::web {

namespace net = boost::asio;

namespace {

// Of no password.
constexpr const char* kNobody = "$2b$10$abcdefghijklmnopqrstuu37RkUr9H1EPO4Rc63Ngz60LSVREthYa";
constexpr std::size_t kMostCredentials = 4096;

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0 || text.size() > kMostCredentials) {
        return std::nullopt;
    }
    std::string out(text.size() / 4 * 3, '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
    if (size < 0) {
        return std::nullopt;
    }
    const auto padding = std::ranges::count(text, '=');
    out.resize(static_cast<std::size_t>(size) - static_cast<std::size_t>(std::min(padding, 2L)));
    return out;
}

// In the line of those who wait for the thread.
class Place {
  public:
    explicit Place(std::size_t& line) : line_(line) { ++line_; }
    ~Place() { --line_; }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

  private:
    std::size_t& line_;
};

net::awaitable<bool> match_on(net::thread_pool& pool, std::string password, std::string hash) {
    co_return co_await net::co_spawn(
        pool,
        [](std::string given, std::string wanted) -> net::awaitable<bool> {
            co_return matches(given, wanted);
        }(std::move(password), std::move(hash)),
        net::use_awaitable);
}

}  // namespace

std::optional<std::pair<std::string, std::string>> read_basic(std::string_view authorization) {
    constexpr std::string_view kScheme = "basic ";
    if (to_lower(authorization.substr(0, kScheme.size())) != kScheme) {
        return std::nullopt;
    }
    const auto plain = from_base64(trim(authorization.substr(kScheme.size())));
    const auto colon = plain ? plain->find(':') : std::string::npos;
    if (colon == std::string::npos) {
        return std::nullopt;
    }
    return std::pair(plain->substr(0, colon), plain->substr(colon + 1));
}

net::awaitable<BasicAuth::Verdict> BasicAuth::check(Users users, std::string authorization) {
    auto given = read_basic(authorization);
    if (!given) {
        co_return Verdict::refused;
    }
    const auto user = users.find(given->first);
    const std::string hash = user == users.end() ? kNobody : user->second;
    const auto digest = sha256_hex(given->first + '\0' + given->second + '\0' + hash);
    if (std::ranges::find(known_, digest) != known_.end()) {
        co_return Verdict::allowed;
    }
    if (waiting_ >= kMostAtOnce) {
        co_return Verdict::busy;
    }
    const Place place(waiting_);
    if (!co_await match_on(pool_, std::move(given->second), hash) || user == users.end()) {
        co_return Verdict::refused;
    }
    known_.push_back(digest);
    if (known_.size() > kMostKnown) {
        known_.pop_front();
    }
    co_return Verdict::allowed;
}

}  // namespace ballast::web
