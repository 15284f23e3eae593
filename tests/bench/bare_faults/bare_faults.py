"""Ballast's faults, injected into bare JVMs under a restart loop: what an administrator has without
it. By hand, not in CI:  tests/bench/bare_faults/run  (about 8 minutes)"""
import fcntl
import json
import pathlib
import shutil
import signal
import socket
import time

import clusters
import restart_loop as bare

OBSERVED = 30  # seconds
BROKER, ADDRESS = "kafka-2", clusters.BROKERS[2]


def edit(path, before, after):
    path.write_text(path.read_text().replace(before, after))


def killed(loop):
    loop.begin(BROKER)
    loop.cluster.processes[BROKER].kill()


def locked(loop):
    loop.stop_node(BROKER)
    holder = open(loop.data(BROKER) / ".lock", "w")
    fcntl.lockf(holder, fcntl.LOCK_EX)
    loop.go_on(BROKER)
    return holder.close


def meta(before, after):
    def inject(loop):
        loop.stop_node(BROKER)
        path = loop.data(BROKER) / "meta.properties"
        good = path.read_text()
        path.write_text(good.replace(before, after))
        loop.go_on(BROKER)
        return lambda: path.write_text(good)
    return inject


def emptied(loop):
    loop.stop_node(BROKER)
    shutil.rmtree(loop.data(BROKER))
    loop.go_on(BROKER)


def port_taken(loop):
    loop.stop_node(BROKER)
    taken = socket.create_server((ADDRESS, 9092))
    loop.go_on(BROKER)
    return taken.close


def frozen(loop):
    loop.begin(BROKER)
    process = loop.cluster.processes[BROKER]
    process.send_signal(signal.SIGSTOP)
    return lambda: process.send_signal(signal.SIGCONT)


def corrupt_log(loop):
    loop.stop_node("zookeeper-2")
    logs = sorted((loop.data("zookeeper-2") / "version-2").glob("log.*"), key=lambda log: log.stat().st_mtime)
    with open(logs[-1], "r+b") as log:
        log.seek(20)
        log.write(b"\xde\xad\xbe\xef")
    loop.go_on("zookeeper-2")


def majority_wiped(loop):
    """Two of three volumes are lost, and the two come up before the third: a storage accident."""
    for number in (1, 2, 3):
        loop.stop_node(f"zookeeper-{number}")
    for number in (2, 3):
        shutil.rmtree(loop.data(f"zookeeper-{number}") / "version-2")
        loop.go_on(f"zookeeper-{number}")
    time.sleep(10)
    loop.go_on("zookeeper-1")


# (what, node, port that readiness asks, inject, topic whose records are counted)
FAULTS = [
    ("kill -9 of a broker", BROKER, 9092, killed, "kept"),
    ("a log dir's .lock is held", BROKER, 9092, locked, "kept"),
    ("cluster.id of another cluster", BROKER, 9092, meta("cluster.id=", "cluster.id=x"), "kept"),
    ("broker.id of another broker", BROKER, 9092, meta("broker.id=2", "broker.id=1"), "kept"),
    ("port 9092 is taken", BROKER, 9092, port_taken, "kept"),
    ("SIGSTOP", BROKER, 9092, frozen, "kept"),
    ("a transaction log is corrupt", "zookeeper-2", 2181, corrupt_log, "kept"),
    ("the volume of a partition's only in-sync replica is empty", BROKER, 9092, emptied, "single"),
    ("two of three ZooKeeper volumes are lost", "zookeeper-2", 2181, majority_wiped, "kept"),
]


def observe(loop, fault):
    words, node, port, inject, topic = fault
    address = (clusters.BROKERS if node.startswith("kafka") else clusters.SERVERS)[int(node[-1]) - (0 if node.startswith("kafka") else 1)]
    before = bare.end_offset(topic)
    heal = inject(loop)
    time.sleep(OBSERVED)
    result = {"fault": words, "restarts": loop.restarts.get(node, 0), "observed_seconds": OBSERVED,
              "port_open": bare.serves(address, port), "last_error": loop.last_words(node)}
    if heal:
        heal()
    result["others_restarted"] = sum(count for name, count in loop.restarts.items() if name != node and name not in loop.paused)
    bare.wait_for(lambda: bare.serves(address, port), 60)
    after = bare.end_offset(topic)
    result["records_before"], result["records_after"] = before, after
    print(json.dumps(result), flush=True)
    return result


def main():
    loop = bare.Loop()
    try:
        if not bare.wait_for(lambda: all(bare.serves(address, 9092) for address in clusters.BROKERS)):
            raise SystemExit("the bare cluster did not come up")
        bare.make_topic("kept", "0:1:2,1:2:0")
        bare.make_topic("single", "2")
        for topic in ("kept", "single"):
            bare.write(topic, 200)
        results = [observe(loop, fault) for fault in FAULTS]
        pathlib.Path(__file__).with_name("results.json").write_text(json.dumps(results, indent=2) + "\n")
    finally:
        loop.close()


main()
