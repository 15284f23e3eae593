// Every row of the table; each is defined in the file of its name.
#pragma once

#include "agent/recovery/condition.hpp"

namespace ballast::agent {

extern const Condition kOrphanJvm;
// Of a broker's volume and its place in the cluster.
extern const Condition kLogDirLocked;
extern const Condition kMetaUnreadable;
extern const Condition kLogDirsDiffer;
extern const Condition kBrokerIdMismatch;
extern const Condition kClusterIdMismatch;
extern const Condition kVolumeLost;
extern const Condition kStaleRegistration;
extern const Condition kZooKeeperUnreachable;
extern const Condition kAllLogDirsFailed;
extern const Condition kLogDirOffline;
extern const Condition kCorruptIndex;
extern const Condition kRecoveryCutData;
// Of ZooKeeper servers.
extern const Condition kMyidMismatch;
extern const Condition kAlreadyBorn;
extern const Condition kZooKeeperEpochMismatch;
extern const Condition kZooKeeperDataCorrupt;
extern const Condition kZooKeeperDataLost;
extern const Condition kMixedDirs;
extern const Condition kZooKeeperFailed;
// Of the machine and the JVM.
extern const Condition kDiskNearlyFull;
extern const Condition kDirectoryNotWritable;
extern const Condition kPortTaken;
extern const Condition kWrongJava;
extern const Condition kJvmOptionRefused;
extern const Condition kHeapAboveLimit;
extern const Condition kFrozen;
extern const Condition kSlowRecovery;
extern const Condition kCertificateExpiring;
extern const Condition kClockJump;
// Of an end.
extern const Condition kConfigRefused;
extern const Condition kOutOfMemory;
extern const Condition kJvmCrashed;
extern const Condition kEndedBySignal;
extern const Condition kEndedByItself;

}  // namespace ballast::agent
