"""How long a plan takes and how many batches it has, beside rack by rack and one by one."""
import argparse
import json
import pathlib
import subprocess

import report

PROGRAM = pathlib.Path("build/release/bin/planner_load").resolve()
# Brokers, partitions, placement, slack, cap, dirty of 10,000; batches of first fit that were
# measured for such placements before this was built (other seeds: a few more or fewer are noise).
ROWS = [
    (12, 12_000, "striped", 1, 0, 0, 3),
    (12, 12_000, "unaware", 1, 0, 0, 12),
    (12, 12_000, "random", 2, 0, 0, 6),
    (60, 6_000, "unaware", 1, 0, 0, 41),
    (60, 60_000, "striped", 1, 0, 0, 3),
    (60, 60_000, "random", 2, 0, 0, 20),
    (60, 60_000, "striped", 1, 0, 100, 22),
    (300, 30_000, "unaware", 1, 0, 0, 79),
    (300, 300_000, "random", 2, 0, 0, 27),
    (1000, 100_000, "unaware", 1, 0, 0, 83),
    (1000, 100_000, "random", 1, 0, 0, 113),
    (1000, 1_000_000, "striped", 1, 0, 0, 3),
    (1000, 1_000_000, "striped", 1, 0, 100, 29),
    (1000, 1_000_000, "striped", 1, 5, 100, 201),
    (1000, 1_000_000, "unaware", 1, 0, 0, 486),
    (1000, 1_000_000, "random", 1, 0, 0, 634),
    (1000, 1_000_000, "random", 2, 0, 0, 28),
]


def measure(row, runs):
    *arguments, _ = row
    results = [json.loads(subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True,
                                         check=True).stdout) for _ in range(runs)]
    if results[0]["planned"] != row[0]:
        raise SystemExit(f"{row}: only {results[0]['planned']} brokers were planned")
    best = dict(results[0])
    best["seconds"] = sorted(result["seconds"] for result in results)[runs // 2]
    best["peak_mib"] = max(result["peak_mib"] for result in results)
    return best


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    print(f"\n  {'brokers':>7}{'partitions':>11}  {'placement':<10}{'slack':>5}{'cap':>4}{'dirty':>7}"
          f"{'batches':>9}{'before':>8}{'one by one':>12}{'broken by racks':>17}{'seconds':>9}{'MiB':>5}")
    figures = []
    worse = 0.0
    for row in ROWS:
        brokers, partitions, placement, slack, cap, dirty, before = row
        got = measure(row, runs)
        figures.append({"row": row, **got})
        worse = max(worse, got["batches"] / before)
        print(f"  {brokers:>7}{partitions:>11}  {placement:<10}{slack:>5}{cap or '-':>4}"
              f"{dirty / 100:>6.0f}%{got['batches']:>9}{before:>8}{brokers:>12}{got['victims']:>17}"
              f"{got['seconds']:>9.3f}{got['peak_mib']:>5}", flush=True)
    print("\n  broken by racks: partitions below min.insync.replicas if each rack went as a whole")
    large = [one for one in figures if one["row"][1] == 1_000_000]
    values = {
        "seconds": max(one["seconds"] for one in large),
        "peak_mib": max(one["peak_mib"] for one in large),
        "batches": worse,
    }
    goals = json.loads((pathlib.Path(__file__).parent / "goals.json").read_text())
    report.write("planner", figures, goals, values, report.judge(goals, values))


main()
