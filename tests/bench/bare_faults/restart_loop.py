"""The bare script's cluster under a restart loop like a StatefulSet's: whatever ends starts again,
the first time at once, then after 10 s, 20 s, 40 s ... 300 s; readiness is an open port."""
import pathlib
import signal
import socket
import subprocess
import threading
import time

import clusters

TOOLS = clusters.CACHE / "kafka/3.9.2/tools-libs"


class Loop:
    """Owns the cluster's JVMs; `more` are extra JVM options of one node, for its next starts."""

    def __init__(self):
        self.cluster = clusters.Bare()
        self.restarts = {}
        self.delays = {}
        self.seen = {}
        self.paused = set()
        self.ended = threading.Event()
        self.cluster.start()
        self.threads = [threading.Thread(target=self._keep, args=(name,)) for name in self.cluster.processes]
        for thread in self.threads:
            thread.start()

    def _keep(self, name):
        role, number = name.split("-")
        while not self.ended.wait(0.1):
            if name in self.paused or self.cluster.processes[name].poll() is None:
                continue
            if self.ended.wait(self.delays.get(name, 0)):
                return
            if name in self.paused:
                continue
            self.restarts[name] = self.restarts.get(name, 0) + 1
            self.delays[name] = min(300, self.delays.get(name, 0) * 2 or 10)
            if role == "kafka":
                self.cluster._start_broker(int(number))
            else:
                config = self.cluster.folder / f"zoo-{number}.cfg"
                self.cluster._java("zookeeper", name, "256m",
                                   "org.apache.zookeeper.server.quorum.QuorumPeerMain", config)

    def stop_node(self, name, how=signal.SIGTERM):
        self.paused.add(name)
        process = self.cluster.processes[name]
        process.send_signal(how)
        process.wait()

    def begin(self, name):
        """A new fault: what came before it says nothing about it."""
        self.restarts[name] = self.delays[name] = 0
        self.seen[name] = len(self._log(name))

    def go_on(self, name):
        self.begin(name)
        self.paused.discard(name)

    def _log(self, name):
        return (self.cluster.folder / f"{name}.out").read_text(errors="replace").splitlines()

    def data(self, name):
        return self.cluster.folder / name

    def last_words(self, name):
        errors = [line for line in self._log(name)[self.seen.get(name, 0):]
                  if " ERROR " in line or " FATAL " in line or line.startswith(("Error", "Caused by"))]
        return errors[-1][:200] if errors else ""

    def close(self):
        self.ended.set()
        for thread in self.threads:
            thread.join()
        self.cluster.stop()


def serves(address, port):
    try:
        socket.create_connection((address, port), timeout=2).close()
        return True
    except OSError:
        return False


def tool(main_class, *arguments, text=None):
    jars = ":".join(str(jar) for folder in (clusters.KAFKA / "libs", TOOLS) for jar in sorted(folder.resolve().glob("*.jar")))
    return subprocess.run([clusters.JAVA_HOME / "bin/java", "-Xmx128m", "-cp", jars, main_class, *arguments],
                          input=text, capture_output=True, text=True, timeout=60, check=False).stdout


def make_topic(name, assignment):
    tool("org.apache.kafka.tools.TopicCommand", "--bootstrap-server", clusters.Bare.bootstrap, "--create",
         "--topic", name, "--replica-assignment", assignment)


def write(topic, count):
    tool("kafka.tools.ConsoleProducer", "--bootstrap-server", clusters.Bare.bootstrap, "--topic", topic,
         "--producer-property", "acks=all", text="".join(f"record {i}\n" for i in range(count)))


def end_offset(topic):
    """Records that are there; None where nobody answers."""
    out = tool("org.apache.kafka.tools.GetOffsetShell", "--bootstrap-server", clusters.Bare.bootstrap,
               "--topic", topic)
    offsets = [int(line.rsplit(":", 1)[1]) for line in out.splitlines() if line.count(":") == 2]
    return sum(offsets) if offsets else None


def wait_for(condition, limit=90):
    until = time.monotonic() + limit
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.5)
    return False


