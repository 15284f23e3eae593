#include "agent/metrics/collection/collector.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <set>
#include <utility>

#include "agent/metrics/collection/bean_reader.hpp"
#include "agent/metrics/collection/jvm_families.hpp"
#include "agent/metrics/collection/rule_source.hpp"
#include "agent/metrics/rules/rule_engine.hpp"
#include "agent/metrics/rules/self_metrics.hpp"

namespace ballast::agent::metrics {

namespace net = boost::asio;
using std::chrono::milliseconds;

namespace {

// Of one collection; who asks waits no longer than he wants to.
constexpr milliseconds kLongest{20'000};

double seconds_between(SteadyTime from, SteadyTime to) {
    return std::chrono::duration<double>(to - from).count();
}

Family gauge(std::string name, std::string help, double value) {
    return {.name = std::move(name),
            .type = Type::gauge,
            .help = std::move(help),
            .unit = {},
            .samples = {{.labels = nullptr, .value = value}}};
}

// What the thread works with; it lives as long as the work that is under way.
class Worker {
  public:
    Worker(net::any_io_executor executor, const Clock& clock, const Collector::Inputs& inputs)
        : executor_(std::move(executor)), clock_(clock), rules_(inputs.role, inputs.rules) {}

    net::awaitable<Result<Metrics>> collect(JvmId jvm) {
        if (rules_.refresh()) {
            engine_ = std::make_unique<RuleEngine>(rules_.configuration());
        }
        if (!reader_ || jvm_ != jvm) {
            jvm_ = jvm;
            reader_ = std::make_unique<BeanReader>(executor_, clock_, jmx::LocalJvm{jvm.pid});
        }
        const auto began = clock_.steady();
        CO_TRY(auto reading, co_await reader_->read("", wanted(), kLongest));
        engine_->begin();
        for (const auto& bean : reading.beans) {
            if (engine_->wants(bean.name)) {
                engine_->add(bean);
            }
        }
        auto collected = engine_->finish();
        Metrics metrics{.families = std::move(collected.families),
                        .taken = clock_.steady(),
                        .seconds = seconds_between(began, clock_.steady()),
                        .problems = std::move(collected.problems)};
        for (auto& more : {jvm_families(reading.beans), process_families(jvm.pid)}) {
            metrics.families.insert(metrics.families.end(), more.begin(), more.end());
        }
        for (auto& problem : reading.problems) {
            metrics.problems.push_back(std::move(problem));
        }
        if (!rules_.problem().empty()) {
            metrics.problems.push_back(rules_.problem());
        }
        for (auto& own : self_metrics({.duration_seconds = metrics.seconds,
                                       .has_error = !metrics.problems.empty(),
                                       .cached = collected.cached,
                                       .reloads = rules_.reloads(),
                                       .failed_reloads = rules_.failed_reloads()})) {
            metrics.families.push_back(std::move(own));
        }
        normalize(metrics.families);
        co_return metrics;
    }

  private:
    net::any_io_executor executor_;
    const Clock& clock_;
    RuleSource rules_;
    std::unique_ptr<RuleEngine> engine_;
    std::unique_ptr<BeanReader> reader_;
    JvmId jvm_;

    BeanReader::Wanted wanted() const {
        const auto* const engine = engine_.get();
        return {.bean =
                    [engine](const jmx::ObjectName& bean) {
                        return is_platform_bean(bean) || engine->wants(bean);
                    },
                .attribute =
                    [engine](const jmx::ObjectName& bean, std::string_view attribute) {
                        return is_platform_bean(bean) || engine->wants(bean, attribute);
                    }};
    }
};

// Who waits; he may go away meanwhile.
class Waiting {
  public:
    Waiting(std::set<net::steady_timer*>& waiters, net::steady_timer& timer)
        : waiters_(waiters), timer_(timer) {
        waiters_.insert(&timer_);
    }
    ~Waiting() { waiters_.erase(&timer_); }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

  private:
    std::set<net::steady_timer*>& waiters_;
    net::steady_timer& timer_;
};

net::awaitable<Result<Metrics>> work(std::shared_ptr<Worker> worker, JvmId jvm) {
    co_return co_await worker->collect(jvm);
}

}  // namespace

struct Collector::State {
    State(net::any_io_executor executor, const Clock& time, const Inputs& inputs)
        : loop(std::move(executor)),
          clock(time),
          worker(std::make_shared<Worker>(thread.get_executor(), time, inputs)) {}
    ~State() {
        worker.reset();
        thread.stop();
        thread.join();
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    net::any_io_executor loop;
    const Clock& clock;
    net::thread_pool thread{1};
    std::shared_ptr<Worker> worker;
    JvmId jvm;
    std::shared_ptr<const Metrics> last;  // of `jvm`
    std::string failure;                  // of the last collection; empty: it was good
    bool running = false;
    std::uint64_t ended = 0;               // collections
    std::set<net::steady_timer*> waiters;  // for the one that is under way

    static void start(const std::shared_ptr<State>& state) {
        state->running = true;
        net::co_spawn(state->thread, work(state->worker, state->jvm),
                      [weak = std::weak_ptr(state), loop = state->loop, jvm = state->jvm](
                          const std::exception_ptr& thrown, Result<Metrics> result) mutable {
                          if (thrown) {
                              result = fail(ErrorKind::internal, "the collection broke off");
                          }
                          net::post(loop, [weak, jvm, result = std::move(result)]() mutable {
                              if (const auto living = weak.lock()) {
                                  living->take(jvm, std::move(result));
                              }
                          });
                      });
    }

    void take(JvmId of, Result<Metrics> result) {
        running = false;
        ++ended;
        if (of == jvm) {
            failure = result ? "" : result.error().message;
            if (result) {
                last = std::make_shared<const Metrics>(*std::move(result));
            }
        }
        for (auto* const waiter : waiters) {
            waiter->cancel();
        }
    }

    Answer answer(bool in_time) const {
        Answer out{.families = {}, .problems = last ? last->problems : std::vector<std::string>{}};
        const bool fresh = in_time && failure.empty() && last;
        if (!fresh) {
            out.problems.push_back(failure.empty() ? "the JVM does not answer in time" : failure);
        }
        auto families = last ? last->families : std::vector<Family>{};
        if (!fresh) {
            std::erase_if(families,
                          [](const Family& family) { return family.name == "jmx_scrape_error"; });
            families.push_back(gauge("jmx_scrape_error", "Non-zero if this scrape failed.", 1));
        }
        if (last) {
            families.push_back(gauge("ballast_jmx_age_seconds",
                                     "How long ago the JVM's figures were collected",
                                     seconds_between(last->taken, clock.steady())));
        }
        normalize(families);
        out.families = std::make_shared<const std::vector<Family>>(std::move(families));
        return out;
    }
};

Collector::Collector(net::any_io_executor loop, const Clock& clock, Inputs inputs)
    : state_(std::make_shared<State>(std::move(loop), clock, inputs)) {}

Collector::~Collector() = default;

net::thread_pool& Collector::thread() {
    return state_->thread;
}

net::awaitable<Collector::Answer> Collector::collect(JvmId jvm, milliseconds limit) {
    const auto state = state_;
    if (state->jvm != jvm) {
        state->jvm = jvm;
        state->last.reset();
        state->failure.clear();
    }
    if (!state->running) {
        State::start(state);
    }
    const auto before = state->ended;
    net::steady_timer timer(state->loop, limit);
    const Waiting waits(state->waiters, timer);
    co_await timer.async_wait(net::as_tuple(net::use_awaitable));
    co_return state->answer(state->ended != before);
}

}  // namespace ballast::agent::metrics
