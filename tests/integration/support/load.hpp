// A steady load, and what its clients feel: one idempotent producer (acks=all) per partition, at a
// fixed rate whether or not the last record was acknowledged. A latency is the time of the
// acknowledgement minus the time at which the record was due.
#pragma once

#include <chrono>
#include <memory>
#include <string>

namespace ballast::test {

struct LoadReport {
    std::uint64_t acknowledged = 0;
    std::uint64_t failed = 0;
    std::chrono::milliseconds longest{0};  // latency of an acknowledged record

    // The most that counts as undisturbed after such a time before: CONTRACTS.md.
    std::chrono::milliseconds normal() const;
};

class Load {
  public:
    static constexpr int kRecordsPerSecond = 20;

    Load(const std::string& bootstrap, const std::string& topic, int partitions);
    ~Load();
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;

    // What happened since the last call.
    LoadReport take() const;

  private:
    struct Producer;
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace ballast::test
