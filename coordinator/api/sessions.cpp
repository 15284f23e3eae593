#include "coordinator/api/sessions.hpp"

#include <algorithm>
#include <utility>

#include "common/bytes.hpp"

namespace ballast::coordinator {
namespace {

constexpr std::size_t kSecretBytes = 32;

}  // namespace

std::string Sessions::make_link(Grant grant) {
    return add(links_, kMostLinks, kLinkLife, std::move(grant));
}

std::optional<std::string> Sessions::open(std::string_view link) {
    drop_ended(links_);
    const auto entry = std::ranges::find(links_, sha256_hex(link), &Entry::digest);
    if (entry == links_.end()) {
        return std::nullopt;
    }
    auto grant = std::move(entry->grant);
    links_.erase(entry);
    return add(sessions_, kMostSessions, kSessionLife, std::move(grant));
}

std::optional<Grant> Sessions::find(std::string_view session) {
    drop_ended(sessions_);
    const auto entry = std::ranges::find(sessions_, sha256_hex(session), &Entry::digest);
    if (entry == sessions_.end()) {
        return std::nullopt;
    }
    return entry->grant;
}

std::string Sessions::add(Entries& entries, std::size_t most, std::chrono::seconds life,
                          Grant grant) {
    drop_ended(entries);
    while (entries.size() >= most) {
        entries.pop_front();
    }
    auto secret = random_hex(kSecretBytes);
    entries.push_back(
        {.digest = sha256_hex(secret), .ends = clock_.steady() + life, .grant = std::move(grant)});
    return secret;
}

// All have the same life, so the oldest end first.
void Sessions::drop_ended(Entries& entries) const {
    const auto now = clock_.steady();
    while (!entries.empty() && entries.front().ends <= now) {
        entries.pop_front();
    }
}

}  // namespace ballast::coordinator
