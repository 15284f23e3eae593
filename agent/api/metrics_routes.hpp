// GET /metrics: the agent's own figures and the JVM's, as Prometheus' text or OpenMetrics by
// Accept, in gzip by Accept-Encoding; name[]= picks metrics.
#pragma once

#include "agent/api/routes.hpp"

namespace ballast::agent {

http::Route metrics_route(ApiParts& parts, http::Role least);

}  // namespace ballast::agent
