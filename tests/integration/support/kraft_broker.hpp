// One broker that is its own KRaft controller: Ballast's clusters have ZooKeeper, but its Kafka
// client also talks to others.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace ballast::test {

class KraftBroker {
  public:
    // Starts it on a loopback address of this process's own; up() says whether it listens.
    explicit KraftBroker(const std::string& version);
    ~KraftBroker();
    KraftBroker(const KraftBroker&) = delete;
    KraftBroker& operator=(const KraftBroker&) = delete;

    bool up() const { return up_; }
    const std::string& address() const { return address_; }  // its port is 9092
    std::string bootstrap() const { return address_ + ":9092"; }

  private:
    std::string address_;
    std::filesystem::path folder_;
    pid_t pid_ = -1;
    bool up_ = false;
};

}  // namespace ballast::test
