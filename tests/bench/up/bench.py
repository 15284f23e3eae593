"""Start of a 3+3 cluster, and restart of one broker: a bare script, the same with a class-data
archive, and Ballast; each judged by the same outsider (ready_judge)."""
import argparse
import datetime
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import uuid

import report

HERE = pathlib.Path(__file__).parent
BIN = pathlib.Path("build/release/bin").resolve()
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "ballast"
KAFKA = CACHE / "kafka/3.9.2"
JAVA = pathlib.Path(os.environ["JAVA_HOME"]) / "bin/java" if "JAVA_HOME" in os.environ else \
    pathlib.Path(shutil.which("java")).resolve()
BLOCK = 249  # 127.249.x.y, far from the clusters of `ballast up`, which begin at 10
BROKERS = [f"127.{BLOCK}.2.{i}" for i in (1, 2, 3)]
SERVERS = [f"127.{BLOCK}.1.{i}" for i in (1, 2, 3)]
# Those of Kafka's own bin/kafka-run-class.sh.
FLAGS = ["-server", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20", "-XX:InitiatingHeapOccupancyPercent=35",
         "-XX:+ExplicitGCInvokesConcurrent", "-XX:MaxInlineLevel=15", "-Djava.awt.headless=true"]
LOG4J = ("log4j.rootLogger=INFO, stdout\nlog4j.appender.stdout=org.apache.log4j.ConsoleAppender\n"
         "log4j.appender.stdout.layout=org.apache.log4j.PatternLayout\n"
         "log4j.appender.stdout.layout.ConversionPattern=[%d] %p %m (%c)%n\n")


READINESS = []  # seconds, of all brokers of all runs of Ballast


class Bare:
    """The six JVMs as a script starts them."""

    def __init__(self, archives=None):
        self.archives = archives or {}
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ballast-bench-"))
        self.jars = ":".join(sorted(str(jar) for jar in (KAFKA / "libs").resolve().glob("*.jar")))
        self.processes = {}
        (self.folder / "log4j.properties").write_text(LOG4J)

    def start(self):
        for i, address in enumerate(SERVERS, 1):
            self.start_server(i, address)
        for i, address in enumerate(BROKERS):
            self.start_broker(i)

    def start_server(self, number, address):
        data = self.folder / f"zookeeper-{number}"
        data.mkdir()
        (data / "myid").write_text(str(number))
        config = self.folder / f"zoo-{number}.cfg"
        members = "".join(f"server.{i}={a}:2888:3888:participant;{a}:2181\n" for i, a in enumerate(SERVERS, 1))
        config.write_text(f"dataDir={data}\ntickTime=2000\ninitLimit=10\nsyncLimit=5\n"
                          f"admin.enableServer=false\nstandaloneEnabled=false\n"
                          f"4lw.commands.whitelist=srvr,mntr\n{members}")
        self.java("zookeeper", f"zookeeper-{number}", "256m",
                  "org.apache.zookeeper.server.quorum.QuorumPeerMain", config)

    def start_broker(self, number):
        address = BROKERS[number]
        config = self.folder / f"server-{number}.properties"
        config.write_text(
            f"broker.id={number}\nlog.dirs={self.folder}/kafka-{number}\n"
            f"listeners=CLIENTS://{address}:9092,REPLICATION://{address}:9091\n"
            "listener.security.protocol.map=CLIENTS:PLAINTEXT,REPLICATION:PLAINTEXT\n"
            "inter.broker.listener.name=REPLICATION\nnum.recovery.threads.per.data.dir=2\n"
            f"zookeeper.connect={','.join(a + ':2181' for a in SERVERS)}\n"
            "default.replication.factor=3\nmin.insync.replicas=2\nauto.create.topics.enable=false\n"
            "offsets.topic.replication.factor=3\ntransaction.state.log.replication.factor=3\n"
            "transaction.state.log.min.isr=2\n")
        self.java("kafka", f"kafka-{number}", "512m", "kafka.Kafka", config)

    def java(self, role, name, heap, main_class, config):
        archive = self.archives.get(role)
        shared = [f"-XX:SharedArchiveFile={archive}", "-Xshare:auto"] if archive else []
        log = open(self.folder / f"{name}.out", "ab")
        self.processes[name] = subprocess.Popen(
            [JAVA, f"-Xms{heap}", f"-Xmx{heap}", *FLAGS, *shared,
             f"-Dlog4j.configuration=file:{self.folder}/log4j.properties", "-cp", self.jars,
             main_class, config], stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def restart_broker(self, ready):
        broker = self.processes["kafka-2"]
        broker.terminate()
        broker.wait()
        self.start_broker(2)
        ready()

    def stop(self):
        for name in sorted(self.processes):  # brokers before ZooKeeper
            self.processes[name].send_signal(signal.SIGKILL)
        for process in self.processes.values():
            process.wait()
        shutil.rmtree(self.folder)

    bootstrap = ",".join(a + ":9092" for a in BROKERS)


class Ballast:
    """The same through `ballast up`."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ballast-bench-"))
        self.common = ["--name", "bench", "--dir", str(self.folder / "bench")]
        self.process = None

    def start(self):
        self.process = subprocess.Popen([BIN / "ballast", "up", *self.common],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def finish_start(self):
        if self.process.wait() != 0:
            raise SystemExit("ballast up failed")

    def status(self):
        out = subprocess.run([BIN / "ballast", "status", "-o", "json", *self.common],
                             capture_output=True, check=False).stdout
        return json.loads(out)

    def node(self, name):
        return next(node for node in self.status()["nodes"] if node["name"] == name)

    def order(self, address, verb):
        pki = self.folder / "bench/pki"
        subprocess.run(["curl", "-sSf", "--cacert", pki / "ca.crt", "--cert", pki / "operator.crt",
                        "--key", pki / "operator.key", "-H", "Content-Type: application/json",
                        "-d", json.dumps({"id": uuid.uuid4().hex, "verb": verb}),
                        f"https://{address}:7443/v1/commands"], check=True, stdout=subprocess.DEVNULL)

    def readiness_delays(self):
        """Seconds from each broker's own line that it has started to the agent's word that it serves."""
        for node in (self.folder / "bench/nodes").glob("kafka-*"):
            started = next(line for line in (node / "log/kafka.log").read_text().splitlines()
                           if "kafka.server.KafkaServer - [KafkaServer id=" in line and line.endswith("] started"))
            serving = next(line for line in (node / "run/agent.log").read_text().splitlines()
                           if "-> SERVING" in line)
            yield (timestamp(serving) - timestamp(started)).total_seconds()

    def restart_broker(self, ready):
        node = self.node("kafka-2")
        started = time.monotonic()
        self.order(node["address"], "stop")
        self.order(node["address"], "start")  # comes true when the JVM is gone
        while pathlib.Path(f"/proc/{node['pid']}").exists():
            time.sleep(0.005)
        ready()
        return time.monotonic() - started

    def stop(self):
        subprocess.run([BIN / "ballast", "down", "--purge", "--yes", *self.common], check=True,
                       stdout=subprocess.DEVNULL)
        shutil.rmtree(self.folder)

    @property
    def bootstrap(self):
        return self.status()["bootstrap"]


def timestamp(line):
    return datetime.datetime.fromisoformat(line.split()[0].replace("Z", "+00:00"))


def judge(bootstrap, topic, min_isr):
    subprocess.run([BIN / "ready_judge", bootstrap, topic, str(min_isr)], check=True)


def first_bootstrap():
    """The bootstrap that the next cluster will have: the judge must start before the cluster."""
    claims = pathlib.Path("/var/tmp/ballast-addresses")
    taken = {entry.name for entry in claims.glob("*.json")} if claims.exists() else set()
    block = next(n for n in range(10, 251) if f"{n}.json" not in taken)
    return ",".join(f"127.{block}.2.{i}:9092" for i in (1, 2, 3))


def measure(cluster, bootstrap):
    started = time.monotonic()
    cluster.start()
    judge(bootstrap, "ready", 2)
    up = time.monotonic() - started
    if isinstance(cluster, Ballast):
        cluster.finish_start()
        READINESS.extend(cluster.readiness_delays())
    judge(bootstrap, "restart", 3)  # all three are in sync
    started = time.monotonic()
    cluster.restart_broker(lambda: judge(bootstrap, "restart", 3))
    return up, time.monotonic() - started


def make_archives():
    """The archives that Ballast made, for the second column; their time is told apart."""
    started = time.monotonic()
    cluster = Ballast()
    cluster.start()
    cluster.finish_start()
    cluster.stop()
    print(f"a first `ballast up`, with the archives if there were none: {time.monotonic() - started:.1f} s")
    newest = max((CACHE / "archives").glob("*/kafka.jsa"), key=lambda file: file.stat().st_mtime)
    return {"kafka": newest, "zookeeper": newest.with_name("zookeeper.jsa")}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    archives = make_archives()
    columns = {"bare": Bare, "bare + archive": lambda: Bare(archives), "Ballast": Ballast}
    up = {column: [] for column in columns}
    restart = {column: [] for column in columns}
    for run in range(runs):
        for column, make in columns.items():
            cluster = make()
            try:
                bootstrap = cluster.bootstrap if isinstance(cluster, Bare) else first_bootstrap()
                times = measure(cluster, bootstrap)
            finally:
                cluster.stop()
            up[column].append(times[0])
            restart[column].append(times[1])
            print(f"run {run + 1} of {runs}, {column}: up {times[0]:.2f} s, restart {times[1]:.2f} s", flush=True)
    shown = {"up": report.figures(up), "restart": report.figures(restart)}
    report.print_table("3+3 cluster until an acks=all record on a topic with 3 replicas", shown["up"])
    report.print_table("one broker's restart until it is in sync again", shown["restart"])
    shown["readiness"] = report.figures({"ready after start": READINESS})
    report.print_table("a broker's own line `started` until its agent says SERVING (the client "
                       "listener may serve before that line)", shown["readiness"])
    goals = json.loads((HERE / "goals.json").read_text())
    values = {
        "up_ratio": shown["up"]["Ballast"]["median"] / shown["up"]["bare"]["median"],
        "readiness_seconds": max(READINESS),
        "restart_ratio": shown["restart"]["Ballast"]["median"] / shown["restart"]["bare"]["median"],
    }
    met = report.judge(goals, values)
    report.write("up", shown, goals, values, met)


main()
