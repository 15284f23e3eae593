// How a browser gets in: a link that works once becomes a session. Links live in memory only and
// end with the coordinator; sessions also in a file. Both are bounded in number.
#pragma once

#include <chrono>
#include <deque>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "common/clock.hpp"
#include "coordinator/api/grant.hpp"

namespace ballast::coordinator {

// Event loop only. Secrets are kept as digests, so that finding one takes no longer for one that is
// nearly right.
class Sessions {
  public:
    static constexpr std::chrono::minutes kLinkLife{5};
    static constexpr std::chrono::hours kSessionLife{8};
    static constexpr std::size_t kMostLinks = 64;
    static constexpr std::size_t kMostSessions = 256;  // of both the oldest gives way

    // Takes up the sessions of `file` (session_file.hpp), none where it cannot be used; empty: they
    // end with this object, as they do where it cannot be written.
    explicit Sessions(const Clock& clock, std::filesystem::path file = {});

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
    std::filesystem::path file_;
    Entries links_;
    Entries sessions_;

    std::string add(Entries& entries, std::size_t most, std::chrono::seconds life, Grant grant);
    void drop_ended(Entries& entries) const;
    void load();
    void save() const;
};

}  // namespace ballast::coordinator
