// Against a real JVM: what it sends is the reference.
#include "agent/jmx/jmx_client.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "agent/jmx/perf_data.hpp"
#include "common/files.hpp"
#include "tests/unit/jmx_client/temporary_folder.hpp"

namespace ballast::agent::jmx {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr auto kLong = 10s;

// Beans.java in a JVM of its own, which ends with this.
class Jvm {
  public:
    explicit Jvm(const std::filesystem::path& folder) {
        const auto passwords = folder / "passwords";
        const auto access = folder / "access";
        if (!write_file_durably(passwords, "reader secret\n", 0600) ||
            !write_file_durably(access, "reader readonly\n", 0600)) {
            return;
        }
        const char* home = std::getenv("JAVA_HOME");
        const std::string management = "-Dcom.sun.management.jmxremote";
        std::vector<std::string> words{home == nullptr ? "java" : std::string(home) + "/bin/java",
                                       "-Xmx64m", "-XX:TieredStopAtLevel=1", management,
                                       management + ".port=0", management + ".host=127.0.0.1",
                                       management + ".ssl=false",
                                       management + ".password.file=" + passwords.string(),
                                       management + ".access.file=" + access.string(),
                                       // What a wrong configuration advertises must not matter.
                                       "-Djava.rmi.server.hostname=broker-0.example.invalid",
                                       std::string(JMX_CLIENT_TEST_DIR) + "/Beans.java"};
        std::vector<char*> argv;
        for (auto& word : words) {
            argv.push_back(word.data());
        }
        argv.push_back(nullptr);
        std::array<int, 2> input{};
        std::array<int, 2> output{};
        if (::pipe2(input.data(), O_CLOEXEC) != 0 || ::pipe2(output.data(), O_CLOEXEC) != 0) {
            return;
        }
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, input[0], 0);
        ::posix_spawn_file_actions_adddup2(&actions, output[1], 1);
        if (::posix_spawnp(&pid_, argv[0], &actions, nullptr, argv.data(), environ) != 0) {
            pid_ = 0;
        }
        ::posix_spawn_file_actions_destroy(&actions);
        ::close(input[0]);
        ::close(output[1]);
        input_ = input[1];
        std::array<char, 16> line{};
        ready_ = ::read(output[0], line.data(), line.size()) > 0;
        ::close(output[0]);
    }
    ~Jvm() {
        ::close(input_);
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            ::waitpid(pid_, nullptr, 0);
        }
    }
    Jvm(const Jvm&) = delete;
    Jvm& operator=(const Jvm&) = delete;

    pid_t pid() const { return pid_; }
    bool ready() const { return ready_; }

  private:
    pid_t pid_ = 0;
    int input_ = -1;
    bool ready_ = false;
};

template <class T>
T run(net::io_context& io, net::awaitable<T> work) {
    std::optional<T> result;
    io.restart();
    net::co_spawn(io, std::move(work), [&](const std::exception_ptr& failure, T value) {
        if (failure) {
            std::rethrow_exception(failure);
        }
        result = std::move(value);
    });
    io.run();
    return *std::move(result);
}

void run(net::io_context& io, net::awaitable<void> work) {
    io.restart();
    net::co_spawn(io, std::move(work), [](const std::exception_ptr& failure) {
        if (failure) {
            std::rethrow_exception(failure);
        }
    });
    io.run();
}

ObjectName name(std::string_view text) {
    return parse_object_name(text).value();
}

std::vector<std::string> names_of(const std::vector<Attribute>& attributes) {
    std::vector<std::string> out;
    for (const auto& attribute : attributes) {
        out.push_back(attribute.name);
    }
    return out;
}

void finds_beans(net::io_context& io, JmxClient& client) {
    const auto all = run(io, client.query_names("", kLong));
    ASSERT_TRUE(all) << all.error().message;
    EXPECT_GT(all->size(), 2020U);
    EXPECT_THAT(*all, Contains(name("java.lang:type=Memory")));
    const auto meters = run(io, client.query_beans("test:type=Meter,*", kLong));
    ASSERT_TRUE(meters) << meters.error().message;
    ASSERT_THAT(*meters, SizeIs(2000));
    EXPECT_EQ(meters->front().class_name, "Beans$Meter");
    EXPECT_EQ(meters->front().name.properties[1].key, "topic");  // as registered

    const auto infos = run(io, client.infos({name("test:type=Trouble"), name("no:such=bean"),
                                             name("java.lang:type=Memory")},
                                            kLong));
    ASSERT_TRUE(infos) << infos.error().message;
    ASSERT_THAT(*infos, SizeIs(3));
    ASSERT_TRUE(infos->at(0)) << infos->at(0).error().message;
    EXPECT_EQ(infos->at(0)->class_name, "Beans$Trouble");
    EXPECT_TRUE(infos->at(0)->immutable);
    EXPECT_THAT(infos->at(0)->attributes, SizeIs(7));
    ASSERT_FALSE(infos->at(1));
    EXPECT_EQ(infos->at(1).error().kind, ErrorKind::not_found);
    ASSERT_TRUE(infos->at(2));
    EXPECT_THAT(infos->at(2)->attributes,
                Contains(Field(&AttributeInfo::type, "javax.management.openmbean.CompositeData")));
}

void reads_values(net::io_context& io, JmxClient& client) {
    std::vector<BeanRequest> requests;
    for (int i = 0; i < 2000; ++i) {
        requests.push_back({name(fmt::format("test:type=Meter,topic=t,name=m{}", i)),
                            {"Count", "Mean", "Label", "Absent"}});
    }
    requests.push_back({name("java.lang:type=Memory"), {"HeapMemoryUsage"}});
    requests.push_back({name("no:such=bean"), {"Count"}});
    const auto readings = run(io, client.read(std::move(requests), kLong));
    ASSERT_TRUE(readings) << readings.error().message;
    ASSERT_THAT(*readings, SizeIs(2002));
    const auto& last = readings->at(1999);
    EXPECT_FALSE(last.error);
    ASSERT_THAT(names_of(last.attributes), ElementsAre("Count", "Mean", "Label"));
    EXPECT_EQ(last.attributes[0].value, Value{std::int64_t{1999}});
    EXPECT_EQ(last.attributes[1].value, Value{999.5});
    EXPECT_EQ(last.attributes[2].value, Value{std::string("meter 1999")});
    ASSERT_THAT(readings->at(2000).attributes, SizeIs(1));
    EXPECT_TRUE(std::holds_alternative<CompositeData>(readings->at(2000).attributes[0].value.data));
    ASSERT_TRUE(readings->at(2001).error);
    EXPECT_EQ(readings->at(2001).error->kind, ErrorKind::not_found);
}

void survives_poison(net::io_context& io, JmxClient& client) {
    const BeanRequest trouble{name("test:type=Trouble"),
                              {"Before", "Poison", "Between", "Throws", "Hidden", "Long", "After"}};
    const BeanRequest meter{name("test:type=Meter,topic=t,name=m7"), {"Count"}};
    for (int i = 0; i < 2; ++i) {
        const auto readings = run(io, client.read({meter, trouble, meter}, kLong));
        ASSERT_TRUE(readings) << readings.error().message;
        ASSERT_THAT(*readings, SizeIs(3));
        EXPECT_THAT(names_of(readings->at(0).attributes), ElementsAre("Count"));
        EXPECT_THAT(names_of(readings->at(1).attributes),
                    ElementsAre("Before", "Between", "Long", "After"));
        EXPECT_THAT(names_of(readings->at(2).attributes), ElementsAre("Count"));
    }
    ASSERT_THAT(client.quarantine(), SizeIs(2));
    EXPECT_EQ(client.quarantine()[0].attribute, "Poison");
    EXPECT_EQ(client.quarantine()[1].attribute, "Hidden");
    EXPECT_THAT(client.quarantine()[0].reason, HasSubstr("NotSerializableException"));

    const auto throws = run(io, client.attribute(trouble.name, "Throws", kLong));
    ASSERT_FALSE(throws);
    EXPECT_EQ(throws.error().code, "JAVA_EXCEPTION");
    EXPECT_THAT(throws.error().message, HasSubstr("out of order"));
    const auto poison = run(io, client.attribute(trouble.name, "Poison", kLong));
    ASSERT_FALSE(poison);
    EXPECT_EQ(poison.error().code, "NOT_SERIALIZABLE");
    EXPECT_TRUE(run(io, client.attribute(trouble.name, "After", kLong)));
}

void keeps_its_limits(net::io_context& io, JmxClient& client) {
    const BeanRequest large{name("test:type=Trouble"), {"Long"}};
    const BeanRequest small{name("test:type=Meter,topic=t,name=m7"), {"Count"}};
    const auto readings = run(io, client.read({small, large, large}, kLong, 100'000));
    ASSERT_TRUE(readings) << readings.error().message;
    EXPECT_THAT(readings->at(0).attributes, SizeIs(1));
    ASSERT_TRUE(readings->at(2).error);
    EXPECT_EQ(readings->at(2).error->code, "OVER_BUDGET");
    // And goes on.
    EXPECT_TRUE(run(io, client.keep_alive(kLong)));
    run(io, client.close(kLong));
    EXPECT_TRUE(run(io, client.keep_alive(kLong)));
}

void logs_in_at_the_port(net::io_context& io, const PerfCounters& counters) {
    const auto url =
        std::get<std::string>(counters.at("sun.management.JMXConnectorServer.0.remoteAddress"));
    const auto digits = url.substr(0, url.rfind('/')).substr(url.find_last_of(':') + 1);
    JmxPort port{.port = static_cast<std::uint16_t>(std::stoi(digits))};
    JmxClient nobody(io.get_executor(), port);
    const auto refused = run(io, nobody.connect(kLong));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "ACCESS_DENIED") << refused.error().message;
    port.credentials = Credentials{"reader", "secret"};
    JmxClient reader(io.get_executor(), port);
    const auto names = run(io, reader.query_names("java.lang:*", kLong));
    ASSERT_TRUE(names) << names.error().message;
    EXPECT_FALSE(names->empty());
    run(io, reader.close(kLong));
}

TEST(JmxClient, ReadsARealJvm) {
    const test::TemporaryFolder folder;
    std::optional<Jvm> jvm(std::in_place, folder.path());
    if (!jvm->ready()) {
        GTEST_SKIP() << "no java that runs source files (jdk.compiler) on PATH or in JAVA_HOME";
    }
    net::io_context io;
    JmxClient client(io.get_executor(), LocalJvm{jvm->pid()});
    finds_beans(io, client);
    reads_values(io, client);
    survives_poison(io, client);
    keeps_its_limits(io, client);
    const auto counters = read_perf_data(jvm->pid());
    ASSERT_TRUE(counters) << counters.error().message;
    EXPECT_TRUE(counters->contains("java.threads.live"));
    EXPECT_TRUE(counters->contains("sun.gc.collector.0.invocations"));
    logs_in_at_the_port(io, *counters);

    jvm.reset();
    const auto gone = run(io, client.query_names("", kLong));
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().kind, ErrorKind::not_found);
}

TEST(JmxClient, SaysWhatIsMissing) {
    net::io_context io;
    JmxClient client(io.get_executor(), LocalJvm{::getpid()});
    const auto no_jvm = run(io, client.connect(kLong));
    ASSERT_FALSE(no_jvm);
    EXPECT_THAT(no_jvm.error().message, HasSubstr("hsperfdata"));
}

}  // namespace
}  // namespace ballast::agent::jmx
