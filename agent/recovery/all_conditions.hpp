// Every row of the table; each is defined in the file of its name.
#pragma once

#include "agent/recovery/condition.hpp"

namespace ballast::agent {

extern const Condition kStaleRegistration;

}  // namespace ballast::agent
