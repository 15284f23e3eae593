// From "start it" to a command line, or to why not: facts, verdict, safe actions, files.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <map>
#include <string>

#include "agent/facts/registration_watch.hpp"
#include "agent/node/node.hpp"
#include "agent/node/preparation.hpp"
#include "common/clock.hpp"

namespace ballast::agent {

// Blocks on the disk. Errors: those of load_accepted().
Result<StartFacts> facts_of_machine(const PreparationInputs& inputs);

struct StartSequence {
    PreparationInputs inputs;
    std::string last_end_code;
    boost::asio::thread_pool& disk;
    const Clock& clock;
    RegistrationWatch& registrations;
    std::function<void(const std::string& code, const std::string& what)> tell_action;
};

// Never asks for more than it may: what cannot be found out within a second or two is unknown, and
// the conditions say what unknown means.
boost::asio::awaitable<Preparation> run_start_sequence(StartSequence sequence);

}  // namespace ballast::agent
