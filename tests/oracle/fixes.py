#!/usr/bin/env python3
"""Every fix that is offered is applied: the program must compile then, and
nothing may be found any more.

testdata/dangling/fix/ has the programs; the first line says how many findings
and how many fixes there must be, so that the unsound ones stay away.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CASES = ROOT / "testdata" / "dangling" / "fix"


def findings_of(framewalk, source):
    done = subprocess.run(
        [framewalk, "check", str(source), "--unused", "--format=json", "--", "-O0", "-g"],
        capture_output=True,
        text=True,
    )
    if done.returncode not in (0, 1):
        raise RuntimeError(f"check {source} ends with {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)["units"][0]["findings"]


def apply(text, edits):
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode()))
    data = text.encode()
    for edit in sorted(edits, key=lambda e: (e["line"], e["column"]), reverse=True):
        begin = starts[edit["line"] - 1] + edit["column"] - 1
        end = starts[edit["endLine"] - 1] + edit["endColumn"] - 1
        data = data[:begin] + edit["replacement"].encode() + data[end:]
    return data.decode()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", required=True)
    parser.add_argument("--tools", required=True)
    arguments = parser.parse_args()
    edit = {"line": 2, "column": 2, "endLine": 2, "endColumn": 3, "replacement": "XY"}
    assert apply("é\nabc\n", [edit]) == "é\naXYc\n"
    wrong = applied = 0
    cases = sorted(CASES.glob("*.c*"))
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            text = case.read_text(encoding="utf-8")
            expected = re.match(r"// findings: (\d+), fixes: (\d+)", text).groups()
            findings = findings_of(arguments.framewalk, case)
            fixes = [(f, fix) for f in findings for fix in f["fixes"]]
            if (str(len(findings)), str(len(fixes))) != expected:
                print(f"{case.name}: {len(findings)} findings, {len(fixes)} fixes, not {expected}")
                wrong += 1
            for number, (finding, fix) in enumerate(fixes):
                changed = pathlib.Path(folder) / f"{number}-{case.name}"
                changed.write_text(apply(text, fix["edits"]), encoding="utf-8")
                compiler = "clang++" if case.suffix == ".cpp" else "clang"
                done = subprocess.run(
                    [pathlib.Path(arguments.tools) / compiler, "-fsyntax-only", "-Werror", changed],
                    capture_output=True,
                    text=True,
                )
                left = findings_of(arguments.framewalk, changed)
                applied += 1
                if done.returncode or left:
                    print(f"{case.name}: '{fix['title']}': {done.stderr}{len(left)} findings left")
                    wrong += 1
    print(f"{len(cases)} programs, {applied} fixes applied, {wrong} wrong")
    return min(wrong, 100) if applied else 1


if __name__ == "__main__":
    sys.exit(main())
