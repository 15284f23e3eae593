#include "coordinator/agents/metadata_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/kafka/metadata.hpp"
#include "coordinator/agents/partition_visitors.hpp"
#include "coordinator/agents/relay_channel.hpp"

namespace ballast::coordinator {

namespace net = boost::asio;
using kafka::ApiKey;
using std::chrono::milliseconds;

namespace {

const NodeView* find_broker(std::span<const NodeView> nodes, std::int32_t id) {
    const auto found = std::ranges::find_if(
        nodes, [id](const auto& node) { return node.role == Role::kafka && node.id == id; });
    return found == nodes.end() ? nullptr : &*found;
}

milliseconds passed(SteadyTime from, SteadyTime to) {
    return std::chrono::duration_cast<milliseconds>(to - from);
}

}  // namespace

std::vector<std::int32_t> brokers_to_ask(std::span<const NodeView> nodes,
                                         std::optional<std::int32_t> controller,
                                         std::span<const std::int32_t> shunned) {
    std::vector<std::pair<int, std::int32_t>> ranked;
    for (const auto& node : nodes) {
        if (node.role != Role::kafka || node.pid == 0) {
            continue;
        }
        const bool bad =
            !node.silence.empty() || std::ranges::find(shunned, node.id) != shunned.end();
        const int rank = bad ? 3 : !node.ready ? 2 : node.id == controller ? 0 : 1;
        ranked.emplace_back(rank, node.id);
    }
    std::ranges::sort(ranked);
    std::vector<std::int32_t> ids;
    for (const auto& [rank, id] : ranked) {
        ids.push_back(id);
    }
    return ids;
}

// The way to one broker, which understands what it said when it was asked first.
struct MetadataReader::Access {
    explicit Access(AgentApi& agent) : channel(agent), exchange(channel, "ballast-coordinator") {}
    RelayChannel channel;
    kafka::Exchange exchange;
    std::optional<std::string> negotiated;  // with this incarnation
};

MetadataReader::MetadataReader(const Clock& clock, std::map<std::int32_t, AgentApi*> agents,
                               Limits limits)
    : clock_(clock),
      agents_(std::move(agents)),
      limits_(limits),
      call_limit_(limits.call),
      min_isr_(limits.min_isr) {}

MetadataReader::~MetadataReader() = default;

std::vector<std::int32_t> MetadataReader::shunned_now() {
    std::erase_if(shunned_, [now = clock_.steady()](const auto& one) { return one.second <= now; });
    std::vector<std::int32_t> ids;
    for (const auto& [id, until] : shunned_) {
        ids.push_back(id);
    }
    return ids;
}

net::awaitable<void> MetadataReader::take(std::span<const NodeView> nodes, KafkaView& view) {
    auto order = brokers_to_ask(nodes, view.controller, shunned_now());
    order.resize(std::min(order.size(), limits_.tries));
    std::string failure = "no broker runs, as far as the agents tell";
    for (const auto broker : order) {
        auto taken = co_await take_from(broker, nodes, view);
        if (taken) {
            view = *std::move(taken);
            call_limit_ = std::clamp(cost() * 10, limits_.call, limits_.longest);
            co_return;
        }
        // A large cluster may need longer than a small one, which is not known beforehand.
        if (taken.error().kind == ErrorKind::timed_out) {
            call_limit_ = std::min(call_limit_ * 2, limits_.longest);
        }
        failure = taken.error().message;
        shunned_[broker] = clock_.steady() + limits_.shun;
        accesses_.erase(broker);
    }
    view.failure = failure;
}

net::awaitable<Result<MetadataReader::Access*>> MetadataReader::access(
    std::int32_t broker, std::span<const NodeView> nodes) {
    const auto agent = agents_.find(broker);
    const auto* const node = find_broker(nodes, broker);
    if (agent == agents_.end() || node == nullptr) {
        co_return fail(ErrorKind::not_found,
                       fmt::format("broker {} is not in the cluster's list", broker));
    }
    auto& access = accesses_[broker];
    if (!access) {
        access = std::make_unique<Access>(*agent->second);
    }
    const auto incarnation = node->incarnation;
    if (access->negotiated != incarnation) {
        CO_TRY_VOID(co_await access->exchange.negotiate({.time = call_limit_}));
        access->negotiated = incarnation;
    }
    co_return access.get();
}

net::awaitable<Result<KafkaView>> MetadataReader::take_from(std::int32_t broker,
                                                            std::span<const NodeView> nodes,
                                                            const KafkaView& last) {
    CO_TRY(auto* const asked, co_await access(broker, nodes));
    CO_TRY(const auto version, asked->exchange.version(ApiKey::metadata));
    // The controller tells what it moves, Metadata comes from a copy that lags behind it. Asked
    // before and after, it names every move that the copy may still or already show.
    Reassignments moves;
    if (last.controller && last.reassignments_known) {
        const auto told = co_await list_reassignments(*last.controller, nodes, moves);
        if (!told && broker == *last.controller && told.error().kind != ErrorKind::refused) {
            co_return std::unexpected(told.error());  // it would not answer the rest, either
        }
    }
    KafkaView view{.taken = clock_.steady(), .from = find_broker(nodes, broker)->name};
    CO_TRY(const auto body,
           co_await asked->exchange.exchange(
               ApiKey::metadata, version, kafka::encode_metadata(version, {.all = true}),
               {.time = call_limit_, .response_bytes = kafka::kMaxMetadataFrame}));
    TopicNames names(min_isr_);
    CO_TRY(auto metadata, kafka::decode_metadata_topics(version, body, names));
    names.end();
    const auto asking = passed(*view.taken, clock_.steady());

    if (metadata.controller_id >= 0) {
        view.controller = metadata.controller_id;
        view.reassignments_known =
            (co_await list_reassignments(metadata.controller_id, nodes, moves)).has_value();
    }
    const auto went_on = clock_.steady();
    co_await read_min_isr(*asked);
    PartitionTableBuilder builder;
    for (auto& known : metadata.brokers) {
        builder.add_broker(known.id);
        view.brokers.push_back(
            {known.id, std::move(known.host), known.port, std::move(known.rack)});
    }
    std::ranges::sort(view.brokers, {}, &KafkaView::Broker::id);
    TableFiller filler(builder, min_isr_, moves, clock_.steady());
    CO_TRY(auto again, kafka::decode_metadata_topics(version, body, filler));
    view.cluster_id = std::move(again.cluster_id);
    view.partitions = std::move(builder).build();
    const auto cost = asking + passed(went_on, clock_.steady());
    if (snapshots_++ == 0) {
        costs_.fill(cost);
    }
    costs_.at(snapshots_ % costs_.size()) = cost;
    co_return view;
}

net::awaitable<Result<void>> MetadataReader::list_reassignments(std::int32_t controller,
                                                                std::span<const NodeView> nodes,
                                                                Reassignments& into) {
    // One that is known to be of no use now costs no time. That it is not ready is no reason: it
    // may have become so since its agent was heard.
    const auto* const node = find_broker(nodes, controller);
    if (node == nullptr || node->pid == 0 || node->state == "FROZEN" || !node->silence.empty() ||
        shunned_.contains(controller)) {
        co_return fail(ErrorKind::refused, fmt::format("broker {} is not there", controller));
    }
    CO_TRY(auto* const asked, co_await access(controller, nodes));
    const auto ongoing = co_await asked->exchange.ask(
        ApiKey::list_partition_reassignments,
        kafka::encode_list_partition_reassignments({.timeout = limits_.call}),
        kafka::decode_list_partition_reassignments, {.time = limits_.call});
    if (!ongoing) {
        shunned_[controller] = clock_.steady() + limits_.shun;
        co_return std::unexpected(ongoing.error());
    }
    if (ongoing->error != 0) {
        co_return fail(ErrorKind::refused,
                       fmt::format("broker {} does not tell the reassignments: {}", controller,
                                   kafka::error_name(ongoing->error)),
                       kafka::error_name(ongoing->error));
    }
    for (const auto& move : ongoing->partitions) {
        auto& known = into[{move.topic, move.partition}];
        std::ranges::copy(move.adding, std::back_inserter(known.adding));
        std::ranges::copy(move.removing, std::back_inserter(known.removing));
    }
    co_return Result<void>{};
}

// All topics of which nothing is known, and some of those that were read long ago. What cannot be
// read stays as it is: unknown, or older.
net::awaitable<void> MetadataReader::read_min_isr(Access& access) {
    bool fresh = true;
    while (true) {
        const auto now = clock_.steady();
        const auto unknown = min_isr_.unknown(limits_.configs);
        const auto topics = unknown.empty() ? min_isr_.due(now, limits_.configs) : unknown;
        if (topics.empty() || (!fresh && unknown.empty())) {
            co_return;
        }
        const auto answer = co_await access.exchange.ask(
            ApiKey::describe_configs, kafka::encode_describe_configs(request_for(topics)),
            kafka::decode_describe_configs, {.time = call_limit_});
        if (!answer) {
            co_return;
        }
        min_isr_.learn(*answer, now);
        if (min_isr_.unknown(1) == std::vector{topics.front()}) {
            co_return;  // it answers, but not this: no use to ask again at once
        }
        fresh = false;
    }
}

}  // namespace ballast::coordinator
