// What a failure condition says to the administrator.
#pragma once

#include <string>

namespace ballast::agent {

struct Finding {
    std::string code;       // "CLUSTER_ID_MISMATCH": stable, a row of docs/conditions.md
    std::string reason;     // one sentence with the facts: what is wrong
    std::string next_step;  // what a person can do; empty where Ballast goes on by itself

    bool operator==(const Finding&) const = default;
};

}  // namespace ballast::agent
