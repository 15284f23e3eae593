"""What every benchmark does with its numbers: medians and spread, goals, a table, a JSON file."""
import json
import pathlib
import statistics


def figures(samples):
    """{column: [seconds]} to {column: {median, least, most, runs}}."""
    return {
        column: {
            "median": round(statistics.median(values), 2),
            "least": round(min(values), 2),
            "most": round(max(values), 2),
            "runs": len(values),
        }
        for column, values in samples.items()
    }


def print_table(title, columns):
    print(f"\n{title}")
    print(f"  {'':<18}{'median':>9}{'least':>9}{'most':>9}{'runs':>6}")
    for column, row in columns.items():
        print(f"  {column:<18}{row['median']:>8.2f}s{row['least']:>8.2f}s{row['most']:>8.2f}s{row['runs']:>6}")


def judge(goals, values):
    """goals: {name: {"words", "at_most"}}; values: {name: number}. Says which were met."""
    met = {}
    print()
    for name, goal in goals.items():
        met[name] = values[name] <= goal["at_most"]
        verdict = "met" if met[name] else "MISSED"
        print(f"  {goal['words']}: {values[name]:.2f} (goal at most {goal['at_most']}): {verdict}")
    return met


def write(name, figures_, goals, values, met):
    path = pathlib.Path("build/bench") / f"{name}.json"
    path.write_text(json.dumps({
        "name": name,
        "figures": figures_,
        "ratios": {key: round(value, 3) for key, value in values.items()},
        "goals": goals,
        "met": all(met.values()),
    }, indent=2) + "\n")
    print(f"\n  {path}")
