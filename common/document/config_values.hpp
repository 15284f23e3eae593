// Replication as it is in force: the agent renders it, check() judges by it.
#pragma once

#include "common/document/document.hpp"

namespace ballast::document {

// The user's value where it is a number, else ours: RF 3 and min ISR 2, lowered for few brokers
// and for a smaller RF of the user.
struct Replication {
    int factor = 3;
    int min_insync = 2;
    int offsets_factor = 3;
    int transaction_factor = 3;
    int transaction_min_isr = 2;
};
Replication replication_of(const Kafka& kafka);

}  // namespace ballast::document
