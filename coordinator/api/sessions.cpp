#include "coordinator/api/sessions.hpp"

#include <algorithm>
#include <utility>

#include "common/bytes.hpp"
#include "coordinator/api/session_file.hpp"

namespace ballast::coordinator {
namespace {

constexpr std::size_t kSecretBytes = 32;

}  // namespace

Sessions::Sessions(const Clock& clock, std::filesystem::path file)
    : clock_(clock), file_(std::move(file)) {
    load();
}

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
    auto secret = add(sessions_, kMostSessions, kSessionLife, std::move(grant));
    save();
    return secret;
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

// The wall clock may have jumped since: no session gets longer than it may be.
void Sessions::load() {
    const auto now = clock_.wall();
    auto stored = file_.empty() ? std::vector<StoredSession>{}
                                : read_sessions(file_).value_or(std::vector<StoredSession>{});
    for (auto& session : stored) {
        if (session.ends > now) {
            const auto left = std::min<SteadyTime::duration>(session.ends - now, kSessionLife);
            sessions_.push_back({.digest = std::move(session.digest),
                                 .ends = clock_.steady() + left,
                                 .grant = std::move(session.grant)});
        }
    }
    std::ranges::sort(sessions_, {}, &Entry::ends);
    while (sessions_.size() > kMostSessions) {
        sessions_.pop_front();
    }
}

void Sessions::save() const {
    if (file_.empty()) {
        return;
    }
    std::vector<StoredSession> stored;
    for (const auto& entry : sessions_) {
        stored.push_back({.digest = entry.digest,
                          .ends = clock_.wall() + (entry.ends - clock_.steady()),
                          .grant = entry.grant});
    }
    // Nobody is kept out by a disk that is full: the session then ends with the coordinator.
    static_cast<void>(write_sessions(file_, stored));
}

}  // namespace ballast::coordinator
