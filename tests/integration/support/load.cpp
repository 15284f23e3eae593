#include "tests/integration/support/load.hpp"

#include <algorithm>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "tests/integration/support/kafka_client.hpp"

namespace ballast::test {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kPeriod{1000 / Load::kRecordsPerSecond};

}  // namespace

std::chrono::milliseconds LoadReport::normal() const {
    return std::max(longest * 3 / 2, std::chrono::milliseconds{500});
}

struct Load::Producer {
    std::mutex mutex;
    LoadReport report;
    std::jthread thread;

    static void delivered(rd_kafka_t* /*client*/, const rd_kafka_message_t* message, void* opaque) {
        auto& self = *static_cast<Producer*>(opaque);
        Clock::time_point due;
        std::copy_n(static_cast<const char*>(message->payload), sizeof due,
                    static_cast<char*>(static_cast<void*>(&due)));
        const std::scoped_lock lock(self.mutex);
        if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
            ++self.report.failed;
            return;
        }
        ++self.report.acknowledged;
        self.report.longest =
            std::max(self.report.longest,
                     std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - due));
    }

    void run(const std::stop_token& stop, const std::string& bootstrap, const std::string& topic,
             int partition) {
        const auto client = make_client(RD_KAFKA_PRODUCER,
                                        {{"bootstrap.servers", bootstrap},
                                         {"enable.idempotence", "true"},
                                         {"acks", "all"},
                                         {"linger.ms", "0"},
                                         {"message.timeout.ms", "30000"}},
                                        delivered, this);
        auto* handle = rd_kafka_topic_new(client.get(), topic.c_str(), nullptr);
        for (auto due = Clock::now(); !stop.stop_requested(); due += kPeriod) {
            for (auto left = due - Clock::now(); left.count() > 0; left = due - Clock::now()) {
                rd_kafka_poll(
                    client.get(),
                    static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(left).count()));
            }
            rd_kafka_produce(handle, partition, RD_KAFKA_MSG_F_COPY, &due, sizeof due, nullptr, 0,
                             nullptr);
            rd_kafka_poll(client.get(), 0);
        }
        rd_kafka_flush(client.get(), 30'000);
        rd_kafka_topic_destroy(handle);
    }
};

struct Load::Parts {
    std::vector<std::unique_ptr<Producer>> producers;
};

Load::Load(const std::string& bootstrap, const std::string& topic, int partitions)
    : parts_(std::make_unique<Parts>()) {
    for (int partition = 0; partition < partitions; ++partition) {
        parts_->producers.push_back(std::make_unique<Producer>());
        auto& producer = *parts_->producers.back();
        producer.thread =
            std::jthread([&producer, bootstrap, topic, partition](const std::stop_token& stop) {
                producer.run(stop, bootstrap, topic, partition);
            });
    }
}

Load::~Load() {
    for (auto& producer : parts_->producers) {
        producer->thread.request_stop();
    }
    for (auto& producer : parts_->producers) {
        producer->thread.join();
    }
}

LoadReport Load::take() const {
    LoadReport all;
    for (auto& producer : parts_->producers) {
        const std::scoped_lock lock(producer->mutex);
        all.acknowledged += producer->report.acknowledged;
        all.failed += producer->report.failed;
        all.longest = std::max(all.longest, producer->report.longest);
        producer->report = {};
    }
    return all;
}

}  // namespace ballast::test
