"""The same 3+3 cluster in two ways: six JVMs as a bare script starts them, and `ballast up`."""
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import uuid

BIN = pathlib.Path("build/release/bin").resolve()
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "ballast"
KAFKA = CACHE / "kafka/3.9.2"
JAVA_HOME = pathlib.Path(os.environ.get("JAVA_HOME") or pathlib.Path(shutil.which("java")).resolve().parents[1])
BLOCK = 251  # `ballast up` takes 10 to 250
BROKERS = [f"127.{BLOCK}.2.{i}" for i in (1, 2, 3)]
SERVERS = [f"127.{BLOCK}.1.{i}" for i in (1, 2, 3)]
# Those of Kafka's own bin/kafka-run-class.sh.
FLAGS = ["-server", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20", "-XX:InitiatingHeapOccupancyPercent=35",
         "-XX:+ExplicitGCInvokesConcurrent", "-XX:MaxInlineLevel=15", "-Djava.awt.headless=true",
         "-Dcom.sun.management.jmxremote=true"]
LOG4J = ("log4j.rootLogger=INFO, stdout\nlog4j.appender.stdout=org.apache.log4j.ConsoleAppender\n"
         "log4j.appender.stdout.layout=org.apache.log4j.PatternLayout\n"
         "log4j.appender.stdout.layout.ConversionPattern=[%d] %p %m (%c)%n\n")
SERVER_PROPERTIES = """broker.id={number}
log.dirs={folder}/kafka-{number}
listeners=CLIENTS://{address}:9092,REPLICATION://{address}:9091
listener.security.protocol.map=CLIENTS:PLAINTEXT,REPLICATION:PLAINTEXT
inter.broker.listener.name=REPLICATION
zookeeper.connect={zookeepers}
zookeeper.session.timeout.ms=18000
num.recovery.threads.per.data.dir=2
default.replication.factor=3
min.insync.replicas=2
offsets.topic.replication.factor=3
transaction.state.log.replication.factor=3
transaction.state.log.min.isr=2
auto.create.topics.enable=false
unclean.leader.election.enable=false
"""
ZOO_CFG = """dataDir={data}
tickTime=2000
initLimit=10
syncLimit=5
admin.enableServer=false
standaloneEnabled=false
reconfigEnabled=true
4lw.commands.whitelist=srvr,mntr
{members}
"""


class Bare:
    """The JVMs are children of this process; stop() kills them and removes their folder."""

    bootstrap = ",".join(address + ":9092" for address in BROKERS)

    def __init__(self, archives=None):
        self.archives = archives or {}
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ballast-bench-"))
        self.jars = ":".join(sorted(str(jar) for jar in (KAFKA / "libs").resolve().glob("*.jar")))
        self.processes = {}
        (self.folder / "log4j.properties").write_text(LOG4J)

    def start(self):
        for number in (1, 2, 3):
            self._start_server(number)
        for number in (0, 1, 2):
            self._start_broker(number)

    def finish_start(self):
        """A script returns at once."""

    def prepare_restart(self):
        """The script knows its children."""

    def restart_broker(self):
        broker = self.processes["kafka-2"]
        broker.terminate()
        broker.wait()
        self._start_broker(2)

    def stop(self):
        for process in self.processes.values():
            process.kill()
            process.wait()
        shutil.rmtree(self.folder)

    def _start_server(self, number):
        data = self.folder / f"zookeeper-{number}"
        data.mkdir()
        (data / "myid").write_text(str(number))
        members = "\n".join(f"server.{i}={a}:2888:3888:participant;{a}:2181" for i, a in enumerate(SERVERS, 1))
        config = self.folder / f"zoo-{number}.cfg"
        config.write_text(ZOO_CFG.format(data=data, members=members))
        self._java("zookeeper", f"zookeeper-{number}", "256m",
                   "org.apache.zookeeper.server.quorum.QuorumPeerMain", config)

    def _start_broker(self, number):
        config = self.folder / f"server-{number}.properties"
        config.write_text(SERVER_PROPERTIES.format(
            number=number, folder=self.folder, address=BROKERS[number],
            zookeepers=",".join(address + ":2181" for address in SERVERS)))
        self._java("kafka", f"kafka-{number}", "512m", "kafka.Kafka", config)

    def _java(self, role, name, heap, main_class, config):
        archive = self.archives.get(role)
        shared = [f"-XX:SharedArchiveFile={archive}", "-Xshare:auto"] if archive else []
        # A session each, as with Ballast: Linux shares the cores out among sessions (autogroup).
        with open(self.folder / f"{name}.out", "ab") as log:
            self.processes[name] = subprocess.Popen(
                [JAVA_HOME / "bin/java", f"-Xms{heap}", f"-Xmx{heap}", *FLAGS, *shared,
                 f"-Dlog4j.configuration=file:{self.folder}/log4j.properties", "-cp", self.jars,
                 main_class, config], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                start_new_session=True)


class Ballast:
    """`ballast up` into a folder of its own; stop() purges it."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ballast-bench-"))
        self.cluster = self.folder / "bench"
        self.names = ["--name", "bench", "--dir", str(self.cluster)]
        self.process = None
        self.broker = None

    def start(self):
        self.process = subprocess.Popen(
            [BIN / "ballast", "up", *self.names, "--kafka-home", KAFKA, "--java-home", JAVA_HOME],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    @property
    def bootstrap(self):
        """Known long before the cluster serves, so that its judge waits for it from the start."""
        record = self.cluster / "cluster.json"
        while not record.exists():
            if self.process.poll() is not None:
                raise SystemExit(f"ballast up failed: {self.process.stderr.read()}")
            time.sleep(0.005)
        block = json.loads(record.read_text())["block"]
        return ",".join(f"127.{block}.2.{i}:9092" for i in (1, 2, 3))

    def finish_start(self):
        _, said = self.process.communicate()
        if self.process.returncode != 0:
            raise SystemExit(f"ballast up failed: {said}")

    def prepare_restart(self):
        out = subprocess.run([BIN / "ballast", "status", "-o", "json", *self.names],
                             capture_output=True, check=False).stdout
        self.broker = next(node for node in json.loads(out)["nodes"] if node["name"] == "kafka-2")

    def restart_broker(self):
        self.order("stop")
        self.order("start")  # comes true when the JVM is gone
        while pathlib.Path(f"/proc/{self.broker['pid']}").exists():
            time.sleep(0.005)

    def readiness_delays(self):
        """Seconds from each broker's own line that it has started to the agent's word that it serves."""
        for node in (self.cluster / "nodes").glob("kafka-*"):
            started = next(line for line in (node / "log/kafka.log").read_text().splitlines()
                           if "kafka.server.KafkaServer - [KafkaServer id=" in line and line.endswith("] started"))
            events = map(json.loads, (node / "log/events.log").read_text().splitlines())
            serving = next(event for event in events if event["fields"]["kind"] == "transition"
                           and event["fields"]["state"] == "SERVING")
            yield (timestamp(serving["ts"]) - timestamp(started)).total_seconds()

    def stop(self):
        if self.process:
            self.process.terminate()  # nothing to do unless this bench was broken off
            self.process.wait()
        subprocess.run([BIN / "ballast", "down", "--purge", "--yes", *self.names], check=True,
                       stdout=subprocess.DEVNULL)
        shutil.rmtree(self.folder)

    def order(self, verb):
        pki = self.cluster / "pki"
        subprocess.run(["curl", "-sSf", "--cacert", pki / "ca.crt", "--cert", pki / "operator.crt",
                        "--key", pki / "operator.key", "-H", "Content-Type: application/json",
                        "-d", json.dumps({"id": uuid.uuid4().hex, "verb": verb}),
                        f"https://{self.broker['address']}:7443/v1/commands"],
                       check=True, stdout=subprocess.DEVNULL)


def make_archives(folder):
    """Class-data archives as Ballast makes them: {role: file} and {role: seconds}."""
    files, seconds = {}, {}
    for role in ("zookeeper", "kafka"):
        started = time.monotonic()
        subprocess.run([BIN / "ballast-agent", "archive", "--role", role, "--kafka-home", KAFKA,
                        "--java-home", JAVA_HOME, "--output", folder, "--address", f"127.{BLOCK}.3.1"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds[role] = time.monotonic() - started
        files[role] = next(pathlib.Path(folder).rglob(f"{role}.jsa"))
    return files, seconds


def timestamp(line):
    return datetime.datetime.fromisoformat(line.split()[0].replace("Z", "+00:00"))
