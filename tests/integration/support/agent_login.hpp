// A login on a broker's AGENT listener with our own Kafka client.
#pragma once

#include <string>

namespace ballast::test {

// "3 brokers" from the metadata after the login, or the error's code and message.
std::string agent_login(const std::string& address, const std::string& password);

}  // namespace ballast::test
