#include "tests/integration/support/java_clients.hpp"

#include "tests/integration/support/test_cluster.hpp"

namespace ballast::test {

Outcome java_tool(const std::string& main_class, std::vector<std::string> arguments,
                  const std::string& input) {
    const auto home = kafka_home();
    const auto class_path =
        (home / "libs").string() + "/*:" + (home / "tools-libs").string() + "/*";
    std::vector<std::string> argv{"java", "-Xmx256m", "-cp", class_path, main_class};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return run_command(argv, Seconds{120}, input);
}

Outcome java_produce(const std::string& bootstrap, const std::string& topic,
                     const std::string& prefix, int count) {
    std::string input;
    for (int i = 0; i < count; ++i) {
        input += prefix + "-" + std::to_string(i) + "\n";
    }
    return java_tool(
        "kafka.tools.ConsoleProducer",
        {"--bootstrap-server", bootstrap, "--topic", topic, "--producer-property", "acks=all"},
        input);
}

Outcome java_consume(const std::string& bootstrap, const std::string& topic, int count) {
    return java_tool("org.apache.kafka.tools.consumer.ConsoleConsumer",
                     {"--bootstrap-server", bootstrap, "--topic", topic, "--from-beginning",
                      "--max-messages", std::to_string(count), "--timeout-ms", "60000"});
}

}  // namespace ballast::test
