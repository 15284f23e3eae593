// Says when a cluster takes records, as a client that knows nothing of who started it: creates a
// topic with three replicas and ends when one record was acknowledged by all in sync.
//
// ready_judge BOOTSTRAP TOPIC MIN_ISR: exit 0 when it was, 1 after five minutes.
#include <librdkafka/rdkafka.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

namespace {

using Clock = std::chrono::steady_clock;

template <auto Destroy>
struct Deleter {
    template <class T>
    void operator()(T* object) const {
        Destroy(object);
    }
};
using Handle = std::unique_ptr<rd_kafka_t, Deleter<rd_kafka_destroy>>;
using Queue = std::unique_ptr<rd_kafka_queue_t, Deleter<rd_kafka_queue_destroy>>;
using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, Deleter<rd_kafka_NewTopic_destroy>>;
using Options = std::unique_ptr<rd_kafka_AdminOptions_t, Deleter<rd_kafka_AdminOptions_destroy>>;
using Event = std::unique_ptr<rd_kafka_event_t, Deleter<rd_kafka_event_destroy>>;

void on_delivery(rd_kafka_t* /*handle*/, const rd_kafka_message_t* message, void* acknowledged) {
    *static_cast<bool*>(acknowledged) = message->err == RD_KAFKA_RESP_ERR_NO_ERROR;
}

Handle connect(const std::string& bootstrap, bool* acknowledged) {
    std::array<char, 512> error{};
    auto* conf = rd_kafka_conf_new();
    const auto set = [&](const char* key, const std::string& value) {
        rd_kafka_conf_set(conf, key, value.c_str(), error.data(), error.size());
    };
    set("bootstrap.servers", bootstrap);
    set("acks", "all");
    set("reconnect.backoff.ms", "20");
    set("reconnect.backoff.max.ms", "50");
    set("retry.backoff.ms", "20");
    set("topic.metadata.refresh.fast.interval.ms", "50");
    set("log_level", "0");
    rd_kafka_conf_set_opaque(conf, acknowledged);
    rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
    return Handle(rd_kafka_new(RD_KAFKA_PRODUCER, conf, error.data(), error.size()));
}

// True when the topic is there, made now or earlier.
bool create_topic(rd_kafka_t* handle, const char* name, const char* min_isr) {
    std::array<char, 512> error{};
    const NewTopic topic(rd_kafka_NewTopic_new(name, 1, 3, error.data(), error.size()));
    rd_kafka_NewTopic_set_config(topic.get(), "min.insync.replicas", min_isr);
    const Options options(rd_kafka_AdminOptions_new(handle, RD_KAFKA_ADMIN_OP_CREATETOPICS));
    rd_kafka_AdminOptions_set_request_timeout(options.get(), 2000, error.data(), error.size());
    const Queue queue(rd_kafka_queue_new(handle));
    rd_kafka_NewTopic_t* topics = topic.get();
    rd_kafka_CreateTopics(handle, &topics, 1, options.get(), queue.get());
    const Event event(rd_kafka_queue_poll(queue.get(), 5000));
    const auto* result = rd_kafka_event_CreateTopics_result(event.get());
    if (result == nullptr) {
        return false;
    }
    std::size_t count = 0;
    const auto* const* results = rd_kafka_CreateTopics_result_topics(result, &count);
    const auto code =
        count == 1 ? rd_kafka_topic_result_error(results[0]) : RD_KAFKA_RESP_ERR_UNKNOWN;
    return code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fputs("usage: ready_judge BOOTSTRAP TOPIC MIN_ISR\n", stderr);
        return 2;
    }
    bool acknowledged = false;
    const auto handle = connect(argv[1], &acknowledged);
    const auto deadline = Clock::now() + std::chrono::minutes{5};
    bool there = false;
    auto* topic = rd_kafka_topic_new(handle.get(), argv[2], nullptr);
    while (!acknowledged && Clock::now() < deadline) {
        there = there || create_topic(handle.get(), argv[2], argv[3]);
        if (there) {
            std::string value = "ready?";
            rd_kafka_produce(topic, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, value.data(),
                             value.size(), nullptr, 0, nullptr);
            rd_kafka_flush(handle.get(), 1000);
        }
    }
    rd_kafka_topic_destroy(topic);
    // Not destroyed in order: what is still queued does not matter any more.
    std::quick_exit(acknowledged ? 0 : 1);
}
