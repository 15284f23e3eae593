#!/usr/bin/env python3
"""Dashboards are as their tables say, and every expression in dashboards and alerts is PromQL.

check_monitoring.py ROOT [--planted]     --planted: proves that a wrong expression is found
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile


def expressions(root):
    """(where, expression) of every panel."""
    for path in sorted((root / "dashboards").glob("*.json")):
        for panel in json.loads(path.read_text())["panels"]:
            for target in panel.get("targets", []):
                yield f"{path.name}: {panel['title']}", target["expr"]


PROMTOOL = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / \
    "ballast/prometheus/bin/promtool"


def promtool(*words):
    result = subprocess.run([PROMTOOL, *words], capture_output=True, text=True, check=False)
    return [] if result.returncode == 0 else [result.stdout + result.stderr]


def check_expressions(found):
    """Grafana's variables stand for durations and patterns."""
    problems = []
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as rules:
        groups = [{"name": where, "rules": [{"record": "a:b", "expr": re.sub(
            r"\$\w+", ".*", expression.replace("$__rate_interval", "5m"))}]}
            for where, expression in found]
        # One group an expression: promtool refuses equal names.
        for number, group in enumerate(groups):
            group["name"] += f" ({number})"
        json.dump({"groups": groups}, rules)
        rules.flush()
        problems += promtool("check", "rules", rules.name)
    return problems


def main():
    root = pathlib.Path(sys.argv[1]) / "charts/monitoring"
    if "--planted" in sys.argv:
        return 0 if check_expressions([("planted", "sum(rate(x[$__rate_interval])")]) else 1
    made = subprocess.run([sys.executable, root / "make_dashboards.py", "--check"], capture_output=True, text=True,
                          check=False)
    problems = [made.stdout + made.stderr] if made.returncode else []
    problems += check_expressions(list(expressions(root)))
    problems += promtool("check", "rules", str(root / "alerts.yml"))
    print("\n".join(problems))
    return 1 if problems else 0


sys.exit(main())
