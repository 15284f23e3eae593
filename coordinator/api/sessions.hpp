// How a browser gets in: a link that works once becomes a session. Both live in memory only,
// bounded in number, and end with the coordinator.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "common/clock.hpp"
#include "common/http/message.hpp"

namespace ballast::coordinator {

// Whom a link or session stands for.
struct Grant {
    std::string name;
    http::Role role = http::Role::none;
    // Of the token that it comes from, and ends with; empty: of a certificate.
    std::string token_digest;
};

// Event loop only. Secrets are kept as digests, so that finding one takes no longer for one that is
// nearly right.
class Sessions {
  public:
    static constexpr std::chrono::minutes kLinkLife{5};
    static constexpr std::chrono::hours kSessionLife{8};
    static constexpr std::size_t kMostLinks = 64;
    static constexpr std::size_t kMostSessions = 256;  // of both the oldest gives way

    explicit Sessions(const Clock& clock) : clock_(clock) {}

    // The link's secret, 64 hexadecimal digits.
    std::string make_link(Grant grant);
    // The session's secret; empty where the link was used, is too old, or never was.
    std::optional<std::string> open(std::string_view link);
    std::optional<Grant> find(std::string_view session);

  private:
    struct Entry {
        std::string digest;
        SteadyTime ends;
        Grant grant;
    };
    using Entries = std::deque<Entry>;  // the oldest first

    const Clock& clock_;
    Entries links_;
    Entries sessions_;

    std::string add(Entries& entries, std::size_t most, std::chrono::seconds life, Grant grant);
    void drop_ended(Entries& entries) const;
};

}  // namespace ballast::coordinator
