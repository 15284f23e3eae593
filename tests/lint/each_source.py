#!/usr/bin/env python3
"""Runs a clang tool over the sources of a build, as many at once as there are cores.

each_source.py tidy|dropped_results ROOT BUILD FOLDER...
prints the findings in these folders of ROOT, exits 1 if there is one

A source without a finding is remembered by its content, that of the headers which the build saw
it include, its command line and the tool's settings, so that only what changed is looked at again.
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
MEMORY = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "ballast/lint"
FORGET_AFTER_DAYS = 30


def run(*words):
    return subprocess.run(words, capture_output=True, text=True, check=False)


class Tidy:
    """clang-tidy with the tree's .clang-tidy."""

    def __init__(self, root):
        self.settings = (root / ".clang-tidy").read_text() + run("clang-tidy-19", "--version").stdout

    def concerns(self, _text):
        return True

    def finding(self, build, source):
        result = run("clang-tidy-19", "-p", build, "--quiet", source)
        return result.stdout if result.returncode != 0 else ""


class DroppedResults:
    """`co_await f();` whose Result nobody looks at: std::expected is not [[nodiscard]], so neither
    the compiler nor clang-tidy sees it."""

    QUERY = HERE / "dropped_results.query"

    def __init__(self, _root):
        self.settings = self.QUERY.read_text() + run("clang-query-19", "--version").stdout

    def concerns(self, text):
        return "co_await" in text

    def finding(self, build, source):
        result = run("clang-query-19", "-p", build, "-f", self.QUERY, source)
        if result.returncode == 0 and result.stdout.strip() == "0 matches.":
            return ""
        return f"{source} drops a Result, or is not understood:\n{result.stdout}{result.stderr}"


def included(build, root):
    """{object file: the tree's headers that it was made from}, from ninja's log of dependencies."""
    headers, current = {}, None
    for line in run("ninja", "-C", build, "-t", "deps").stdout.splitlines():
        if line.startswith("    "):
            path = (build / line.strip()).resolve() if "../" in line else pathlib.Path(line.strip())
            if path.is_relative_to(root) and not path.is_relative_to(build) and path.exists():
                current.add(path)
        elif ": #deps" in line:
            current = headers.setdefault(line.split(":")[0], set())
    return headers


def fingerprint(entry, headers, settings, root, build):
    """None when it is not known what the source includes."""
    words = entry["command"].split()
    seen = headers.get(words[words.index("-o") + 1]) if "-o" in words else None
    if not seen:
        return None
    digest = hashlib.sha256()
    command = entry["command"].replace(str(build), "BUILD").replace(str(root), "ROOT")
    for text in (settings, command):
        digest.update(text.encode() + b"\0")
    for path in sorted(seen | {pathlib.Path(entry["file"])}):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def forget_old():
    oldest = time.time() - FORGET_AFTER_DAYS * 86400
    for mark in MEMORY.iterdir():
        if mark.stat().st_mtime < oldest:
            mark.unlink(missing_ok=True)


def look_at(tool, build, entry, mark):
    """The finding, and whether it had to be looked for."""
    if mark and mark.exists():
        mark.touch()
        return "", False
    finding = tool.finding(build, entry["file"])
    if mark and not finding:
        mark.touch()
    return finding, True


def main():
    name, root, build = sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), pathlib.Path(sys.argv[3]).resolve()
    folders = tuple(f"{root}/{folder}/" for folder in sys.argv[4:])
    tool = {"tidy": Tidy, "dropped_results": DroppedResults}[name](root)
    MEMORY.mkdir(parents=True, exist_ok=True)
    forget_old()
    entries = {entry["file"]: entry for entry in json.loads((build / "compile_commands.json").read_text())
               if entry["file"].startswith(folders)}
    entries = [entry for file, entry in sorted(entries.items())
               if tool.concerns(pathlib.Path(file).read_text())]
    headers = included(build, root)
    marks = [fingerprint(entry, headers, tool.settings, root, build) for entry in entries]
    marks = [MEMORY / mark if mark else None for mark in marks]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda pair: look_at(tool, build, *pair), zip(entries, marks)))
    findings = [finding for finding, _ in results if finding]
    print("\n".join(findings))
    print(f"{len(results)} sources, {sum(looked for _, looked in results)} looked at, {len(findings)} with findings")
    return 1 if findings or not results else 0


sys.exit(main())
