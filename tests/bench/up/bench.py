"""Start of a 3+3 cluster, and restart of one broker: a bare script, the same with a class-data
archive, and Ballast; each judged by the same outsider (ready_judge)."""
import argparse
import json
import pathlib
import subprocess
import tempfile
import time

import clusters
import report


def judge(bootstrap, topic, min_isr):
    """Returns when a record was acknowledged by that many replicas."""
    subprocess.run([clusters.BIN / "ready_judge", bootstrap, topic, str(min_isr)], check=True)


def measure(cluster):
    """Seconds of the start and of one broker's restart, and how soon readiness was seen."""
    started = time.monotonic()
    cluster.start()
    judge(cluster.bootstrap, "ready", 2)
    up = time.monotonic() - started
    cluster.finish_start()
    readiness = list(cluster.readiness_delays()) if isinstance(cluster, clusters.Ballast) else []
    judge(cluster.bootstrap, "restart", 3)  # all three are in sync
    cluster.prepare_restart()
    started = time.monotonic()
    cluster.restart_broker()
    judge(cluster.bootstrap, "restart", 3)
    return up, time.monotonic() - started, readiness


def warm_up():
    """Ballast's own archives are made, and the machine's caches filled, outside the measurement."""
    cluster = clusters.Ballast()
    try:
        cluster.start()
        cluster.finish_start()
    finally:
        cluster.stop()


def run_all(runs, archives):
    """The columns alternate, so that what the machine does meanwhile meets all of them."""
    columns = {"bare": clusters.Bare, "bare + archive": lambda: clusters.Bare(archives),
               "Ballast": clusters.Ballast}
    up, restart, readiness = {c: [] for c in columns}, {c: [] for c in columns}, []
    for run in range(runs):
        for column, make in columns.items():
            cluster = make()
            try:
                times = measure(cluster)
            finally:
                cluster.stop()
            up[column].append(times[0])
            restart[column].append(times[1])
            readiness.extend(times[2])
            print(f"run {run + 1} of {runs}, {column}: up {times[0]:.2f} s, restart {times[1]:.2f} s", flush=True)
    return up, restart, readiness


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory(prefix="ballast-bench-") as folder:
        archives, seconds = clusters.make_archives(folder)
        print("archives, made once: " + ", ".join(f"{role} {took:.1f} s" for role, took in seconds.items()))
        warm_up()
        up, restart, readiness = run_all(runs, archives)
    shown = {
        "up": report.figures(up),
        "restart": report.figures(restart),
        "readiness": report.figures({"seen after": readiness}),
        "archive": {role: round(took, 2) for role, took in seconds.items()},
    }
    report.print_table("3+3 cluster until an acks=all record on a topic with 3 replicas", shown["up"])
    report.print_table("one broker's restart until it is in sync again", shown["restart"])
    report.print_table("a broker's own line `started` until its agent says SERVING (the client "
                       "listener may serve before that line)", shown["readiness"])
    goals = json.loads((pathlib.Path(__file__).parent / "goals.json").read_text())
    values = {
        "up_ratio": shown["up"]["Ballast"]["median"] / shown["up"]["bare"]["median"],
        "restart_ratio": shown["restart"]["Ballast"]["median"] / shown["restart"]["bare"]["median"],
        "readiness_seconds": max(readiness),
    }
    report.write("up", shown, goals, values, report.judge(goals, values))


main()
