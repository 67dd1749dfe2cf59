#!/usr/bin/env python3
"""Holds --format=sarif to the standard, on testdata/dangling/ and on what is
nasty in names and texts.

The schema is the one in Microsoft's package, which tests/inputs/fetch brings,
and ajv holds the logs to it; without them only what is written down here is
checked, and that is said. What a schema cannot say is checked in any
case: indices refer to what exists, regions lie in their files and hold what
they should, no name of this machine is in it, and a run has the same bytes
twice.
"""

import argparse
import gzip
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "inputs")]
import inputs  # noqa: E402
import npm  # noqa: E402

NASTY = {
    "emoji 😀.c": "/* é😀 */ int *f(void) { int größe; /* 😀 */ return &größe; }\n",
    "quote'\"#%.c": 'int *f(void) { int x; return 1 ? &x : (int *)"\\"<&>\\\\"; }\n',
    "tabs.c": "\tint *f(void) {\n\t\tint x;\n\t\treturn\t&x;\n\t}\r\n",
    "latin.c": b"/* \xe9 */ int *f(void) { int x; return &x; }\n",
    "right-to-left.c": "int *f(void) { int ש; /* \u202e */ return &ש; }\n",
    "long.c": "int *f(void) { int " + "x" * 10000 + "; return &" + "x" * 10000 + "; }\n",
    "line.c": '#line 7 "elsewhere.c"\nint *f(void) { int x; return &x; }\n',
    "broken.c": "int *f(void) { int x; return &x; }\nint g( {\n",
    "fixed.c": "/* 😀 */ int fill(int *); int *f(void) { int x; fill(&x); return &x; }\n",
}


class Schema:
    """The standard's own, which ajv holds documents to."""

    def __init__(self, path, packages):
        self.path = path
        self.packages = packages

    def errors(self, log):
        with tempfile.NamedTemporaryFile(suffix=".sarif") as document:
            document.write(log)
            document.flush()
            command = ["node", self.packages / "ajv.mjs", self.path, document.name]
            done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            return [f"ajv: {done.stderr[-500:]}"]
        return done.stdout.splitlines()


def bring_schema(out):
    path = inputs.cache() / "sarif" / "sarif-2.1.0.json"
    if not path.exists():
        print("SKIPPED the schema: tests/inputs/fetch brings it", flush=True)
    elif not shutil.which("npm") or not npm.bring(HERE, out):
        print("SKIPPED the schema: npm cannot bring ajv", flush=True)
    else:
        shutil.copy(HERE / "ajv.mjs", out)
        return Schema(path, out)
    return None


# A page to link to: framewalk has none.
ALLOWED = {("SARIF2005", "Warning_ProvideToolnformationUri")}


def multitool():
    tool = inputs.cache() / "sarif" / "Sarif.Multitool"
    if not tool.exists():
        print("without the multitool (tests/inputs/fetch brings it)", flush=True)
        return None
    return tool


def run_multitool(tool, *arguments):
    environment = dict(os.environ, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1")
    return subprocess.run([tool, *map(str, arguments)], capture_output=True, text=True, env=environment)


def without_defaults(value):
    """Without what the multitool leaves out or adds: empty lists, and members
    that say what goes without saying."""
    defaults = {"level": "warning", "rank": -1.0, "index": -1, "ruleIndex": -1, "importance": "important", "enabled": True}
    if isinstance(value, list):
        return [without_defaults(each) for each in value]
    if isinstance(value, dict):
        members = {name: without_defaults(member) for name, member in value.items()}
        return {
            name: member
            for name, member in members.items()
            if member not in ([], {}) and not (name in defaults and member == defaults[name])
        }
    return value


def merged_complaints(tool, logs):
    """Logs of several projects as one file, and what is in it afterwards."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for project, log in logs.items():
            (folder / f"{project}.sarif").write_bytes(log)
        run_multitool(tool, "merge", folder / "*.sarif", "--output-directory", folder, "--output-file", "all.out",
                      "--log", "ForceOverwrite")
        merged = folder / "all.out"
        if not merged.exists():
            yield "multitool: it merges nothing"
            return
        runs = json.loads(merged.read_text(encoding="utf-8-sig"))["runs"]
    def fingerprints(runs):
        return sorted(r["partialFingerprints"]["framewalkFinding/v1"] + r["message"]["text"] for run in runs for r in run.get("results", []))
    before = fingerprints([run for log in logs.values() for run in json.loads(log)["runs"]])
    if fingerprints(runs) != before:
        yield f"multitool: {len(before)} results merged are {len(fingerprints(runs))}"


def multitool_complaints(tool, log):
    """What its rules for the standard and for GitHub's code scanning say, and
    whether it writes what it has read. Its exit code says nothing."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        first, said, again = folder / "log.sarif", folder / "said.sarif", folder / "again.sarif"
        first.write_bytes(log)
        done = run_multitool(
            tool, "validate", first, "--rule-kind", "Sarif;Ghas", "--output", said, "--log", "ForceOverwrite"
        )
        if not said.exists():
            yield f"the multitool says nothing: {done.stdout[-300:]} {done.stderr[-300:]}"
            return
        for result in json.loads(said.read_text(encoding="utf-8-sig"))["runs"][0].get("results", []):
            if (result["ruleId"], result["message"].get("id")) not in ALLOWED:
                yield f"multitool: {result['ruleId']} {result['message']}"
        run_multitool(tool, "rewrite", first, "--output", again, "--log", "ForceOverwrite")
        one, other = (json.loads(f.read_text(encoding="utf-8-sig"))["runs"][0] for f in (first, again))
        for before, after in zip(one["results"], other["results"]):
            if without_defaults(before) != without_defaults(after):
                yield f"multitool: a result is not the same when it is written again: {before['message']}"
        for member in ("tool", "artifacts", "invocations", "originalUriBaseIds", "columnKind"):
            if without_defaults(one.get(member)) != without_defaults(other.get(member)):
                yield f"multitool: {member} is not the same when it is written again"
        if len(one["results"]) != len(other.get("results", [])):
            yield "multitool: results are lost when it is written again"


def locations(result):
    yield from result["locations"]
    yield from result["relatedLocations"]
    for flow in result.get("codeFlows", []):
        for thread in flow["threadFlows"]:
            assert thread["locations"], "an empty flow"
            yield from (step["location"] for step in thread["locations"])


def text_of(region, folder, uri):
    """What a region holds of its first line, counted as SARIF counts."""
    path = folder / urllib.parse.unquote(uri)
    if not path.exists():
        return None
    lines = path.read_text(encoding="latin-1" if path.name == "latin.c" else "utf-8").split("\n")
    first, last = region["startLine"], region.get("endLine", region["startLine"])
    assert first <= last <= len(lines), f"{uri} has no lines {first} to {last}"
    units = lines[first - 1].encode("utf-16-le")
    begin, end = region["startColumn"] - 1, region["endColumn"] - 1
    if last > first:
        assert 2 * end <= len(lines[last - 1].encode("utf-16-le")), f"{uri}: {region}"
        end = len(units) // 2
    assert 0 <= begin <= end and 2 * end <= len(units), f"{uri}: {region} is not in the line"
    return units[2 * begin : 2 * end].decode("utf-16-le")


def complaints(log, folder):
    if log["version"] != "2.1.0" or len(log["runs"]) != 1:
        yield "not one run of 2.1.0"
        return
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    for rule in rules:
        for member in ("shortDescription", "fullDescription", "help"):
            if not rule[member]["text"]:
                yield f"{rule['id']} has no {member}"
        if "/" in rule["id"] or not rule["help"]["markdown"]:
            yield f"{rule['id']}: its id or its help"
    if run["columnKind"] != "utf16CodeUnits":
        yield "the columns' kind"
    bases = run["originalUriBaseIds"]
    for result in run["results"]:
        if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
            yield "ruleIndex is another rule's"
        if not result["partialFingerprints"] or not result["locations"]:
            yield "no fingerprint or no location"
        for location in locations(result):
            physical = location["physicalLocation"]
            artifact = physical["artifactLocation"]
            known = run["artifacts"][artifact["index"]]["location"]
            if known["uri"] != artifact["uri"] or artifact.get("uriBaseId", "%SRCROOT%") not in bases:
                yield f"{artifact}: not what its index says"
            if artifact["uri"].startswith(("/", "file:")):
                yield f"{artifact['uri']} is not below the root"
            if "region" in physical:
                text_of(physical["region"], folder, artifact["uri"])
        name = result["properties"].get("variable", "")
        first = result["locations"][0]["physicalLocation"]
        found = text_of(first["region"], folder, first["artifactLocation"]["uri"])
        # These return an address, by name; others may store it, or call.
        if folder != ROOT and found and found.isidentifier() and found not in (name, "return"):
            yield f"the finding's region is '{found[:40]}', the variable '{name[:40]}'"


def real_projects(framewalk, schema, tool):
    """The findings of whole projects, deep chains of calls among them."""
    found = inputs.available()
    logs = {}
    projects = [(name, found[name]) for name in ("lua", "zlib", "sqlite3") if name in found]
    for name, project in projects:
        with tempfile.TemporaryDirectory() as where:
            folder = pathlib.Path(where)
            database = [
                {"directory": str(source.parent), "file": source.name,
                 "arguments": ["clang", "-O0", *project.flags, "-c", source.name]}
                for source in project.sources
            ]
            (folder / "compile_commands.json").write_text(json.dumps(database))
            command = [framewalk, "report", "-p", folder, "-o", folder / "out", "--no-cache", "--stack-budget=1K"]
            subprocess.run(command, check=True, capture_output=True)
            log = (folder / "out/findings.sarif").read_bytes()
        count = len(json.loads(log)["runs"][0]["results"])
        print(f"{name}: {count} results, {len(log)} bytes", flush=True)
        if count == 0:
            yield f"{name}: no results"
        if schema:
            for error in schema.errors(log):
                yield f"{name}: {error}"
        if tool:
            for complaint in multitool_complaints(tool, log):
                yield f"{name}: {complaint}"
            logs[name] = log
        packed = len(gzip.compress(log))
        if packed > 10 << 20 or count > 25000:
            yield f"{name}: GitHub refuses {count} results of {packed} bytes packed"
    if tool and logs:
        yield from merged_complaints(tool, logs)


def check(framewalk, folder, files, schema, tool=None):
    def run():
        command = [framewalk, "check", *files, "--format=sarif", "--", "-O0", "-g"]
        done = subprocess.run(command, cwd=folder, capture_output=True)
        assert done.returncode in (0, 1, 3), done.stderr
        return done.stdout

    first = run()
    wrong = [] if first == run() else ["two runs differ"]
    log = json.loads(first)
    if schema:
        wrong += schema.errors(first)
    wrong += complaints(log, folder)
    # Before JSON takes the backslashes away nothing may look like a path here.
    if str(folder).encode() in first:
        wrong.append(f"it names {folder}")
    if tool:
        wrong += multitool_complaints(tool, first)
    return wrong, len(log["runs"][0]["results"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", required=True)
    parser.add_argument("--out", default=str(ROOT / "build/release/schema"), help="for npm's packages")
    arguments = parser.parse_args()
    framewalk = os.path.abspath(arguments.framewalk)
    schema = bring_schema(pathlib.Path(arguments.out).resolve())
    if schema:
        assert any("driver" in each for each in schema.errors(b'{"version": "2.1.0", "runs": [{"tool": {}}]}'))
    wrong, results = [], 0
    folder = ROOT / "testdata/dangling"
    cases = sorted(
        str(p.relative_to(ROOT))
        for pattern in ("*.c*", "heir/*.c*", "fix/*.c*", "return/*.c", "capture/*.cpp")
        for p in folder.glob(pattern)
    )
    tool = multitool()
    found, count = check(framewalk, ROOT, cases, schema, tool)
    wrong, results = wrong + found, results + count
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for file, text in NASTY.items():
            (folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())
            found, count = check(framewalk, folder, [file], schema)
            if count == 0:
                found.append("no finding")
            wrong += [f"{file}: {each}" for each in found]
            results += count
        found, count = check(framewalk, folder, list(NASTY), schema, tool)
        wrong, results = wrong + found, results + count
    wrong += real_projects(framewalk, schema, tool)
    for each in wrong:
        print(each)
    print(f"{results} results, {len(wrong)} wrong")
    return min(len(wrong), 100)


if __name__ == "__main__":
    sys.exit(main())
