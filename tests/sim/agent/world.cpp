#include "tests/sim/agent/world.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>

namespace ballast::sim {
namespace {

// Above every pid of a real machine: nothing of this machine is looked at.
constexpr pid_t kFirstPid = 5'000'000;
constexpr Milliseconds kZooKeeperPatience = 18'000;

}  // namespace

World::World(std::uint64_t seed, bool zookeeper, bool trace_it)
    : random(seed ^ 0x5151515151515151U), traced(trace_it), zookeeper_role_(zookeeper) {
    identity_.cluster = "sim";
    identity_.role = zookeeper ? Role::zookeeper : Role::kafka;
    identity_.id = zookeeper ? 1 : 0;
    identity_.name = zookeeper ? "zookeeper-1" : "kafka-0";
    identity_.address = "127.10.2.1";
    identity_.java_home = "/java";
    identity_.zookeepers = {{1, "127.10.1.1"}, {2, "127.10.1.2"}, {3, "127.10.1.3"}};
}

void World::print_trace(const std::string& what) const {
    fmt::print("{:>9.3f} s  {}\n", static_cast<double>(timeline.now()) / 1000.0, what);
}

std::string World::incarnation(const Jvm& jvm) const {
    return fmt::format("{}:{}:{}", jvm.process.pid, jvm.process.start_ticks, boot_id());
}

bool World::volume_in_use() const {
    return std::ranges::any_of(jvms, &Jvm::alive);
}

Jvm& World::start_jvm(Milliseconds ordered_at) {
    // Pids are used again soon; with the start's time they are not the same.
    const auto pid = kFirstPid + static_cast<pid_t>(random.below(3));
    jvms.push_back({.process = {pid, ++last_ticks_}, .ordered_at = ordered_at});
    auto& jvm = jvms.back();
    later(jvm, random.between(300, 1500), &World::load);
    return jvm;
}

void World::later(Jvm& jvm, Milliseconds delay, void (World::*what)(Jvm&)) {
    timeline.after(delay, [this, &jvm, what, step = ++jvm.step] {
        if (!jvm.alive() || jvm.step != step) {
            return;
        }
        if (jvm.frozen) {  // goes on when it is thawed; asked again then
            later(jvm, 1000, what);
            return;
        }
        (this->*what)(jvm);
    });
}

// The checks of a start, and the log recovery after an unclean end.
void World::load(Jvm& jvm) {
    const bool others = std::ranges::any_of(
        jvms, [&](const Jvm& other) { return &other != &jvm && other.alive(); });
    if (others || now_before(lock_until)) {
        fail(jvm,
             "org.apache.kafka.common.KafkaException: Failed to acquire lock on file .lock in "
             "/data. "
             "A Kafka instance in another process or thread is using this directory.");
        return;
    }
    if (!writable()) {
        fail(jvm, "java.io.IOException: No space left on device");
        return;
    }
    if (now_before(port_until)) {
        fail(jvm, "java.net.BindException: Address already in use");
        return;
    }
    if (damaged) {
        end(jvm, 1, 0, "Unable to load database on disk", "java.io.EOFException");
        return;
    }
    jvm.holds_lock = true;
    const bool recovers = !zookeeper_role_ && !clean && !empty;
    clean = false;  // Kafka takes the marker away as it begins to load
    empty = false;
    if (now_before(crash_loop_until)) {
        later(jvm, random.between(100, 3000), &World::crash);
        return;
    }
    jvm.phase = recovers ? Phase::recovering : Phase::loading;
    on_jvm_change();
    later(jvm, recovers ? random.between(1000, 90'000) : random.between(200, 1500), &World::loaded);
}

void World::crash(Jvm& jvm) {
    const int status = crash_loop_status;
    end(jvm, status, status == 137 ? SIGKILL : status == 134 ? SIGABRT : 0);
}

void World::loaded(Jvm& jvm) {
    if (!zookeeper_role_) {
        if (now_before(zookeeper_down_until)) {
            if (jvm.zookeeper_lost_at == 0) {
                jvm.zookeeper_lost_at = timeline.now();
            }
            if (timeline.now() - jvm.zookeeper_lost_at > kZooKeeperPatience) {
                jvm.excused = true;
                fail(jvm,
                     "kafka.zookeeper.ZooKeeperClientTimeoutException: Timed out waiting for "
                     "connection while in state: CONNECTING");
            } else {
                later(jvm, 1000, &World::loaded);
            }
            return;
        }
        if (registration_ && *registration_ != jvm.session) {
            jvm.excused = true;
            end(jvm, 1, 0, "Error while creating ephemeral at /brokers/ids/0, node already exists");
            return;
        }
        jvm.session = ++last_session_;
        registration_ = jvm.session;
    }
    jvm.phase = Phase::serving;
    jvm.served = true;
    on_jvm_change();
}

void World::term(Jvm& jvm) {
    if (!jvm.alive() || jvm.phase == Phase::stopping) {
        return;
    }
    if (jvm.frozen) {
        jvm.term_waits = true;
        return;
    }
    if (jvm.phase != Phase::serving) {
        if (zookeeper_role_) {
            end(jvm, 143, 0);
        } else {
            end(jvm, 1, 0, "Kafka server is still starting up, cannot shut down!");
        }
        return;
    }
    jvm.phase = Phase::stopping;
    on_jvm_change();
    later(jvm,
          now_before(hangs_in_stop_until) ? hangs_in_stop_until - timeline.now() + 100
                                          : random.between(50, 8000),
          &World::drained);
}

void World::drained(Jvm& jvm) {
    clean = true;
    if (registration_ && *registration_ == jvm.session) {
        registration_.reset();
    }
    end(jvm, 143, 0);
}

void World::kill(Jvm& jvm) {
    end(jvm, 0, SIGKILL);
}

void World::freeze(Jvm& jvm, Milliseconds lasts) {
    if (!jvm.alive() || jvm.frozen) {
        return;
    }
    jvm.frozen = true;
    jvm.frozen_at = timeline.now();
    if (jvm.session != 0) {
        timeline.after(random.between(kSessionTimeout, kSessionTimeout * 3 / 2),
                       [this, &jvm, at = jvm.frozen_at] {
                           if (jvm.frozen && jvm.frozen_at == at) {
                               expire(jvm.session);
                           }
                       });
    }
    timeline.after(lasts, [this, &jvm, at = jvm.frozen_at] {
        if (jvm.frozen_at == at) {
            thaw(jvm);
        }
    });
    on_jvm_change();
}

void World::thaw(Jvm& jvm) {
    if (!jvm.alive() || !jvm.frozen) {
        return;
    }
    jvm.frozen = false;
    if (jvm.phase == Phase::serving && !zookeeper_role_ && !registration_) {
        jvm.session = ++last_session_;
        registration_ = jvm.session;
    }
    on_jvm_change();
    if (std::exchange(jvm.term_waits, false)) {
        term(jvm);
    }
}

void World::fail(Jvm& jvm, const std::string& exception) {
    end(jvm, 1, 0,
        zookeeper_role_ ? "Unexpected exception, exiting abnormally"
                        : "Exiting Kafka due to fatal exception during startup.",
        exception);
}

void World::lose_disk(Jvm& jvm) {
    end(jvm, 1, 0, "Shutdown broker because all log dirs in /data have failed");
}

void World::end(Jvm& jvm, int exit_code, int signal, std::string last_words,
                std::string last_trace) {
    if (!jvm.alive()) {
        return;
    }
    jvm.phase = Phase::ended;
    jvm.exit_code = signal == 0 ? exit_code : 0;
    jvm.signal = signal;
    jvm.last_words = std::move(last_words);
    jvm.last_trace = std::move(last_trace);
    if (registration_ && *registration_ == jvm.session) {
        timeline.after(random.between(kSessionTimeout, kSessionTimeout * 3 / 2),
                       [this, session = jvm.session] { expire(session); });
    }
    settle_volume();
    on_jvm_end(jvm);
}

void World::expire(std::uint64_t session) {
    if (!registration_ || *registration_ != session) {
        return;
    }
    if (now_before(zookeeper_down_until)) {  // no session ends while no leader counts its time
        timeline.after(zookeeper_down_until - timeline.now() + kSessionTimeout,
                       [this, session] { expire(session); });
        return;
    }
    registration_.reset();
}

void World::take_registration() {
    if (!registration_) {
        registration_ = ++last_session_;
        timeline.after(foreign_owner_until - timeline.now(),
                       [this, session = last_session_] { expire(session); });
    }
}

void World::settle_volume() {
    if (loses_volume && !volume_in_use()) {
        loses_volume = false;
        empty = true;
        clean = true;
        damaged = false;
    }
}

void World::heal() {
    for (auto* until :
         {&slow_disk_until, &full_until, &read_only_until, &lock_until, &port_until,
          &zookeeper_down_until, &foreign_owner_until, &other_volume_until, &other_broker_until,
          &crash_loop_until, &hangs_in_stop_until, &start_fails_until}) {
        *until = std::min(*until, timeline.now());
    }
    loses_volume = false;
    sole_in_sync = false;
    if (std::ranges::none_of(
            jvms, [&](const Jvm& jvm) { return jvm.alive() && jvm.session == registration_; })) {
        registration_.reset();
    }
    for (auto& jvm : jvms) {
        thaw(jvm);
        if (jvm.alive() && jvm.orphan) {
            kill(jvm);
        } else if (jvm.phase == Phase::stopping) {
            later(jvm, 1000, &World::drained);
        }
    }
}

agent::StartFacts World::start_facts() const {
    agent::StartFacts facts;
    facts.identity = identity_;
    facts.java_version = "17.0.15";
    facts.java_major = 17;
    facts.heap_bytes = std::int64_t{512} << 20U;
    facts.needed_free_bytes = std::int64_t{1} << 30U;
    facts.session_timeout = std::chrono::milliseconds{kSessionTimeout};
    const Jvm* orphan = nullptr;
    for (const auto& jvm : jvms) {
        orphan = jvm.alive() && jvm.orphan ? &jvm : orphan;
    }
    agent::DirFacts dir{.path = "/data", .empty = empty};
    dir.total_bytes = std::int64_t{100} << 30U;
    dir.free_bytes = now_before(full_until) ? 0 : dir.total_bytes / 2;
    if (!writable()) {
        dir.write_error =
            now_before(full_until) ? "No space left on device" : "Read-only file system";
    }
    if (orphan != nullptr) {
        const agent::OtherProcess holder{orphan->process, "java kafka.Kafka", true};
        facts.orphan = holder;
        if (!zookeeper_role_ && orphan->holds_lock) {
            dir.lock_holder = holder;
        }
        if (orphan->phase == Phase::serving || orphan->phase == Phase::stopping) {
            facts.taken_ports.push_back({"127.10.2.1", 9092, "clients", holder});
        }
    } else if (now_before(lock_until)) {
        dir.lock_holder = agent::OtherProcess{{4'999'999, 7}, "java kafka.Kafka other", false};
    }
    if (now_before(port_until)) {
        facts.taken_ports.push_back(
            {"127.10.2.1", 9092, "clients",
             agent::OtherProcess{{4'999'998, 7}, "nginx: master process", false}});
    }
    if (zookeeper_role_) {
        facts.zookeeper.myid = empty ? "" : now_before(other_broker_until) ? "2" : "1";
        facts.zookeeper.initialize_present = initialize;
        for (int id = 2; id <= 3; ++id) {
            const bool up = !now_before(zookeeper_down_until);
            facts.ensemble.others.push_back(
                {id, "127.10.1." + std::to_string(id), up, up && id == 2, up ? "" : "refused"});
        }
    } else {
        if (!empty) {
            dir.meta = agent::MetaProperties{now_before(other_volume_until) ? "other" : "cluster-1",
                                             now_before(other_broker_until) ? 7 : 0};
        }
        dir.clean_marker = clean && !empty;
        auto& cluster = facts.cluster;
        cluster.known = !now_before(zookeeper_down_until);
        if (cluster.known) {
            cluster.cluster_id = "cluster-1";
            if (registration_) {
                cluster.registration = agent::ClusterFacts::Registration{
                    .owner_session = *registration_, .endpoint = "127.10.2.1:9092"};
            }
            cluster.replicas_known = empty;
            cluster.replicas = empty ? 3 : 0;
            if (empty && sole_in_sync) {
                cluster.sole_in_sync = 1;
                cluster.sole_names = {"orders-0"};
            }
        } else {
            cluster.unknown_because = "ZooKeeper does not answer";
        }
    }
    facts.dirs.push_back(std::move(dir));
    return facts;
}

Dangers World::dangers() const {
    Dangers out = 0;
    const auto add = [&](Danger danger, bool there) { out |= there ? bit(danger) : 0; };
    const bool zookeeper_up = !now_before(zookeeper_down_until);
    add(Danger::taken_port, now_before(port_until));
    add(Danger::unwritable, now_before(read_only_until));
    add(Danger::full, now_before(full_until));
    if (zookeeper_role_) {
        add(Danger::other_server, !empty && now_before(other_broker_until));
        add(Danger::lost_quorum, empty && !zookeeper_up);
        add(Danger::second_birth, initialize);
        return out;
    }
    add(Danger::held_lock, now_before(lock_until));
    add(Danger::old_registration, zookeeper_up && registration_.has_value());
    add(Danger::other_cluster, zookeeper_up && !empty && now_before(other_volume_until));
    add(Danger::other_broker, !empty && now_before(other_broker_until));
    add(Danger::lost_data, empty && (sole_in_sync || !zookeeper_up));
    return out;
}

agent::ExitFacts World::exit_facts(const Jvm& jvm) const {
    agent::ExitFacts facts{.role = identity_.role,
                           .exit_code = jvm.exit_code,
                           .signal = jvm.signal,
                           .served = jvm.served,
                           .clean_markers = clean};
    facts.node = identity_.name;
    if (!jvm.last_words.empty()) {
        facts.recent.push_back({.time = {},
                                .level = agent::LogLevel::error,
                                .logger = "kafka.server.KafkaServer",
                                .message = jvm.last_words,
                                .stack = jvm.last_trace});
    }
    return facts;
}

agent::RunningFacts World::running_facts(const Jvm& jvm) const {
    agent::RunningFacts facts;
    facts.role = identity_.role;
    facts.pid = jvm.process.pid;
    facts.served = jvm.served;
    facts.needed_free_bytes = std::int64_t{1} << 30U;
    facts.recovering = jvm.phase == Phase::recovering;
    facts.stopped_by_signal = jvm.frozen;
    return facts;
}

}  // namespace ballast::sim
