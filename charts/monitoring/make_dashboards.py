#!/usr/bin/env python3
"""Writes the Grafana dashboards beside it, one JSON file each, from the tables below.

make_dashboards.py [--check]     --check: writes nothing, exits 1 where a file is not as it would be
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent / "dashboards"
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
JOB = 'job=~"$job"'
NODE = JOB + ',instance=~"$instance"'

# A panel: title, unit, what it shows as {legend: expression}, and for a single figure its limits
# {from: colour}.
CLUSTER = [
    ("How it is", [
        ("Brokers", "none", {"": f"sum(kafka_server_replicamanager_leadercount{{{JOB}}} >= bool 0)"}, {0: "text"}),
        ("Active controllers", "none",
         {"": f"sum(kafka_controller_kafkacontroller_activecontrollercount{{{JOB}}})"}, {0: "red", 1: "green", 2: "red"}),
        ("Offline partitions", "none",
         {"": f"sum(kafka_controller_kafkacontroller_offlinepartitionscount{{{JOB}}})"}, {0: "green", 1: "red"}),
        ("Under min ISR", "none",
         {"": f"sum(kafka_server_replicamanager_underminisrpartitioncount{{{JOB}}})"}, {0: "green", 1: "red"}),
        ("At min ISR", "none",
         {"": f"sum(kafka_server_replicamanager_atminisrpartitioncount{{{JOB}}})"}, {0: "green", 1: "orange"}),
        ("Under-replicated", "none",
         {"": f"sum(kafka_server_replicamanager_underreplicatedpartitions{{{JOB}}})"}, {0: "green", 1: "orange"}),
    ]),
    ("Load", [
        ("Bytes in", "Bps", {"{{instance}}": f"sum by (instance) (rate(kafka_server_brokertopicmetrics_bytesin_total{{{JOB},topic=\"\"}}[$__rate_interval]))"}),
        ("Bytes out", "Bps", {"{{instance}}": f"sum by (instance) (rate(kafka_server_brokertopicmetrics_bytesout_total{{{JOB},topic=\"\"}}[$__rate_interval]))"}),
        ("Messages in", "cps", {"{{instance}}": f"sum by (instance) (rate(kafka_server_brokertopicmetrics_messagesin_total{{{JOB},topic=\"\"}}[$__rate_interval]))"}),
        ("Failed requests", "reqps", {
            "produce": f"sum(rate(kafka_server_brokertopicmetrics_failedproducerequests_total{{{JOB},topic=\"\"}}[$__rate_interval]))",
            "fetch": f"sum(rate(kafka_server_brokertopicmetrics_failedfetchrequests_total{{{JOB},topic=\"\"}}[$__rate_interval]))"}),
    ]),
    ("Replication", [
        ("Leaders", "none", {"{{instance}}": f"kafka_server_replicamanager_leadercount{{{JOB}}}"}),
        ("Replicas", "none", {"{{instance}}": f"kafka_server_replicamanager_partitioncount{{{JOB}}}"}),
        ("ISR shrinks and expansions", "ops", {
            "shrinks": f"sum(rate(kafka_server_replicamanager_isrshrinks_total{{{JOB}}}[$__rate_interval]))",
            "expansions": f"sum(rate(kafka_server_replicamanager_isrexpands_total{{{JOB}}}[$__rate_interval]))"}),
        ("Unclean leader elections", "none",
         {"": f"sum(increase(kafka_controller_controllerstats_uncleanleaderelections_total{{{JOB}}}[$__rate_interval]))"}),
    ]),
    ("Topics", [
        ("Largest topics", "bytes", {"{{topic}}": f"topk(10, sum by (topic) (kafka_log_log_size{{{JOB}}}))"}),
        ("Busiest topics", "Bps", {"{{topic}}": f"topk(10, sum by (topic) (rate(kafka_server_brokertopicmetrics_bytesin_total{{{JOB},topic!=\"\"}}[$__rate_interval])))"}),
    ]),
]
BROKER = [
    ("Requests", [
        ("Time of Produce requests, 99 of 100", "ms", {"{{instance}}": f"kafka_network_requestmetrics_totaltimems{{{NODE},request=\"Produce\",quantile=\"0.99\"}}"}),
        ("Time of consumers' Fetch requests, 99 of 100", "ms", {"{{instance}}": f"kafka_network_requestmetrics_totaltimems{{{NODE},request=\"FetchConsumer\",quantile=\"0.99\"}}"}),
        ("Request handlers idle", "percentunit", {"{{instance}}": f"kafka_server_kafkarequesthandlerpool_requesthandleravgidle_percent{{{NODE}}}"}),
        ("Network processors idle", "percentunit", {"{{instance}}": f"kafka_network_socketserver_networkprocessoravgidle_percent{{{NODE}}}"}),
        ("Connections", "none", {"{{instance}} {{listener}}": f"sum by (instance, listener) (kafka_server_socket_server_metrics_connection_count{{{NODE}}})"}),
        ("Request queue", "none", {"{{instance}}": f"kafka_network_requestchannel_requestqueuesize{{{NODE}}}"}),
    ]),
    ("Disks", [
        ("Free", "bytes", {"{{instance}} {{path}}": f"ballast_disk_free_bytes{{{NODE}}}"}),
        ("Logs", "bytes", {"{{instance}}": f"sum by (instance) (kafka_log_log_size{{{NODE}}})"}),
        ("Read", "Bps", {"{{instance}}": f"rate(kafka_server_kafkaserver_linux_disk_read_bytes{{{NODE}}}[$__rate_interval])"}),
        ("Written", "Bps", {"{{instance}}": f"rate(kafka_server_kafkaserver_linux_disk_write_bytes{{{NODE}}}[$__rate_interval])"}),
    ]),
    ("JVM", [
        ("Heap", "bytes", {"{{instance}}": f"jvm_memory_used_bytes{{{NODE},area=\"heap\"}}"}),
        ("Garbage collection, share of time", "percentunit", {"{{instance}} {{gc}}": f"rate(jvm_gc_collection_seconds_sum{{{NODE}}}[$__rate_interval])"}),
        ("Threads", "none", {"{{instance}}": f"jvm_threads_current{{{NODE}}}"}),
        ("Open files", "none", {"{{instance}}": f"process_open_fds{{{NODE}}}"}),
        ("CPU", "percentunit", {"{{instance}}": f"rate(process_cpu_seconds_total{{{NODE}}}[$__rate_interval])"}),
        ("Resident memory", "bytes", {"{{instance}}": f"ballast_jvm_resident_bytes{{{NODE}}}"}),
    ]),
    ("Agent", [
        ("Ready", "none", {"{{instance}}": f"ballast_node_ready{{{NODE}}}"}),
        ("Ends of the JVM", "none", {"{{instance}} {{condition}}": f"increase(ballast_jvm_exits_total{{{NODE}}}[$__rate_interval])"}),
        ("Log entries", "ops", {"{{instance}} {{level}}": f"rate(ballast_log_entries_total{{{NODE},level=~\"WARN|ERROR|FATAL\"}}[$__rate_interval])"}),
        ("Time of a collection", "s", {"{{instance}}": f"jmx_scrape_duration_seconds{{{NODE}}}"}),
    ]),
]
ZOOKEEPER = [
    ("How it is", [
        ("Servers that tell", "none", {"": f"count(zookeeper_numaliveconnections{{{JOB}}})"}, {0: "text"}),
        ("Leaders", "none", {"": f"count(zookeeper_numaliveconnections{{{JOB},member_type=~\"Leader|Standalone\"}})"}, {0: "red", 1: "green", 2: "red"}),
        ("Quorum size", "none", {"": f"max(zookeeper_quorumsize{{{JOB}}})"}, {0: "text"}),
    ]),
    ("Load", [
        ("Request latency, average", "ms", {"{{instance}}": f"zookeeper_avgrequestlatency{{{NODE}}}"}),
        ("Request latency, greatest", "ms", {"{{instance}}": f"zookeeper_maxrequestlatency{{{NODE}}}"}),
        ("Outstanding requests", "none", {"{{instance}}": f"zookeeper_outstandingrequests{{{NODE}}}"}),
        ("Connections", "none", {"{{instance}}": f"zookeeper_numaliveconnections{{{NODE}}}"}),
        ("Packets received", "pps", {"{{instance}}": f"rate(zookeeper_packetsreceived_total{{{NODE}}}[$__rate_interval])"}),
        ("Syncs slower than a second", "none", {"{{instance}}": f"increase(zookeeper_fsyncthresholdexceedcount_total{{{NODE}}}[$__rate_interval])"}),
    ]),
    ("Data", [
        ("Nodes", "none", {"{{instance}}": f"zookeeper_nodecount{{{NODE}}}"}),
        ("Watches", "none", {"{{instance}}": f"zookeeper_watchcount{{{NODE}}}"}),
        ("Transaction log", "bytes", {"{{instance}}": f"zookeeper_logdirsize{{{NODE}}}"}),
        ("Snapshots", "bytes", {"{{instance}}": f"zookeeper_datadirsize{{{NODE}}}"}),
    ]),
    ("JVM", [
        ("Heap", "bytes", {"{{instance}}": f"jvm_memory_used_bytes{{{NODE},area=\"heap\"}}"}),
        ("Garbage collection, share of time", "percentunit", {"{{instance}} {{gc}}": f"rate(jvm_gc_collection_seconds_sum{{{NODE}}}[$__rate_interval])"}),
    ]),
]
COORDINATOR = [
    ("Verdict", [
        ("UNSAFE", "none", {"": f"max(ballast_cluster_verdict{{{JOB},verdict=\"UNSAFE\"}})"}, {0: "green", 1: "red"}),
        ("DEGRADED", "none", {"": f"max(ballast_cluster_verdict{{{JOB},verdict=\"DEGRADED\"}})"}, {0: "green", 1: "orange"}),
        ("UNKNOWN", "none", {"": f"max(ballast_cluster_verdict{{{JOB},verdict=\"UNKNOWN\"}})"}, {0: "green", 1: "orange"}),
        ("Restarts blocked", "none", {"": f"max(ballast_cluster_restart_blocked{{{JOB}}})"}, {0: "green", 1: "orange"}),
    ]),
    ("What it sees", [
        ("Findings", "none", {"{{code}}": f"ballast_cluster_findings{{{JOB}}}"}),
        ("Nodes", "none", {"{{role}} {{state}}": f"ballast_cluster_nodes{{{JOB}}}"}),
        ("Partitions in trouble", "none", {"{{state}}": f"ballast_cluster_partitions{{{JOB},state!=\"all\"}}"}),
        ("Age of the view", "s", {"": f"ballast_coordinator_view_age_seconds{{{JOB}}}"}),
        ("Agents, heard so long ago", "s", {"{{node}}": f"ballast_coordinator_heard_seconds{{{JOB}}}"}),
    ]),
    ("Itself", [
        ("Answers", "reqps", {"{{route}} {{status}}": f"sum by (route, status) (rate(ballast_coordinator_requests_total{{{JOB}}}[$__rate_interval]))"}),
        ("Resident memory", "bytes", {"": f"ballast_coordinator_resident_bytes{{{JOB}}}"}),
        ("Pages that watch", "none", {"": f"ballast_coordinator_event_subscribers{{{JOB}}}"}),
    ]),
]
DASHBOARDS = {
    "cluster": ("Kafka cluster", CLUSTER, "kafka_server_replicamanager_leadercount"),
    "broker": ("Kafka broker", BROKER, "kafka_server_replicamanager_leadercount"),
    "zookeeper": ("ZooKeeper", ZOOKEEPER, "zookeeper_numaliveconnections"),
    "coordinator": ("Ballast coordinator", COORDINATOR, "ballast_coordinator_info"),
}


def panel(number, place, title, unit, shown, limits=None):
    defaults = {"unit": unit, "min": 0}
    if limits:
        steps = [{"color": colour, "value": least if least else None} for least, colour in limits.items()]
        defaults["thresholds"] = {"mode": "absolute", "steps": steps}
    return {
        "id": number,
        "type": "stat" if limits else "timeseries",
        "title": title,
        "datasource": DATASOURCE,
        "gridPos": place,
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "targets": [{"refId": chr(ord("A") + i), "datasource": DATASOURCE, "expr": expression, "legendFormat": legend}
                    for i, (legend, expression) in enumerate(shown.items())],
    }


def panels(rows):
    made = []
    y = 0
    for title, row in rows:
        made.append({"id": len(made) + 1, "type": "row", "title": title, "collapsed": False, "panels": [],
                     "gridPos": {"h": 1, "w": 24, "x": 0, "y": y}})
        y += 1
        stats = len(row[0]) > 3
        width, height = (24 // len(row), 4) if stats else (12, 8)
        for i, one in enumerate(row):
            per_line = 24 // width
            place = {"h": height, "w": width, "x": i % per_line * width, "y": y + i // per_line * height}
            made.append(panel(len(made) + 1, place, *one))
        y += height * (1 if stats else (len(row) + 1) // 2)
    return made


def variable(name, label, query):
    return {"name": name, "label": label, "type": "query", "datasource": DATASOURCE, "query": query, "refresh": 2,
            "includeAll": True, "multi": True, "current": {"text": "All", "value": "$__all"}, "sort": 1}


def dashboard(name, title, rows, known_by):
    variables = [{"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus"},
                 variable("job", "Job", f"label_values({known_by}, job)")]
    if name in ("broker", "zookeeper"):
        variables.append(variable("instance", "Node", f'label_values({known_by}{{job=~"$job"}}, instance)'))
    return {
        "uid": f"ballast-{name}",
        "title": title,
        "tags": ["ballast"],
        "schemaVersion": 38,
        "editable": True,
        "time": {"from": "now-1h", "to": "now"},
        "refresh": "30s",
        "templating": {"list": variables},
        "panels": panels(rows),
    }


def main():
    wrong = []
    for name, (title, rows, known_by) in DASHBOARDS.items():
        path = HERE / f"{name}.json"
        text = json.dumps(dashboard(name, title, rows, known_by), indent=2) + "\n"
        if "--check" not in sys.argv:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            wrong.append(f"{path}: run {pathlib.Path(__file__).name}")
    print("\n".join(wrong))
    return 1 if wrong else 0


sys.exit(main())
