// The probe of a broker.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>

#include "agent/health/readiness.hpp"

namespace ballast::agent {

boost::asio::awaitable<Readiness> probe_kafka(ProbeTarget target, std::chrono::milliseconds limit);

}  // namespace ballast::agent
