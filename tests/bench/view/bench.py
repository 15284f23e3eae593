"""What a full view costs: time and bytes on a real cluster beside kafka-topics --describe, its age,
and the coordinator's memory with 100 agents and 100,000 partitions that are simulated."""
import argparse
import json
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

import clusters
import report

TOPICS, PARTITIONS = 100, 100  # 10,000 partitions, replication factor 3


def ask(address, token, path):
    request = urllib.request.Request(f"http://{address}:8080{path}", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def wait_for(condition, limit):
    until = time.monotonic() + limit
    while True:
        try:
            if condition():
                return
        except (urllib.error.URLError, OSError):
            pass
        if time.monotonic() > until:
            raise SystemExit("the cluster did not get where the benchmark needs it")
        time.sleep(0.1)


def greatest_age(address, token, seconds):
    """Of the view, as its own answers tell it."""
    ages = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        ages.append(ask(address, token, "/v1/cluster")["age_seconds"])
        time.sleep(0.1)
    return max(ages), statistics.median(ages)


def token_in(folder):
    return (folder / "token").read_text().split()[0].rpartition(":")[2]


def resident_mb(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise SystemExit("the coordinator is gone")


def describe(bootstrap, *more):
    """Seconds of Kafka's own tool."""
    begin = time.monotonic()
    subprocess.run([clusters.JAVA_HOME / "bin/java", "-cp", f"{clusters.KAFKA}/libs/*:{clusters.KAFKA}/tools-libs/*",
                    "org.apache.kafka.tools.TopicCommand", "--bootstrap-server", bootstrap, "--describe", *more],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - begin


def real(runs):
    cluster = clusters.Ballast()
    try:
        cluster.start()
        cluster.finish_start()
        folder = cluster.cluster / "coordinator"
        address, token = json.loads((folder / "coordinator.json").read_text())["address"], token_in(folder)
        ballast = [clusters.BIN / "ballast", "topic", "create", *cluster.names, "--replication-factor", "3"]
        subprocess.run([*ballast, "small", "--partitions", "1"], check=True, stdout=subprocess.DEVNULL)
        for topic in range(TOPICS):
            subprocess.run([*ballast, f"orders-of-some-department-{topic:05}", "--partitions", str(PARTITIONS)],
                           check=True, stdout=subprocess.DEVNULL)
        wait_for(lambda: ask(address, token, "/v1/health")["verdict"] == "OK", 300)
        out = subprocess.run([clusters.BIN / "view_probe", folder, str(runs + 1)], check=True,
                             capture_output=True, text=True).stdout
        first, *views = [json.loads(line) for line in out.splitlines()]
        tool = [describe(cluster.bootstrap) for _ in range(runs)]
        start = [describe(cluster.bootstrap, "--topic", "small") for _ in range(runs)]
        age = greatest_age(address, token, 30)
        return first, views, tool, start, age
    finally:
        cluster.stop()


def simulated():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="ballast-bench-"))
    agents = subprocess.Popen([clusters.BIN / "simulated_agents", folder, "97", "100000"], stdout=subprocess.PIPE,
                              text=True)
    coordinator = None
    try:
        if agents.stdout.readline() != "ready\n":
            raise SystemExit("the simulated agents do not serve")
        coordinator = subprocess.Popen([clusters.BIN / "ballast-coordinator", "run", "--node-dir", folder],
                                       stdout=subprocess.DEVNULL)
        address, token = "127.202.0.1", token_in(folder)
        wait_for(lambda: (ask(address, token, "/v1/cluster")["partitions"] or {}).get("total") == 100_000, 60)
        wait_for(lambda: ask(address, token, "/v1/health")["verdict"] == "OK", 60)
        until = time.monotonic() + 30
        most = 0
        while time.monotonic() < until:
            ask(address, token, "/v1/topics")
            ask(address, token, "/v1/nodes")
            most = max(most, resident_mb(coordinator.pid))
            time.sleep(0.5)
        return most, greatest_age(address, token, 10)
    finally:
        for process in (coordinator, agents):
            if process:
                process.terminate()
                process.wait()
        shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    first, views, tool, start, age = real(runs)
    view = [one["seconds"] for one in views]
    # What the tool takes for all topics beyond what it takes for one is not its JVM's start.
    described = [all_of_them - statistics.median(start) for all_of_them in tool]
    columns = report.figures({"view": view, "kafka-topics": described, "its JVM and login": start})
    report.print_table(f"Full view of {views[0]['partitions']} partitions, 3 brokers", columns)
    print(f"  the first view, with each topic's min.insync.replicas: {first['seconds']:.3f} s, "
          f"{first['bytes'] / 1e6:.2f} MB; later ones: {statistics.median(view):.4f} s, {views[0]['bytes'] / 1e6:.2f} MB")
    print(f"  age of the view over 30 s: median {age[1]:.2f} s, at most {age[0]:.2f} s")
    resident, large_age = simulated()
    print(f"  100 agents, 100,000 partitions: {resident:.1f} MB, age at most {large_age[0]:.2f} s")
    values = {"age": age[0], "view_to_tool": statistics.median(view) / statistics.median(described),
              "resident_mb": resident}
    goals = json.loads((pathlib.Path(__file__).parent / "goals.json").read_text())
    report.write("view", {**columns, "first": first, "large_age": large_age[0]}, goals, values,
                 report.judge(goals, values))


main()
