#!/usr/bin/env python3
"""What an explanation costs: pairs of

    framewalk explain --format=json sqlite3.c -- -O0 -g > /dev/null
    clang -O0 -g -c sqlite3.c -o /dev/null

one after the other, so that whatever else the machine does hits both. Prints
each pair and the ratio of the medians, for CPU time (user + system) and for the
largest resident memory. With --limit-cpu and --limit-memory it fails above
these ratios.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.append(str(ROOT / "tests/inputs"))

import inputs  # noqa: E402


def measure(command):
    """(CPU seconds, megabytes) of one run."""
    with open(os.devnull, "wb") as nowhere:
        child = subprocess.Popen(command, stdout=nowhere, stderr=subprocess.PIPE)
        errors = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(command)}: exit {child.returncode}\n{errors.decode()[-2000:]}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def default_clang():
    done = subprocess.run(["llvm-config-22", "--bindir"], capture_output=True, text=True)
    return os.path.join(done.stdout.strip(), "clang") if done.returncode == 0 else "clang-22"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--framewalk", default=str(ROOT / "build/release/bin/framewalk"))
    parser.add_argument("--clang", default=default_clang())
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--level", default="-O0")
    parser.add_argument("--limit-cpu", type=float)
    parser.add_argument("--limit-memory", type=float)
    options = parser.parse_args()

    (sqlite,) = inputs.demand("sqlite3")
    source = str(sqlite.sources[0])
    flags = [*sqlite.flags, options.level, "-g"]
    ours = [options.framewalk, "explain", "--format=json", source, "--", *flags]
    clangs = [options.clang, *flags, "-c", source, "-o", os.devnull]

    for command in (ours, clangs):
        measure(command)  # warms the page cache
    mine, theirs = [], []
    print("       framewalk explain         clang -c            ratio")
    print("pair   CPU s        MB      CPU s        MB     CPU   memory")
    for pair in range(options.pairs):
        mine.append(measure(ours))
        theirs.append(measure(clangs))
        (a, b), (c, d) = mine[-1], theirs[-1]
        print(f"{pair + 1:4d}  {a:6.2f}  {b:8.0f}     {c:6.2f}  {d:8.0f}  {a / c:6.2f}   {b / d:6.2f}", flush=True)
    medians = [statistics.median(run[i] for run in runs) for runs in (mine, theirs) for i in (0, 1)]
    cpu, memory = medians[0] / medians[2], medians[1] / medians[3]
    print(f"median {medians[0]:5.2f}  {medians[1]:8.0f}     {medians[2]:6.2f}  {medians[3]:8.0f}  {cpu:6.2f}   {memory:6.2f}")
    print(f"explain costs {cpu:.2f} times the CPU and {memory:.2f} times the memory of clang {' '.join(flags)} -c")
    over = (options.limit_cpu and cpu > options.limit_cpu) or (
        options.limit_memory and memory > options.limit_memory
    )
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
