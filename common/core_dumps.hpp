// What a process that holds secrets does about its memory.
#pragma once

namespace ballast {

// No core file, and no other process of the user may read this one's memory.
void forbid_core_dumps();

}  // namespace ballast
