"""What an agent costs, how fast its probes answer on a busy machine, and how soon it sees a fault,
side by side with what other operators' probe settings see."""
import argparse
import json
import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import clusters
import report

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import peers  # noqa: E402  (its folder is this file's)

LIMIT = 75  # seconds after which a fault counts as not seen


def resident_mib(pid):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", text).group(1)) / 1024


def cpu_seconds(pids):
    ticks = 0
    for pid in pids:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def wait_for(condition, limit=120):
    until = time.monotonic() + limit
    while not condition():
        if time.monotonic() > until:
            raise SystemExit("the cluster did not get where the benchmark needs it")
        time.sleep(0.05)


class Cluster(clusters.Ballast):
    def nodes(self):
        out = subprocess.run([clusters.BIN / "ballast", "status", "-o", "json", *self.names],
                             capture_output=True, check=False).stdout
        return {node["name"]: node for node in json.loads(out)["nodes"]}

    def init_pid(self, node):
        return json.loads((self.cluster / "nodes" / node / "run/init.json").read_text())["pid"]

    def all_ready(self):
        return all(node["ready"] for node in self.nodes().values())

    def order_node(self, node, verb):
        self.broker = node
        self.order(verb)

    def events(self, node):
        text = (self.cluster / "nodes" / node / "log/events.log").read_text()
        return [json.loads(line) for line in text.splitlines()]


def memory(cluster):
    nodes = cluster.nodes()
    return (max(resident_mib(node["agent_pid"]) for node in nodes.values()),
            max(resident_mib(cluster.init_pid(name)) for name in nodes))


def probe_times(address, seconds=15):
    """{keep|short: (p50, p99, most)} in ms, while as many loops as there are cores keep them busy."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count())]
    try:
        times = {}
        for mode in ("keep", "short"):
            out = subprocess.run([clusters.BIN / "probe_load", address, "7080", "/readyz", "200",
                                  str(seconds), mode], capture_output=True, check=True, text=True).stdout
            _, failed, p50, p99, most = out.split()
            if failed != "0":
                raise SystemExit(f"{failed} probes were not answered")
            times[mode] = (float(p50), float(p99), float(most))
        return times
    finally:
        for process in busy:
            process.kill()
            process.wait()


def is_ready(address):
    try:
        return urllib.request.urlopen(f"http://{address}:7080/readyz", timeout=2).status == 200
    except (urllib.error.URLError, OSError):
        return False


def detection(address, pid, fault):
    """{who: seconds until the fault was seen}; those that did not see it are missing."""
    fault_at = time.monotonic()
    os.kill(pid, fault)
    found = {}
    watchers = [threading.Thread(target=peers.watch,
                                 args=(name, address, pid, fault_at, fault_at + LIMIT, found))
                for name in peers.PEERS]
    for watcher in watchers:
        watcher.start()
    while time.monotonic() < fault_at + LIMIT and is_ready(address):
        time.sleep(0.02)
    found["Ballast"] = time.monotonic() - fault_at
    if fault == signal.SIGSTOP:
        for watcher in watchers:
            watcher.join()
        os.kill(pid, signal.SIGCONT)
    return found, watchers


def time_of(entry):
    return clusters.timestamp(entry["ts"])


def start_after_znode(cluster, name):
    """Seconds from ZooKeeper's end of the dead broker's session, and so of its znode, to the start of its JVM."""
    events = cluster.events(name)
    session = [re.search(r"ends the session (0x[0-9a-f]+)", event["message"]).group(1)
               for event in events if event["fields"].get("code") == "STALE_REGISTRATION"][-1]
    ended = [clusters.timestamp(line)
             for log in cluster.cluster.glob("nodes/zookeeper-*/log/zookeeper.log")
             for line in log.read_text().splitlines() if f"Expiring session {session}," in line]
    started = [time_of(event) for event in events
               if event["fields"]["kind"] == "transition" and event["fields"]["state"] == "STARTING"
               and event["message"] == "starting the JVM"]
    return (started[-1] - max(ended)).total_seconds()


def held_cpu(cluster):
    """Percent of one core that a HELD node costs: its port is taken by this process."""
    node = cluster.nodes()["kafka-1"]
    cluster.order_node(node, "stop")
    wait_for(lambda: cluster.nodes()["kafka-1"]["state"] == "STOPPED")
    with socket.create_server((node["address"], 9092)):
        cluster.order_node(node, "start")
        wait_for(lambda: cluster.nodes()["kafka-1"]["state"] == "HELD")
        pids = [node["agent_pid"], cluster.init_pid("kafka-1")]
        before, started = cpu_seconds(pids), time.monotonic()
        time.sleep(30)
        percent = 100 * (cpu_seconds(pids) - before) / (time.monotonic() - started)
    wait_for(cluster.all_ready)
    return percent


def faults(cluster, runs):
    seen = {"kill -9": {}, "SIGSTOP": {}}
    starts = []
    for run in range(runs):
        for words, fault in (("kill -9", signal.SIGKILL), ("SIGSTOP", signal.SIGSTOP)):
            wait_for(cluster.all_ready)
            time.sleep(random.uniform(0, 5))  # any moment of a probe's period
            node = cluster.nodes()["kafka-2"]
            found, watchers = detection(node["address"], node["pid"], fault)
            for watcher in watchers:
                watcher.join()
            for who in ["Ballast", *peers.PEERS]:
                seen[words].setdefault(who, []).append(found.get(who))
            wait_for(cluster.all_ready)
            if fault == signal.SIGKILL:
                starts.append(start_after_znode(cluster, "kafka-2"))
            print(f"run {run + 1} of {runs}, {words}: " + ", ".join(
                f"{who} {found[who]:.1f} s" if who in found else f"{who} not in {LIMIT} s"
                for who in ["Ballast", *peers.PEERS]), flush=True)
    return seen, starts


def print_seen(seen):
    for words, columns in seen.items():
        shown = {who: [value for value in values if value is not None] for who, values in columns.items()}
        report.print_table(f"a broker with {words}: seconds until its probe says so",
                           report.figures({who: values for who, values in shown.items() if values}))
        for who, values in shown.items():
            if len(values) < len(columns[who]):
                print(f"  {who:<18}not seen in {LIMIT} s in {len(columns[who]) - len(values)} of "
                      f"{len(columns[who])} runs")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    cluster = Cluster()
    try:
        cluster.start()
        cluster.finish_start()
        readiness = list(cluster.readiness_delays())
        time.sleep(30)
        probes = probe_times(cluster.nodes()["kafka-0"]["address"])
        held = held_cpu(cluster)
        seen, starts = faults(cluster, runs)
        agent, init = memory(cluster)
    finally:
        cluster.stop()
    print(f"\nagent {agent:.1f} MiB, init {init:.2f} MiB resident; a HELD node takes {held:.2f} % of a core")
    for mode, (p50, p99, most) in probes.items():
        print(f"probes at 200/s, cores busy, {mode} connections: p50 {p50:.2f} ms, p99 {p99:.2f} ms, most {most:.2f} ms")
    print_seen(seen)
    goals = json.loads((pathlib.Path(__file__).parent / "goals.json").read_text())
    values = {
        "agent_mib": agent,
        "init_mib": init,
        "probe_p99_ms": max(times[1] for times in probes.values()),
        "start_after_znode_seconds": max(starts),
        "readiness_seconds": max(readiness),
        "held_cpu_percent": held,
    }
    report.write("agent", {"probes_ms": probes, "seen_seconds": seen, "start_after_znode": starts},
                 goals, values, report.judge(goals, values))


main()
