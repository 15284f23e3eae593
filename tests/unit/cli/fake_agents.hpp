// Agents that answer as a test wrote it, and a clock that stands still but for waits.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/clock.hpp"
#include "coordinator/cli/agent_control.hpp"

namespace ballast::test {

class StillClock final : public Clock {
  public:
    SteadyTime steady() const override { return SteadyTime{} + passed_; }
    WallTime wall() const override { return *parse_rfc3339("2026-01-31T09:10:00Z") + passed_; }
    void advance(std::chrono::milliseconds by) { passed_ += by; }

  private:
    std::chrono::milliseconds passed_{0};
};

inline NodeIdentity broker(int id) {
    NodeIdentity node;
    node.cluster = "demo";
    node.id = id;
    node.name = "kafka-" + std::to_string(id);
    node.address = "127.10.2." + std::to_string(id + 1);
    return node;
}

// GET /v1/node of a broker; `more` are further members, each with a comma before it.
inline std::string report(int id, const std::string& state, const std::string& more = {}) {
    return R"({"name":"kafka-)" + std::to_string(id) + R"(","cluster":"demo","state":")" + state +
           R"(","ready":)" + (state == "SERVING" ? "true" : "false") + more + "}";
}

inline cli::AgentAnswer silence() {
    return fail(ErrorKind::unreachable, "connection refused");
}

// Each node has a script for each question; its last answer is given again and again, an empty
// script is silence.
class ScriptedAgents final : public cli::AgentControl {
  public:
    struct Script {
        std::deque<cli::AgentAnswer> reports;
        std::deque<Result<cli::CommandState>> sends;
        std::deque<Result<cli::CommandState>> states;
    };
    std::map<std::string, Script> nodes;
    std::vector<cli::NodeOrder> sent;

    std::vector<cli::AgentAnswer> ask(const std::vector<NodeIdentity>& asked) override {
        std::vector<cli::AgentAnswer> out;
        for (const NodeIdentity& node : asked) {
            out.push_back(next(nodes[node.name].reports));
        }
        return out;
    }
    std::vector<Result<cli::CommandState>> send(
        const std::vector<cli::NodeOrder>& orders) override {
        std::vector<Result<cli::CommandState>> out;
        for (const cli::NodeOrder& order : orders) {
            sent.push_back(order);
            out.push_back(next(nodes[order.node.name].sends));
        }
        return out;
    }
    std::vector<Result<cli::CommandState>> states(
        const std::vector<cli::NodeOrder>& orders) override {
        std::vector<Result<cli::CommandState>> out;
        for (const cli::NodeOrder& order : orders) {
            out.push_back(next(nodes[order.node.name].states));
        }
        return out;
    }

  private:
    template <class T>
    static Result<T> next(std::deque<Result<T>>& script) {
        if (script.empty()) {
            return fail(ErrorKind::unreachable, "connection refused");
        }
        Result<T> answer = script.front();
        if (script.size() > 1) {
            script.pop_front();
        }
        return answer;
    }
};

inline cli::CommandState accepted() {
    return {.state = "accepted", .message = {}};
}

}  // namespace ballast::test
