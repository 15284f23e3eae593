#!/usr/bin/env python3
"""Lints of the sources that no compiler makes: include directions, banned calls, sizes.

check_sources.py ROOT            checks the tree, prints each finding, exits 1 if there is one
check_sources.py ROOT --planted  plants one violation of each kind and fails if one is not found
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]')

# (files, what they may not include, except for files, why)
INCLUDES = [
    (r"common/", r"(agent|coordinator)/", None, "common knows neither agent nor coordinator"),
    (r"agent/", r"coordinator/", None, "agent and coordinator never know each other"),
    (r"coordinator/", r"agent/", None, "agent and coordinator never know each other"),
    (r"(agent/init/|common/init_protocol/protocol\.)", r"(common/(?!init_protocol/protocol\.)|agent/(?!init/)|boost|fmt|json)", None,
     "init is POSIX and std only"),
    (r"agent/(?!api/|[^/]+$)", r"agent/api/", None, "only api/ and the program know api/"),
    (r"(common|agent|coordinator)/", r"boost/beast/", r"common/(http/[^/]+\.cpp|boost_impl\.cpp)$",
     "Beast is slow to compile: only in common/http/*.cpp"),
    (r"(common|agent|coordinator)/", r"boost/asio/ssl", r"common/((http|tls)/[^/]+\.cpp|boost_impl\.cpp)$",
     "TLS streams are slow to compile: only in common/http and common/tls"),
    (r"(common|agent|coordinator)/", r"librdkafka/", r"common/kafka/[^/]+\.cpp$", "behind common/kafka"),
    (r"(common|agent|coordinator)/.*\.hpp$", r"json/json\.h$", None, "use json/forwards.h in headers"),
    (r"(common|agent|coordinator)/", r"yaml-cpp/", r"common/yaml/[^/]+\.cpp$", "behind common/yaml"),
    (r"(common|agent|coordinator)/", r"CLI/", r"(args|arguments)\.cpp$", "only where options are read"),
    (r"(agent/(node/(?!prepar)|config/|recovery/)|common/document/|common/yaml/)", r"boost/asio", None,
     "decisions see no Asio"),
]

# (files, call, except for files, why)
CALLS = [
    (r".*\.[ch]pp$", r"\b(steady|system)_clock::now\b", r"(common/clock\.cpp|tests/.*)$",
     "time comes in through Clock"),
    (r"(common|agent|coordinator)/", r"\bsleep_for\b|\busleep\(", None, "wait on a condition"),
    (r".*\.[ch]pp$", r"\bstd::regex\b", None, "recursive and slow: Boost.Regex"),
    (r".*\.[ch]pp$", r"\brandom_device\b|\bs?rand\(", None, "randomness comes in through common/bytes"),
    (r"(common|agent|coordinator)/.*\.[ch]pp$", r"(?<![\w.>:])(std)?(::)?(system|popen)\(", None, "no shell"),
]
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")

MOST_LINES = 500
SOURCES = ("agent", "common", "coordinator", "tests")
SUFFIXES = (".cpp", ".hpp", ".py", ".sh", ".cmake", ".txt")


def sources(root):
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in SUFFIXES and "corpus" not in path.parts:
                yield path.relative_to(root).as_posix(), path.read_text(errors="replace")


def applies(rule, name):
    files, _, exception, _ = rule
    return re.match(files, name) and not (exception and re.search(exception, name))


def check(name, text):
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        yield f"{name}: {len(lines)} lines, at most {MOST_LINES}"
    for number, line in enumerate(lines, 1):
        include = INCLUDE.match(line)
        if include:
            for rule in INCLUDES:
                if applies(rule, name) and re.match(rule[1], include.group(1)):
                    yield f"{name}:{number}: includes {include.group(1)}: {rule[3]}"
            continue
        if UNFINISHED.search(line) and not name.startswith("tests/lint/"):
            yield f"{name}:{number}: {line.strip()}: do it or leave it out"
        code = line.split("//")[0]
        for rule in CALLS:
            if applies(rule, name) and re.search(rule[1], code):
                yield f"{name}:{number}: {line.strip()}: {rule[3]}"


PLANTED = [
    ("common/a.cpp", '#include "agent/node/node.hpp"'),
    ("agent/a.cpp", '#include "coordinator/cli/args.hpp"'),
    ("coordinator/a.cpp", '#include "agent/node/node.hpp"'),
    ("agent/init/a.cpp", '#include "common/result.hpp"'),
    ("agent/init/a.cpp", '#include "common/init_protocol/init_client.hpp"'),
    ("common/init_protocol/protocol.cpp", "#include <fmt/format.h>"),
    ("agent/node/a.cpp", '#include "agent/api/routes.hpp"'),
    ("agent/a.cpp", "#include <boost/beast/http.hpp>"),
    ("agent/a.cpp", "#include <boost/asio/ssl.hpp>"),
    ("agent/a.cpp", "#include <librdkafka/rdkafka.h>"),
    ("agent/a.hpp", "#include <json/json.h>"),
    ("common/document/a.cpp", "#include <yaml-cpp/yaml.h>"),
    ("agent/verbs.cpp", "#include <CLI/CLI.hpp>"),
    ("agent/node/a.cpp", "#include <boost/asio/io_context.hpp>"),
    ("agent/a.cpp", "auto now = std::chrono::steady_clock::now();"),
    ("agent/a.cpp", "std::this_thread::sleep_for(x);"),
    ("agent/a.cpp", "std::regex r;"),
    ("agent/a.cpp", "std::random_device d;"),
    ("agent/a.cpp", ' system("ls");'),
    ("agent/a.cpp", 'std::system("ls");'),
    ("agent/a.cpp", '::popen("ls", "r");'),
    ("agent/a.cpp", "// TODO later"),
    ("tests/a.sh", "# FIXME"),
    ("agent/a.cpp", "\n" * (MOST_LINES + 1)),
]


def main():
    root = pathlib.Path(sys.argv[1])
    if "--planted" in sys.argv:
        missed = [(name, text.strip()[:60]) for name, text in PLANTED if not list(check(name, text))]
        for name, text in missed:
            print(f"not found: {text!r} in {name}")
        return 1 if missed else 0
    findings = [finding for name, text in sources(root) for finding in check(name, text)]
    print("\n".join(findings))
    return 1 if findings else 0


sys.exit(main())
