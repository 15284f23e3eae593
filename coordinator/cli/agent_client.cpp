#include "coordinator/cli/agent_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "coordinator/cli/agent_api.hpp"

namespace ballast::cli {
namespace {

namespace net = boost::asio;

std::vector<Result<CommandState>> to_states(const std::vector<AgentAnswer>& answers) {
    std::vector<Result<CommandState>> out;
    out.reserve(answers.size());
    for (const AgentAnswer& answer : answers) {
        out.push_back(answer ? parse_command_state(*answer) : std::unexpected(answer.error()));
    }
    return out;
}

class HttpAgentClient final : public AgentControl {
  public:
    HttpAgentClient(tls::Context context, std::uint16_t port)
        : context_(std::move(context)), port_(port) {}

    std::vector<AgentAnswer> ask(const std::vector<NodeIdentity>& nodes) override {
        std::vector<Question> questions;
        for (const NodeIdentity& node : nodes) {
            questions.push_back({node.address, node_request()});
        }
        return ask_all(std::move(questions), kAgentLimit);
    }

    std::vector<Result<CommandState>> send(const std::vector<NodeOrder>& orders) override {
        std::vector<Question> questions;
        for (const NodeOrder& order : orders) {
            questions.push_back({order.node.address, command_request(order.command)});
        }
        return to_states(ask_all(std::move(questions), kCommandLimit));
    }

    std::vector<Result<CommandState>> states(const std::vector<NodeOrder>& orders) override {
        std::vector<Question> questions;
        for (const NodeOrder& order : orders) {
            questions.push_back({order.node.address, command_state_request(order.command.id)});
        }
        return to_states(ask_all(std::move(questions), kAgentLimit));
    }

  private:
    struct Question {
        std::string address;
        http::ClientRequest request;
    };

    tls::Context context_;
    std::uint16_t port_;

    std::vector<AgentAnswer> ask_all(std::vector<Question> questions,
                                     std::chrono::milliseconds limit) {
        std::vector<AgentAnswer> answers(questions.size(),
                                         fail(ErrorKind::unreachable, "it was not asked"));
        net::io_context io{1};
        for (std::size_t i = 0; i < questions.size(); ++i) {
            net::co_spawn(io,
                          ask_agent({.address = std::move(questions[i].address), .port = port_},
                                    context_, std::move(questions[i].request), limit),
                          [&answers, i](const std::exception_ptr& failure, AgentAnswer answer) {
                              answers[i] = failure ? AgentAnswer(fail(ErrorKind::internal,
                                                                      "asking its agent failed"))
                                                   : std::move(answer);
                          });
        }
        io.run();
        return answers;
    }
};

}  // namespace

Result<std::unique_ptr<AgentControl>> make_agent_client(const ClusterFolder& folder,
                                                        std::uint16_t port) {
    TRY(auto context, operator_context(folder));
    return std::make_unique<HttpAgentClient>(std::move(context), port);
}

}  // namespace ballast::cli
