#!/usr/bin/env python3
"""What a check costs: pairs of

    framewalk check sqlite3.c -- -O0 -g
    clang -O0 -g -c sqlite3.c -o /dev/null

one after the other, as explain_cost.py does, and the ratio of the medians of
CPU time (user + system) and of the largest resident memory. Other files can be
named, with their flags behind --. With --analyze, `clang --analyze` of the file
is run once and set against the median.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys

import explain_cost  # noqa: F401: finds the inputs' folder
import inputs

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def measure(command):
    """(CPU seconds, megabytes) of one run; with findings it ends with 1."""
    with open(os.devnull, "wb") as nowhere:
        child = subprocess.Popen(command, stdout=nowhere, stderr=nowhere)
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: exit {child.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--framewalk", default=str(ROOT / "build/release/bin/framewalk"))
    parser.add_argument("--clang", default=explain_cost.default_clang())
    parser.add_argument("--pairs", type=int, default=15)
    parser.add_argument("--analyze", action="store_true")
    parser.add_argument("file", nargs="?", help="sqlite3.c where none is named")
    parser.add_argument("flags", nargs="*")
    options = parser.parse_args()

    flags = ["-w", "-O0", "-g", *options.flags]
    source = options.file
    if not source:
        (sqlite,) = inputs.demand("sqlite3")
        source = str(sqlite.sources[0])
    ours = [options.framewalk, "check", source, "--", *flags]
    clangs = [options.clang, *flags, "-c", source, "-o", os.devnull]
    for command in (ours, clangs):
        measure(command)  # warms the page cache
    mine, theirs = [], []
    for _ in range(options.pairs):
        mine.append(measure(ours))
        theirs.append(measure(clangs))
    (a, b), (c, d) = ([statistics.median(run[i] for run in runs) for i in (0, 1)] for runs in (mine, theirs))
    print(f"{os.path.basename(source)} {' '.join(flags)}, {options.pairs} pairs, load {os.getloadavg()[0]:.1f}")
    print(f"  framewalk check {a:6.2f} s {b:6.0f} MB")
    print(f"  clang -c        {c:6.2f} s {d:6.0f} MB")
    print(f"  ratio           {a / c:6.2f}   {b / d:6.2f}")
    ratios = sorted(x[0] / y[0] for x, y in zip(mine, theirs))
    print(f"  of the pairs    {ratios[0]:.2f} to {ratios[-1]:.2f}")
    if options.analyze:
        seconds, _ = measure([options.clang, *flags, "--analyze", source, "-o", os.devnull])
        print(f"  clang --analyze {seconds:6.1f} s: {seconds / a:.0f} times the check")


if __name__ == "__main__":
    main()
