// Records written with acks=all and read back through librdkafka: the client's side of the truth.
#pragma once

#include <string>
#include <vector>

namespace ballast::test {

// Produces "PREFIX-0" .. "PREFIX-(count-1)" with acks=all and idempotence. Returns those that were
// acknowledged, in order.
std::vector<std::string> produce(const std::string& bootstrap, const std::string& topic,
                                 const std::string& prefix, int count);

// All values of the topic from the beginning to its end.
std::vector<std::string> consume_all(const std::string& bootstrap, const std::string& topic);

// Those of `acknowledged` that `read` lacks.
std::vector<std::string> lost(const std::vector<std::string>& acknowledged,
                              const std::vector<std::string>& read);

// Those that stay missing. After a restart a leader shows the end of a partition only once its
// followers have fetched, so reading is repeated for a while before anything counts as lost.
std::vector<std::string> lost_for_good(const std::string& bootstrap, const std::string& topic,
                                       const std::vector<std::string>& acknowledged);

}  // namespace ballast::test
