#include "common/kafka/topic_admin.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <utility>

#include "common/text.hpp"

namespace ballast::kafka {

namespace {

// RAII over librdkafka's handles.
template <auto Destroy>
struct Destroyer {
    template <class T>
    void operator()(T* handle) const {
        Destroy(handle);
    }
};
template <class T, auto Destroy>
using Handle = std::unique_ptr<T, Destroyer<Destroy>>;
using Client = Handle<rd_kafka_t, rd_kafka_destroy>;
using Queue = Handle<rd_kafka_queue_t, rd_kafka_queue_destroy>;
using Event = Handle<rd_kafka_event_t, rd_kafka_event_destroy>;
using Options = Handle<rd_kafka_AdminOptions_t, rd_kafka_AdminOptions_destroy>;
using NewTopicHandle = Handle<rd_kafka_NewTopic_t, rd_kafka_NewTopic_destroy>;
using DeleteTopicHandle = Handle<rd_kafka_DeleteTopic_t, rd_kafka_DeleteTopic_destroy>;
using Resource = Handle<rd_kafka_ConfigResource_t, rd_kafka_ConfigResource_destroy>;

struct FreeMetadata {
    void operator()(const rd_kafka_metadata_t* metadata) const {
        rd_kafka_metadata_destroy(metadata);
    }
};
using MetadataHandle = std::unique_ptr<const rd_kafka_metadata_t, FreeMetadata>;

using ErrorText = std::array<char, 512>;

// What to do next, for the errors that a person meets at the command line.
struct NextStep {
    rd_kafka_resp_err_t code;
    ErrorKind kind;
    const char* hint;
};
constexpr std::array<NextStep, 13> kNextSteps{{
    {RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, ErrorKind::unreachable,
     "is the cluster up? See `ballast status`"},
    {RD_KAFKA_RESP_ERR__TRANSPORT, ErrorKind::unreachable,
     "is the cluster up? See `ballast status`"},
    {RD_KAFKA_RESP_ERR__RESOLVE, ErrorKind::unreachable, "check the bootstrap address"},
    {RD_KAFKA_RESP_ERR__TIMED_OUT, ErrorKind::timed_out,
     "see `ballast status`: a broker or the controller may be starting"},
    {RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, ErrorKind::timed_out,
     "see `ballast status`: a broker or the controller may be starting"},
    {RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS, ErrorKind::refused,
     "`ballast topic describe` shows the one there is"},
    {RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, ErrorKind::not_found,
     "`ballast topic list` shows the topics there are"},
    {RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, ErrorKind::not_found,
     "`ballast topic list` shows the topics there are"},
    {RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR, ErrorKind::refused,
     "it cannot be above the number of running brokers"},
    {RD_KAFKA_RESP_ERR_INVALID_PARTITIONS, ErrorKind::invalid, "give at least 1"},
    {RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, ErrorKind::invalid,
     "a name has 1-249 letters, digits, '.', '_' or '-'"},
    {RD_KAFKA_RESP_ERR_INVALID_CONFIG, ErrorKind::invalid,
     "see Kafka's documentation, \"Topic Configs\", for the keys there are"},
    {RD_KAFKA_RESP_ERR__INVALID_ARG, ErrorKind::invalid, "correct the argument"},
}};

std::unexpected<Error> kafka_error(rd_kafka_resp_err_t code, const char* text,
                                   const std::string& what) {
    // librdkafka's own errors are negative; their names begin with '_', their texts with "Local: ".
    std::string name = code > 0 ? error_name(static_cast<std::int16_t>(code))
                                : std::string(rd_kafka_err2name(code));
    name.erase(0, name.find_first_not_of('_'));
    std::string_view reason = text != nullptr && *text != '\0' ? text : rd_kafka_err2str(code);
    for (const std::string_view origin : {"Local: ", "Broker: "}) {
        if (reason.starts_with(origin)) {
            reason.remove_prefix(origin.size());
        }
    }
    std::string message = fmt::format("{}: {}", what, reason);
    const auto row = std::ranges::find(kNextSteps, code, &NextStep::code);
    if (row == kNextSteps.end()) {
        return fail(ErrorKind::refused, std::move(message), std::move(name));
    }
    return fail(row->kind, fmt::format("{} ({})", message, row->hint), std::move(name));
}

std::vector<std::int32_t> to_ids(const std::int32_t* ids, int count) {
    return {ids, ids + count};
}

Topic to_topic(const rd_kafka_metadata_topic& source) {
    Topic topic;
    topic.error = static_cast<std::int16_t>(source.err);
    topic.name = source.topic;
    topic.internal = topic.name.starts_with("__");
    for (int i = 0; i < source.partition_cnt; ++i) {
        const auto& from = source.partitions[i];
        Partition partition;
        partition.error = static_cast<std::int16_t>(from.err);
        partition.index = from.id;
        partition.leader = from.leader;
        partition.replicas = to_ids(from.replicas, from.replica_cnt);
        partition.isr = to_ids(from.isrs, from.isr_cnt);
        topic.partitions.push_back(std::move(partition));
    }
    std::ranges::sort(topic.partitions, {}, &Partition::index);
    return topic;
}

}  // namespace

struct TopicAdmin::Impl {
    std::string bootstrap;
    std::chrono::milliseconds limit{0};
    Client client;
    Queue queue;

    std::string at(const std::string& what) const { return what + " at " + bootstrap; }
    int timeout() const { return static_cast<int>(limit.count()); }

    Result<Options> options(rd_kafka_admin_op_t operation) const {
        Options made(rd_kafka_AdminOptions_new(client.get(), operation));
        ErrorText text{};
        const auto code = rd_kafka_AdminOptions_set_request_timeout(made.get(), timeout(),
                                                                    text.data(), text.size());
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return kafka_error(code, text.data(), "setting the timeout");
        }
        return made;
    }

    // The answer to the one request in flight, checked for a failure of the request as a whole.
    Result<Event> answer(const std::string& what) const {
        // librdkafka ends the request at its own timeout, with a better message than ours.
        constexpr int kGrace = 1000;
        Event event(rd_kafka_queue_poll(queue.get(), timeout() + kGrace));
        if (!event) {
            return kafka_error(RD_KAFKA_RESP_ERR__TIMED_OUT, nullptr, what);
        }
        const auto code = rd_kafka_event_error(event.get());
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return kafka_error(code, rd_kafka_event_error_string(event.get()), what);
        }
        return event;
    }

    Result<std::vector<Topic>> metadata(const std::string& what) const {
        const rd_kafka_metadata_t* found = nullptr;
        const auto code = rd_kafka_metadata(client.get(), 1, nullptr, &found, timeout());
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return kafka_error(code, nullptr, what);
        }
        const MetadataHandle handle(found);
        std::vector<Topic> topics;
        for (int i = 0; i < handle->topic_cnt; ++i) {
            topics.push_back(to_topic(handle->topics[i]));
        }
        std::ranges::sort(topics, {}, &Topic::name);
        return topics;
    }

    Result<void> add_config(TopicDescription& description) const {
        const auto& topic = description.topic.name;
        const auto what = at("reading the configuration of topic '" + topic + "'");
        TRY(const auto wanted, options(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS));
        const Resource resource(
            rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
        rd_kafka_ConfigResource_t* list = resource.get();
        rd_kafka_DescribeConfigs(client.get(), &list, 1, wanted.get(), queue.get());
        TRY(const auto event, answer(what));
        std::size_t count = 0;
        const auto* const* resources = rd_kafka_DescribeConfigs_result_resources(
            rd_kafka_event_DescribeConfigs_result(event.get()), &count);
        for (std::size_t i = 0; i < count; ++i) {
            if (const auto code = rd_kafka_ConfigResource_error(resources[i]);
                code != RD_KAFKA_RESP_ERR_NO_ERROR) {
                return kafka_error(code, rd_kafka_ConfigResource_error_string(resources[i]), what);
            }
            std::size_t entries = 0;
            const auto* const* entry = rd_kafka_ConfigResource_configs(resources[i], &entries);
            for (std::size_t j = 0; j < entries; ++j) {
                const std::string_view name = rd_kafka_ConfigEntry_name(entry[j]);
                const char* set = rd_kafka_ConfigEntry_value(entry[j]);
                const std::string value = set == nullptr ? "" : set;
                if (name == "min.insync.replicas") {
                    const auto number = parse_integer(value);
                    description.min_isr =
                        number ? std::optional(static_cast<int>(*number)) : std::nullopt;
                }
                if (rd_kafka_ConfigEntry_source(entry[j]) ==
                    RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG) {
                    description.config[std::string(name)] = value;
                }
            }
        }
        return {};
    }
};

Result<TopicAdmin> TopicAdmin::open(const std::string& bootstrap, std::chrono::milliseconds limit) {
    if (bootstrap.empty()) {
        return fail(ErrorKind::invalid, "no bootstrap address: give HOST:PORT[,HOST:PORT...]");
    }
    Handle<rd_kafka_conf_t, rd_kafka_conf_destroy> conf(rd_kafka_conf_new());
    const std::array<std::pair<const char*, std::string>, 4> settings{{
        {"bootstrap.servers", bootstrap},
        {"client.id", "ballast"},
        {"socket.connection.setup.timeout.ms", "5000"},
        {"log_level", "0"},
    }};
    ErrorText text{};
    for (const auto& [key, value] : settings) {
        if (rd_kafka_conf_set(conf.get(), key, value.c_str(), text.data(), text.size()) !=
            RD_KAFKA_CONF_OK) {
            return fail(ErrorKind::invalid, text.data());
        }
    }
    // Its log would go to stderr; what matters comes back as an error.
    rd_kafka_conf_set_log_cb(conf.get(), [](const rd_kafka_t*, int, const char*, const char*) {});
    auto impl = std::make_unique<Impl>();
    impl->bootstrap = bootstrap;
    impl->limit = limit;
    impl->client.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf.get(), text.data(), text.size()));
    if (!impl->client) {
        return fail(ErrorKind::invalid, fmt::format("bootstrap '{}': {}", bootstrap, text.data()));
    }
    static_cast<void>(conf.release());  // the client owns it now
    impl->queue.reset(rd_kafka_queue_new(impl->client.get()));
    return TopicAdmin(std::move(impl));
}

TopicAdmin::TopicAdmin(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TopicAdmin::~TopicAdmin() = default;
TopicAdmin::TopicAdmin(TopicAdmin&&) noexcept = default;
TopicAdmin& TopicAdmin::operator=(TopicAdmin&&) noexcept = default;

Result<void> TopicAdmin::create_topic(const NewTopic& topic) {
    const auto what = impl_->at("creating topic '" + topic.name + "'");
    ErrorText text{};
    const NewTopicHandle made(rd_kafka_NewTopic_new(
        topic.name.c_str(), topic.partitions, topic.replication_factor, text.data(), text.size()));
    if (!made) {
        return kafka_error(RD_KAFKA_RESP_ERR__INVALID_ARG, text.data(), what);
    }
    for (const auto& [key, value] : topic.config) {
        rd_kafka_NewTopic_set_config(made.get(), key.c_str(), value.c_str());
    }
    TRY(const auto options, impl_->options(RD_KAFKA_ADMIN_OP_CREATETOPICS));
    rd_kafka_NewTopic_t* list = made.get();
    rd_kafka_CreateTopics(impl_->client.get(), &list, 1, options.get(), impl_->queue.get());
    TRY(const auto event, impl_->answer(what));
    std::size_t count = 0;
    const auto* const* topics = rd_kafka_CreateTopics_result_topics(
        rd_kafka_event_CreateTopics_result(event.get()), &count);
    for (std::size_t i = 0; i < count; ++i) {
        if (const auto code = rd_kafka_topic_result_error(topics[i]);
            code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return kafka_error(code, rd_kafka_topic_result_error_string(topics[i]), what);
        }
    }
    return {};
}

Result<std::vector<Topic>> TopicAdmin::list_topics() {
    return impl_->metadata(impl_->at("listing the topics"));
}

Result<TopicDescription> TopicAdmin::describe_topic(const std::string& name) {
    const auto what = impl_->at("describing topic '" + name + "'");
    TRY(auto topics, impl_->metadata(what));
    const auto found = std::ranges::find(topics, name, &Topic::name);
    if (found == topics.end()) {
        return kafka_error(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, nullptr, what);
    }
    TopicDescription description{.topic = std::move(*found), .config = {}, .min_isr = {}};
    TRY_VOID(impl_->add_config(description));
    return description;
}

Result<void> TopicAdmin::delete_topic(const std::string& name) {
    const auto what = impl_->at("deleting topic '" + name + "'");
    const DeleteTopicHandle wanted(rd_kafka_DeleteTopic_new(name.c_str()));
    TRY(const auto options, impl_->options(RD_KAFKA_ADMIN_OP_DELETETOPICS));
    rd_kafka_DeleteTopic_t* list = wanted.get();
    rd_kafka_DeleteTopics(impl_->client.get(), &list, 1, options.get(), impl_->queue.get());
    TRY(const auto event, impl_->answer(what));
    std::size_t count = 0;
    const auto* const* topics = rd_kafka_DeleteTopics_result_topics(
        rd_kafka_event_DeleteTopics_result(event.get()), &count);
    for (std::size_t i = 0; i < count; ++i) {
        if (const auto code = rd_kafka_topic_result_error(topics[i]);
            code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return kafka_error(code, rd_kafka_topic_result_error_string(topics[i]), what);
        }
    }
    return {};
}

}  // namespace ballast::kafka
