// HTTP basic authentication (RFC 7617) against the hashes of a web.yml.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ballast::web {

// User and password of an Authorization header; empty where it is none of this kind.
std::optional<std::pair<std::string, std::string>> read_basic(std::string_view authorization);

// Event loop only; hashes are made on the pool's thread. Outlives its calls.
class BasicAuth {
  public:
    using Users = std::map<std::string, std::string>;  // to bcrypt hashes
    enum class Verdict { allowed, refused, busy };

    explicit BasicAuth(boost::asio::thread_pool& pool) : pool_(pool) {}

    // An unknown user takes as long as a wrong password. Who was let in once is let in again
    // without a hash, until the user's hash changes.
    boost::asio::awaitable<Verdict> check(Users users, std::string authorization);

  private:
    static constexpr std::size_t kMostAtOnce = 8;   // hashes that wait for the thread
    static constexpr std::size_t kMostKnown = 100;  // of which the oldest gives way

    boost::asio::thread_pool& pool_;
    std::deque<std::string> known_;  // digests of user, password and hash
    std::size_t waiting_ = 0;
};

}  // namespace ballast::web
