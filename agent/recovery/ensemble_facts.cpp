#include <algorithm>

#include "agent/recovery/start_facts.hpp"

namespace ballast::agent {

bool EnsembleFacts::others_have_quorum() const {
    const auto serving = std::ranges::count_if(others, &PeerFacts::serving);
    const auto majority = static_cast<std::ptrdiff_t>((others.size() + 1) / 2 + 1);
    return std::ranges::any_of(others, &PeerFacts::leader) && serving >= majority;
}

}  // namespace ballast::agent
