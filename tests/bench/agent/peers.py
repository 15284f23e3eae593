"""What other operators' probes see of the same faults: their settings, asked for real."""
import pathlib
import random
import socket
import time

# initialDelay is over; (what, period, timeout, failures) from the operators' own sources:
# KUDO Kafka 1.3.3 readiness tcp 10/10/30/3, Bitnami readiness tcp 5/10/5/6 and liveness pgrep
# 10/10/5/3, Strimzi readiness 15/10/5/3 (its script asks the broker's state; here a connection).
PEERS = {
    "KUDO tcp": ("tcp", 10, 30, 3),
    "Bitnami tcp": ("tcp", 10, 5, 6),
    "Bitnami pgrep": ("process", 10, 5, 3),
}


def passes(what, address, pid, timeout):
    if what == "process":
        return pathlib.Path(f"/proc/{pid}/stat").exists() and \
            " Z " not in pathlib.Path(f"/proc/{pid}/stat").read_text()
    try:
        socket.create_connection((address, 9092), timeout=timeout).close()
        return True
    except OSError:
        return False


def watch(name, address, pid, fault_at, until, found):
    """Asks as kubelet does, from a random moment of the period on; found[name] gets the seconds."""
    what, period, timeout, failures = PEERS[name]
    time.sleep(random.uniform(0, period))
    failed = 0
    while time.monotonic() < until:
        started = time.monotonic()
        failed = 0 if passes(what, address, pid, timeout) else failed + 1
        if failed == failures:
            found[name] = time.monotonic() - fault_at
            return
        time.sleep(max(0.0, started + period - time.monotonic()))
