#!/usr/bin/env python3
"""Runs the programs of testdata/dangling under AddressSanitizer: the bad ones
must do what their comments say, at a line that their comments name, and the good
ones must run clean.

testdata/dangling/README.md has the words. What no run can show says why.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CASES = ROOT / "testdata" / "dangling"
SKIP = 77
ENVIRONMENT = {
    **os.environ,
    "ASAN_OPTIONS": "detect_stack_use_after_return=1:detect_leaks=0:symbolize=1",
}


class Program:
    def __init__(self, path):
        self.path = path
        self.name = str(path.relative_to(CASES))
        self.is_good = ".good." in path.name
        self.flags, self.run, self.lines = [], None, set()
        pending = False
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if flags := re.match(r"// flags: (.*)", line):
                self.flags = flags[1].split()
            if run := re.match(r"// run: (.*)", line):
                self.run = run[1]
            pending |= bool(re.search(r"// (expect|also|missing): ", line))
            if not line.strip().startswith("//"):
                if pending:
                    self.lines.add(number)
                pending = False

    def compile(self, tools, binary):
        is_c = self.path.suffix == ".c"
        return subprocess.run(
            [
                tools / ("clang" if is_c else "clang++"),
                "-std=gnu17" if is_c else "-std=c++20",
                *["-O0", "-g", "-w", "-fsanitize=address", "-fsanitize-address-use-after-scope"],
                *["-fno-omit-frame-pointer", *self.flags, self.path, "-o", binary],
            ],
            capture_output=True,
            text=True,
        )


def reported(output):
    """The error's name, and the lines of each source in the stack of the access."""
    error = re.search(r"ERROR: AddressSanitizer: ([\w-]+)", output)
    if not error:
        return None, []
    stack = output[error.start() :].split("\n\n", 1)[0]
    return error[1], re.findall(r"([\w.-]+\.c(?:pp)?):(\d+)", stack)


def complaint(program, tools, folder):
    """What is wrong with it; empty: nothing."""
    wanted = program.run or ("nothing" if program.is_good else None)
    if wanted is None:
        return "it does not say what its run shows"
    if program.is_good and "int main(" not in program.path.read_text():
        return ""
    nothing, _, why = wanted.partition(", ")
    if nothing == "nothing" and not program.is_good:
        return "" if why else "why does its run show nothing?"
    binary = pathlib.Path(folder) / program.name.replace("/", "-")
    compiled = program.compile(tools, binary)
    if compiled.returncode:
        return compiled.stderr
    try:
        done = subprocess.run(
            [binary], capture_output=True, text=True, errors="replace", env=ENVIRONMENT, timeout=60
        )
    finally:
        binary.unlink()
    error, lines = reported(done.stderr)
    if program.is_good:
        return "" if done.returncode == 0 else f"ends with {done.returncode}: {error}"
    if error not in wanted.split("|"):
        return f"{error} with exit code {done.returncode}, not {wanted}"
    here = {int(line) for file, line in lines if file == program.path.name}
    if not here & program.lines:
        return f"{error} in {sorted(here)}, not in {sorted(program.lines)}"
    return ""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tools", required=True, type=pathlib.Path)
    parser.add_argument("names", nargs="*", help="parts of the programs' names")
    arguments = parser.parse_args()
    programs = [
        Program(path)
        for path in sorted(CASES.glob("*/*.c*"))
        if path.parent.name not in ("heir", "fix")
        and (not arguments.names or any(n in str(path) for n in arguments.names))
    ]
    with tempfile.TemporaryDirectory() as folder:
        probe = pathlib.Path(folder) / "probe.c"
        probe.write_text("int main(void) { return 0; }\n")
        sanitizer = subprocess.run(
            [arguments.tools / "clang", "-fsanitize=address", probe, "-o", probe.with_suffix("")],
            capture_output=True,
            text=True,
        )
        if sanitizer.returncode:
            print("SKIPPED: no AddressSanitizer: install libclang-rt-22-dev")
            return SKIP
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            found = list(pool.map(lambda p: complaint(p, arguments.tools, folder), programs))
    for program, text in zip(programs, found):
        if text:
            print(f"{program.name}: {text}")
    wrong = sum(map(bool, found))
    bad = [p for p in programs if not p.is_good]
    shown = sum(not (p.run or "").startswith("nothing") for p in bad)
    print(
        f"{len(bad)} bad programs, {shown} with a report; "
        f"{len(programs) - len(bad)} good ones; {wrong} wrong"
    )
    return min(wrong, 100) if programs else 1


if __name__ == "__main__":
    sys.exit(main())
