#!/usr/bin/env python3
"""The golden files: rewrites them, or compares (--check).

A case is cases/NAME.cmd: the program's arguments as a shell would read them, on
any number of lines, `#` begins a comment. It runs in the repository's top
folder, so that paths are testdata/... everywhere. cases/NAME.out holds what
came: standard output, then standard error and the exit code where there is
something to say. A name that begins with fail_ must exit with an error, and no
other may. Nobody edits .out files by hand.
"""

import argparse
import concurrent.futures
import difflib
import os
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CASES = pathlib.Path(__file__).resolve().parent / "cases"
# Another machine has these elsewhere.
MACHINE = re.compile(
    re.escape(str(ROOT)) + r"|/usr/lib/llvm|/usr/include|/usr/lib/gcc|/home/\w|/root\b|/tmp/"
)


def run(program, case):
    args = shlex.split(case.read_text(encoding="utf-8"), comments=True)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("FRAMEWALK_")}
    environment.update(NO_COLOR="1", LC_ALL="C.UTF-8", COLUMNS="120")
    done = subprocess.run(
        [program, *args], cwd=ROOT, env=environment, capture_output=True, timeout=300
    )
    text = done.stdout.decode("utf-8", "replace")
    if done.stderr:
        text += "--- stderr\n" + done.stderr.decode("utf-8", "replace")
    if done.returncode:
        text += f"--- exit {done.returncode}\n"
    return text, done.returncode


def complaint(name, text, code):
    """Why this output may not become a golden file; None where it may."""
    if code < 0 or code >= 128:
        return f"died (exit {code}):\n{text[-2000:]}"
    if (code != 0) != name.startswith("fail_"):
        return f"exit {code}, and the name says otherwise:\n{text[-2000:]}"
    found = MACHINE.search(text)
    if found:
        return f"holds a path of this machine: {found.group()}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", default=str(ROOT / "build/release/bin/framewalk"))
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("names", nargs="*", help="cases; all where none is named")
    options = parser.parse_args()

    cases = sorted(CASES.glob("*.cmd"))
    unknown = set(options.names) - {case.stem for case in cases}
    if unknown:
        parser.error("no such case: " + ", ".join(sorted(unknown)))
    wanted = [c for c in cases if not options.names or c.stem in options.names]
    program = os.path.abspath(options.framewalk)

    bad = written = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = pool.map(lambda case: run(program, case), wanted)
        for case, (text, code) in zip(wanted, results):
            problem = complaint(case.stem, text, code)
            golden = case.with_suffix(".out")
            before = golden.read_text(encoding="utf-8") if golden.exists() else ""
            if problem:
                bad += 1
                print(f"{case.stem}: {problem}")
            elif text == before and golden.exists():
                continue
            elif options.check:
                bad += 1
                print(f"{case.stem}: differs (tool/dev golden rewrites the golden files)")
                sys.stdout.writelines(
                    difflib.unified_diff(
                        before.splitlines(True),
                        text.splitlines(True),
                        str(golden.relative_to(ROOT)),
                        "now",
                    )
                )
            else:
                golden.write_text(text, encoding="utf-8")
                written += 1
                print(f"{case.stem}: rewritten")
    if not options.names:
        for orphan in sorted(CASES.glob("*.out")):
            if not orphan.with_suffix(".cmd").exists():
                print(f"{orphan.name}: no case of that name")
                bad += 1
    print(f"{len(wanted)} cases, {bad} bad" + ("" if options.check else f", {written} rewritten"))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
