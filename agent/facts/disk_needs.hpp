// How much room a node's directories need before a start. Pure.
#pragma once

#include <cstdint>
#include <span>

#include "agent/recovery/start_facts.hpp"
#include "common/document/document.hpp"

namespace ballast::agent {

// Bytes that must be free on each file system: 1 GiB, or two segments of a broker where these are
// more (a roll makes the next segment before an old one goes), but at most a tenth of the smallest
// file system of `dirs`, since a small disk is not a full one.
std::int64_t needed_free_bytes(const document::Document& document, Role role,
                               std::span<const DirFacts> dirs);

}  // namespace ballast::agent
