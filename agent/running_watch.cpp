#include "agent/running_watch.hpp"

#include <boost/asio/post.hpp>

#include "agent/config/server_properties.hpp"
#include "agent/config/zookeeper_config.hpp"
#include "agent/facts/disk_needs.hpp"
#include "agent/facts/disk_space.hpp"
#include "agent/facts/log_dir.hpp"
#include "agent/node/accepted_document.hpp"
#include "agent/recovery/conditions.hpp"
#include "common/tls/authority.hpp"

namespace ballast::agent {
namespace {

namespace net = boost::asio;

constexpr std::chrono::seconds kPeriod{1};
constexpr int kLooksBetweenDisks = 10;
// A look at every thread of a JVM costs milliseconds: only where it does not answer.
constexpr std::chrono::seconds kSuspicious{2};

struct DiskLook {
    std::vector<DirFacts> dirs;
    std::int64_t needed_free_bytes = 0;
    std::optional<WallTime> certificate_expires;
};

std::vector<std::filesystem::path> dirs_of(const document::Document& document,
                                           const NodeIdentity& identity, const NodePaths& paths) {
    return identity.role == Role::kafka
               ? log_dirs(document, paths)
               : std::vector<std::filesystem::path>{zookeeper_data_dir(paths)};
}

DiskLook look_at_disks(const PreparationInputs& inputs) {
    DiskLook look;
    if (const auto expiry = tls::certificate_expiry(inputs.folders.certificate())) {
        look.certificate_expires = *expiry;
    }
    const auto document = load_accepted(inputs.folders);
    if (!document) {
        return look;
    }
    const auto paths = paths_of(inputs.folders, inputs.identity);
    for (const auto& path : dirs_of(*document, inputs.identity, paths)) {
        look.dirs.push_back(look_at_disk(path));
    }
    look.needed_free_bytes = needed_free_bytes(*document, inputs.identity.role, look.dirs);
    return look;
}

}  // namespace

struct RunningWatch::State : std::enable_shared_from_this<State> {
    Parts parts;
    net::steady_timer timer;
    SteadyTime due;
    std::chrono::milliseconds lateness{0};
    int looks = 0;
    bool looking_at_disks = false;
    bool ended = false;
    std::optional<WallTime> certificate_expires;
    ProcessWatch process;
    ClockWatch wall;
    RunningFacts facts;

    explicit State(Parts given) : parts(std::move(given)), timer(parts.loop) {
        facts.role = parts.inputs.identity.role;
    }

    void wait() {
        due = parts.clock.steady() + kPeriod;
        timer.expires_after(kPeriod);
        timer.async_wait([self = shared_from_this()](boost::system::error_code error) {
            if (!error && !self->ended) {
                self->look();
                self->wait();
            }
        });
    }

    void look() {
        const auto now = parts.clock.steady();
        lateness = std::chrono::duration_cast<std::chrono::milliseconds>(now - due);
        facts.clock_jump = wall.update(now, parts.clock.wall());
        if (looks++ % kLooksBetweenDisks == 0) {
            look_at_disks_later();
        }
        const auto seen = parts.seen();
        facts.served = seen.served;
        facts.unanswered = seen.unanswered;
        facts.recovering = seen.recovering;
        facts.no_progress = seen.no_progress;
        if (certificate_expires) {
            facts.certificate_left = std::chrono::duration_cast<std::chrono::seconds>(
                *certificate_expires - parts.clock.wall());
        }
        if (facts.pid != 0) {
            const auto activity =
                process.update(sample_process(facts.pid, facts.unanswered >= kSuspicious), now);
            facts.stopped_by_signal = activity.stopped_by_signal;
            // One that has not served yet may wait for others without doing anything.
            facts.cpu_idle = seen.served ? activity.cpu_idle : std::chrono::milliseconds{0};
            facts.disk_wait = activity.disk_wait;
            parts.found(find_while_running(facts));
        }
    }

    // A disk that hangs holds the disk thread: one look waits, no second one is added to it.
    void look_at_disks_later() {
        if (looking_at_disks) {
            return;
        }
        looking_at_disks = true;
        net::post(parts.disk, [self = shared_from_this(), inputs = parts.inputs] {
            auto look = look_at_disks(inputs);
            net::post(self->parts.loop, [self, look = std::move(look)]() mutable {
                self->looking_at_disks = false;
                self->facts.dirs = std::move(look.dirs);
                self->facts.needed_free_bytes = look.needed_free_bytes;
                self->certificate_expires = look.certificate_expires;
            });
        });
    }
};

RunningWatch::RunningWatch(Parts parts) : state_(std::make_shared<State>(std::move(parts))) {
    state_->wait();
}

RunningWatch::~RunningWatch() {
    state_->ended = true;
    state_->timer.cancel();
}

void RunningWatch::start(pid_t jvm) {
    state_->facts.pid = jvm;
    state_->facts.dirs.clear();  // of before a repair, perhaps
    state_->process = {};
    state_->look_at_disks_later();
}

void RunningWatch::stop() {
    start(0);
}

const RunningFacts& RunningWatch::facts() const {
    return state_->facts;
}

std::optional<WallTime> RunningWatch::certificate_expires() const {
    return state_->certificate_expires;
}

std::chrono::milliseconds RunningWatch::lateness() const {
    return state_->lateness;
}

}  // namespace ballast::agent
