// Every row of the table; each is defined in the file of its name.
#pragma once

#include "agent/recovery/condition.hpp"

namespace ballast::agent {

extern const Condition kOrphanJvm;
extern const Condition kStaleRegistration;
// Of ZooKeeper servers.
extern const Condition kMyidMismatch;
extern const Condition kAlreadyBorn;
extern const Condition kZooKeeperEpochMismatch;
extern const Condition kZooKeeperDataCorrupt;
extern const Condition kZooKeeperDataLost;
extern const Condition kMixedDirs;
// Of the machine and the JVM.
extern const Condition kPortTaken;
extern const Condition kWrongJava;
extern const Condition kJvmOptionRefused;
extern const Condition kHeapAboveLimit;
extern const Condition kFrozen;
extern const Condition kSlowRecovery;
extern const Condition kCertificateExpiring;
extern const Condition kClockJump;

}  // namespace ballast::agent
