#include "tests/integration/support/kraft_broker.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <iostream>

#include "common/files.hpp"
#include "tests/integration/support/command.hpp"
#include "tests/integration/support/kafka_tools.hpp"

namespace ballast::test {

KraftBroker::KraftBroker(const std::string& version)
    // Above the addresses that clusters take.
    : address_(fmt::format("127.{}.{}.1", 252 + getpid() / 256 % 3, getpid() % 256)) {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "ballast-kraft-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    const auto properties = (folder_ / "server.properties").string();
    const auto written = write_file_durably(
        properties, fmt::format("process.roles=broker,controller\n"
                                "node.id=1\n"
                                "controller.quorum.voters=1@{0}:9093\n"
                                "listeners=PLAINTEXT://{0}:9092,CONTROLLER://{0}:9093\n"
                                "controller.listener.names=CONTROLLER\n"
                                "log.dirs={1}/data\n",
                                address_, folder_.string()));
    const auto format =
        run_command({"java", "-Xmx256m", "-cp", class_path(version), "kafka.tools.StorageTool",
                     "format", "-t", "AAAAAAAAQACAAAAAAAAAAQ", "-c", properties});
    if (!written || format.exit_code != 0) {
        std::cerr << format.out << format.err;
        return;
    }
    pid_ =
        start_command({"java", "-Xmx384m", "-cp", class_path(version), "kafka.Kafka", properties});
    up_ = eventually([&] {
        return run_command({"bash", "-c", "exec 3<>/dev/tcp/" + address_ + "/9092"}).exit_code == 0;
    });
}

KraftBroker::~KraftBroker() {
    if (pid_ > 0) {
        kill(pid_, SIGTERM);
        if (wait_command(pid_, Seconds{30}) < 0) {
            kill(pid_, SIGKILL);
            wait_command(pid_, Seconds{30});
        }
    }
    std::filesystem::remove_all(folder_);
}

}  // namespace ballast::test
