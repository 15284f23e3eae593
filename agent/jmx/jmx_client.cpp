#include "agent/jmx/jmx_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <functional>
#include <iterator>
#include <span>
#include <utility>

#include "agent/jmx/jrmp_connection.hpp"
#include "agent/jmx/perf_data.hpp"
#include "agent/jmx/rmi_stub.hpp"
#include "agent/jmx/to_value.hpp"
#include "common/deadline.hpp"

namespace ballast::agent::jmx {

namespace net = boost::asio;

namespace {

constexpr std::size_t kCallsAtOnce = 1024;  // whose bytes are in memory
constexpr int kMostBreaks = 64;             // of the connection in one call of ours
constexpr int kMostInVain = 3;              // of them one after another, without an answer between
constexpr std::size_t kLargestQuarantine = 256;
constexpr std::size_t kNamesBudget = kNamesLimits.bytes;

// One call to make: a bean's attributes, or some of them once the call broke the connection.
struct Task {
    std::size_t bean = 0;  // its place in the list of the caller
    std::vector<std::string> attributes{};
    int closed_in_answer = 0;
};

// Calls that belong together. What is done is taken from the front of `todo`.
struct Job {
    std::deque<Task> todo;
    std::function<Call(const ObjectId& connection, const Task&)> call;
    std::function<void(const Task&, const JavaGraph&, Result<Ref>)> answered;
    // Its answer breaks the connection, and it cannot be made smaller.
    std::function<void(const Task&, const Error&)> broken;
    std::size_t budget = 0;
};

struct Session {
    std::uint16_t port = 0;
    ObjectId connection{};
};

Result<RemoteReference> local_connector(pid_t pid) {
    TRY(const auto counters, read_perf_data(pid));
    const auto found = counters.find(kConnectorAddress);
    const auto* url = found == counters.end() ? nullptr : std::get_if<std::string>(&found->second);
    if (url == nullptr) {
        return fail(ErrorKind::not_found,
                    fmt::format("process {} has no management agent; start its JVM with "
                                "-Dcom.sun.management.jmxremote",
                                pid),
                    "NO_CONNECTOR");
    }
    return parse_stub_url(*url);
}

}  // namespace

struct JmxClient::Impl {
    JmxTarget target;
    std::string address = "127.0.0.1";
    JrmpConnection link;
    std::uint16_t link_port = 0;
    std::optional<Session> session;
    std::vector<Quarantined> quarantine;

    Impl(net::any_io_executor executor, JmxTarget whom)
        : target(std::move(whom)), link(std::move(executor)) {
        if (const auto* port = std::get_if<JmxPort>(&target)) {
            address = port->address;
        }
    }

    std::string where() const {
        const auto* port = std::get_if<JmxPort>(&target);
        return port != nullptr
                   ? fmt::format("the JVM at {}:{}", address, port->port)
                   : fmt::format("the JVM of process {}", std::get<LocalJvm>(target).pid);
    }

    net::awaitable<Result<void>> bounded(net::awaitable<Result<void>> work, Limit limit) {
        auto result = co_await with_deadline(std::move(work), limit);
        if (!result && result.error().kind == ErrorKind::timed_out) {
            link.close();
            co_return fail(ErrorKind::timed_out,
                           fmt::format("{} did not answer within {} ms", where(), limit.count()));
        }
        co_return result;
    }

    net::awaitable<Result<void>> dial(std::uint16_t port, Limit limit) {
        if (link.is_open() && link_port == port) {
            co_return Result<void>{};
        }
        link_port = port;
        co_return co_await link.connect(address, port, limit);
    }

    // A call that gives a stub.
    net::awaitable<Result<RemoteReference>> ask_reference(std::string bytes, Limit limit) {
        const Call call{.bytes = std::move(bytes)};
        Result<RemoteReference> answer = fail(ErrorKind::unreachable, "no answer");
        const auto end = co_await link.pipeline(
            {&call, 1}, {.time = limit},
            [&](std::size_t, const JavaGraph& graph, Result<Ref> stub) {
                answer = stub ? remote_reference(graph, *stub) : std::unexpected(stub.error());
            });
        if (end.error && end.answered == 0) {
            co_return std::unexpected(*end.error);
        }
        if (answer && answer->wants_tls()) {
            co_return fail(ErrorKind::refused,
                           fmt::format("{} wants TLS (com.sun.management.jmxremote.ssl); reach it "
                                       "by its process id, which takes none",
                                       where()),
                           "TLS_REQUIRED");
        }
        co_return answer;
    }

    net::awaitable<Result<RemoteReference>> find_server(Limit limit) {
        const auto* port = std::get_if<JmxPort>(&target);
        if (port == nullptr) {
            co_return local_connector(std::get<LocalJvm>(target).pid);
        }
        CO_TRY_VOID(co_await dial(port->port, limit));
        co_return co_await ask_reference(lookup_call("jmxrmi"), limit);
    }

    net::awaitable<Result<void>> open_session(Limit limit) {
        CO_TRY(const auto server, co_await find_server(limit));
        CO_TRY_VOID(co_await dial(server.port, limit));
        const auto* port = std::get_if<JmxPort>(&target);
        const auto credentials = port != nullptr ? port->credentials : std::nullopt;
        CO_TRY(const auto connection,
               co_await ask_reference(new_client_call(server.object, credentials), limit));
        session = Session{.port = connection.port, .connection = connection.object};
        co_return co_await dial(connection.port, limit);
    }

    net::awaitable<Result<void>> ensure_open(Limit limit) {
        if (session) {
            // The JVM keeps the session for 120 s when only the connection was lost.
            if (co_await dial(session->port, limit)) {
                co_return Result<void>{};
            }
            session.reset();
        }
        co_return co_await open_session(limit);
    }

    // Makes all calls of the job. On an error, what was not answered is still in job.todo.
    net::awaitable<Result<void>> perform(Job& job, Limit limit) {
        int breaks = 0;
        int in_vain = 0;
        // What a JVM says before it closes is lost if it had not read all calls: when it closed
        // without a reason, the next call goes alone.
        bool alone = false;
        while (!job.todo.empty()) {
            CO_TRY_VOID(co_await ensure_open(limit));
            std::vector<Call> calls;
            const auto at_once = alone ? 1 : kCallsAtOnce;
            for (std::size_t i = 0; i < std::min(job.todo.size(), at_once); ++i) {
                calls.push_back(job.call(session->connection, job.todo[i]));
            }
            std::optional<Error> forgotten;
            std::size_t done = 0;
            const auto end = co_await link.pipeline(
                calls, {.time = limit, .bytes = job.budget},
                [&](std::size_t i, const JavaGraph& graph, Result<Ref> value) {
                    if (!value && value.error().code == "NO_SUCH_OBJECT") {
                        forgotten = value.error();
                    }
                    if (!forgotten) {
                        done = i + 1;
                        job.answered(job.todo[i], graph, std::move(value));
                    }
                });
            job.budget -= std::min(job.budget, end.bytes);
            job.todo.erase(job.todo.begin(), job.todo.begin() + static_cast<std::ptrdiff_t>(done));
            if (forgotten) {
                session.reset();
                link.close();
            } else if (!end.error) {
                alone = false;
                continue;
            }
            alone = !forgotten && end.error->kind == ErrorKind::unreachable;
            const auto& error = forgotten ? *forgotten : *end.error;
            in_vain = done > 0 ? 0 : in_vain;
            if (error.kind == ErrorKind::timed_out || error.code == "OVER_BUDGET" ||
                ++breaks > kMostBreaks) {
                co_return std::unexpected(error);
            }
            if (!forgotten && end.in_answer && !job.todo.empty()) {
                narrow(job, error);
            } else if (++in_vain >= kMostInVain) {
                co_return std::unexpected(error);
            }
        }
        co_return Result<void>{};
    }

    // The first task's answer broke the connection: it is halved until one attribute is left.
    static void narrow(Job& job, const Error& error) {
        auto task = std::move(job.todo.front());
        job.todo.pop_front();
        if (task.attributes.size() > 1) {
            const auto half = std::next(task.attributes.begin(),
                                        static_cast<std::ptrdiff_t>(task.attributes.size() / 2));
            job.todo.push_front({.bean = task.bean, .attributes = {half, task.attributes.end()}});
            job.todo.push_front({.bean = task.bean, .attributes = {task.attributes.begin(), half}});
            return;
        }
        // Bytes that are no answer blame it; an end in their midst may be the end of the JVM.
        if (error.kind == ErrorKind::invalid || ++task.closed_in_answer > 1) {
            job.broken(task, error);
        } else {
            job.todo.push_front(std::move(task));
        }
    }

    bool in_quarantine(const ObjectName& bean, const std::string& attribute) const {
        return std::ranges::any_of(quarantine, [&](const Quarantined& one) {
            return one.attribute == attribute && one.bean == bean;
        });
    }

    // Makes one call and reads its answer with `parse`.
    template <class T>
    net::awaitable<Result<T>> ask(std::function<Call(const ObjectId&)> call,
                                  std::function<Result<T>(const JavaGraph&, Ref)> parse,
                                  Limit limit) {
        Result<T> answer = fail(ErrorKind::unreachable, "no answer");
        Job job{.todo = {Task{}},
                .call = [&](const ObjectId& connection, const Task&) { return call(connection); },
                .answered =
                    [&](const Task&, const JavaGraph& graph, Result<Ref> value) {
                        answer = value ? parse(graph, *value) : std::unexpected(value.error());
                    },
                .broken = [&](const Task&, const Error& error) { answer = std::unexpected(error); },
                .budget = kNamesBudget};
        CO_TRY_VOID(co_await bounded(perform(job, limit), limit));
        co_return answer;
    }
};

JmxClient::JmxClient(net::any_io_executor executor, JmxTarget target)
    : impl_(std::make_unique<Impl>(std::move(executor), std::move(target))) {}
JmxClient::~JmxClient() = default;
JmxClient::JmxClient(JmxClient&&) noexcept = default;
JmxClient& JmxClient::operator=(JmxClient&&) noexcept = default;

net::awaitable<Result<void>> JmxClient::connect(Limit limit) {
    co_return co_await impl_->bounded(impl_->ensure_open(limit), limit);
}

net::awaitable<Result<std::vector<ObjectName>>> JmxClient::query_names(std::string pattern,
                                                                       Limit limit) {
    co_return co_await impl_->ask<std::vector<ObjectName>>(
        [&](const ObjectId& connection) {
            return Call{.bytes = query_names_call(connection, pattern), .limits = kNamesLimits};
        },
        object_names, limit);
}

net::awaitable<Result<std::vector<BeanInstance>>> JmxClient::query_beans(std::string pattern,
                                                                         Limit limit) {
    co_return co_await impl_->ask<std::vector<BeanInstance>>(
        [&](const ObjectId& connection) {
            return Call{.bytes = query_mbeans_call(connection, pattern), .limits = kNamesLimits};
        },
        bean_instances, limit);
}

net::awaitable<Result<std::vector<Result<BeanInfo>>>> JmxClient::infos(
    std::vector<ObjectName> names, Limit limit) {
    std::vector<Result<BeanInfo>> out(names.size());
    Job job{.call =
                [&](const ObjectId& connection, const Task& task) {
                    return Call{.bytes = mbean_info_call(connection, names[task.bean].text)};
                },
            .answered =
                [&](const Task& task, const JavaGraph& graph, Result<Ref> value) {
                    out[task.bean] =
                        value ? bean_info(graph, *value) : std::unexpected(value.error());
                },
            .broken = [&](const Task& task,
                          const Error& error) { out[task.bean] = std::unexpected(error); },
            .budget = kNamesBudget};
    for (std::size_t i = 0; i < names.size(); ++i) {
        job.todo.push_back({.bean = i});
    }
    const auto result = co_await impl_->bounded(impl_->perform(job, limit), limit);
    if (!result && job.todo.size() >= names.size()) {
        co_return std::unexpected(result.error());
    }
    for (const auto& task : job.todo) {
        out[task.bean] = std::unexpected(result.error());
    }
    co_return out;
}

net::awaitable<Result<std::vector<BeanReading>>> JmxClient::read(std::vector<BeanRequest> requests,
                                                                 Limit limit, std::size_t budget) {
    std::vector<BeanReading> out(requests.size());
    Job job{.call =
                [&](const ObjectId& connection, const Task& task) {
                    return Call{.bytes = attributes_call(connection, requests[task.bean].name.text,
                                                         task.attributes)};
                },
            .answered =
                [&](const Task& task, const JavaGraph& graph, Result<Ref> value) {
                    auto& reading = out[task.bean];
                    auto values =
                        value ? attributes(graph, *value) : std::unexpected(value.error());
                    if (values) {
                        std::ranges::move(*values, std::back_inserter(reading.attributes));
                    } else {
                        reading.error = values.error();
                    }
                },
            .broken =
                [&](const Task& task, const Error& error) {
                    const auto& attribute = task.attributes.front();
                    if (impl_->quarantine.size() < kLargestQuarantine) {
                        impl_->quarantine.push_back(
                            {requests[task.bean].name, attribute, error.message});
                    } else {
                        out[task.bean].error = in_context(error, attribute);
                    }
                },
            .budget = budget};
    for (std::size_t i = 0; i < requests.size(); ++i) {
        auto& request = requests[i];
        std::erase_if(request.attributes, [&](const std::string& attribute) {
            return impl_->in_quarantine(request.name, attribute);
        });
        if (!request.attributes.empty()) {
            job.todo.push_back({.bean = i, .attributes = std::move(request.attributes)});
        }
    }
    const auto asked = job.todo.size();
    const auto result = co_await impl_->bounded(impl_->perform(job, limit), limit);
    if (!result && job.todo.size() >= asked) {
        co_return std::unexpected(result.error());
    }
    for (const auto& task : job.todo) {
        out[task.bean].error = result.error();
    }
    co_return out;
}

net::awaitable<Result<Value>> JmxClient::attribute(ObjectName name, std::string attribute,
                                                   Limit limit) {
    co_return co_await impl_->ask<Value>(
        [&](const ObjectId& connection) {
            return Call{.bytes = attribute_call(connection, name.text, attribute)};
        },
        [](const JavaGraph& graph, Ref ref) -> Result<Value> { return to_value(graph, ref); },
        limit);
}

net::awaitable<Result<void>> JmxClient::keep_alive(Limit limit) {
    const auto domain = co_await impl_->ask<std::string>(
        [](const ObjectId& connection) { return Call{.bytes = default_domain_call(connection)}; },
        [](const JavaGraph& graph, Ref ref) -> Result<std::string> { return graph.text(ref); },
        limit);
    co_return domain ? Result<void>{} : std::unexpected(domain.error());
}

net::awaitable<void> JmxClient::close(Limit limit) {
    if (impl_->session && impl_->link.is_open()) {
        const Call call{.bytes = close_call(impl_->session->connection), .gives_object = false};
        co_await impl_->link.pipeline({&call, 1}, {.time = limit},
                                      [](std::size_t, const JavaGraph&, Result<Ref>) {});
    }
    impl_->session.reset();
    impl_->link.close();
}

const std::vector<Quarantined>& JmxClient::quarantine() const {
    return impl_->quarantine;
}

}  // namespace ballast::agent::jmx
