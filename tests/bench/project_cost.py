#!/usr/bin/env python3
"""What the reports of a whole project cost, on redis (tests/inputs/fetch):

  cpu      framewalk report against clang -c of the same files with the same
           flags, in turns, part by part: CPU time (user + system)
  memory   the largest process, and the one that starts the others, for a
           quarter of the files and for all of them
  cache    a second run over the unchanged project against the first
  shards   three shards, merged, and -j1 against -j2: the same bytes

--database=BUILD measures another project, by its compile_commands.json.
Prints the figures, and fails where one is beyond its limit.
"""

import argparse
import dataclasses
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path += [str(ROOT / "tests/inputs"), str(ROOT / "tests/project")]

import folders  # noqa: E402
import inputs  # noqa: E402


def memory_of(pid):
    """Kilobytes resident at most so far; 0: it has ended."""
    try:
        for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def measure(command, folder=None):
    """(CPU seconds, wall seconds, largest process in MB, this process in MB)."""
    begin = time.monotonic()
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    own = 0
    while True:
        own = max(own, memory_of(child.pid))
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            break
        time.sleep(0.005)
    wall = time.monotonic() - begin
    errors = child.stderr.read().decode()
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit {child.returncode}\n{errors[-3000:]}")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, own / 1024


class Bench:
    def __init__(self, options, project, work):
        self.options, self.project, self.work = options, project, work
        project.write_database(work / "build")
        self.failures = []

    def report(self, *arguments):
        return [self.options.framewalk, "report", "-p", str(self.work / "build"), *map(str, arguments)]

    def judge(self, text, good):
        print(text + ("" if good else "  <- beyond the limit"), flush=True)
        if not good:
            self.failures.append(text)

    def cpu(self):
        commands = sorted(self.project.commands, key=lambda c: str(c[0] / c[1]))
        parts = self.options.parts
        ours = theirs = 0
        print("part  files   report CPU s   clang CPU s   ratio")
        for part in range(parts):
            mine = commands[part::parts]
            out = self.work / f"cpu-{part}"
            a = measure(self.report("-o", out, "--no-cache", "-j1", f"--shard={part + 1}/{parts}"))[0]
            b = 0
            for where, file, flags in mine:
                b += measure([self.options.clang, *flags, "-c", file, "-o", os.devnull], where)[0]
            print(f"{part + 1:4d}  {len(mine):5d}   {a:12.2f}   {b:11.2f}   {a / b:5.2f}", flush=True)
            ours, theirs = ours + a, theirs + b
        self.judge(
            f"report takes {ours / theirs:.2f} times the CPU of clang -c ({len(commands)} files)",
            ours / theirs <= self.options.limit_cpu,
        )

    def memory(self):
        quarter = measure(self.report("-o", self.work / "quarter", "--no-cache", "-j1", "--shard=1/4"))
        whole = measure(self.report("-o", self.work / "whole", "--no-cache", "-j1"))
        print(f"memory of a quarter: largest process {quarter[2]:.0f} MB, the first {quarter[3]:.0f} MB")
        self.judge(
            f"memory of all:       largest process {whole[2]:.0f} MB, the first {whole[3]:.0f} MB",
            whole[3] <= 1.5 * quarter[2],
        )

    def cache(self):
        cache, out = self.work / "cache", self.work / "cached"
        first = measure(self.report("-o", out, f"--cache={cache}", "-j1"))
        runs = [measure(self.report("-o", out, f"--cache={cache}", "-j1")) for _ in range(3)]
        again = sorted(runs)[1]
        fresh = measure(self.report("-o", self.work / "fresh", f"--cache={cache}", "-j1"))
        print(f"first run {first[0]:.2f} s CPU, {first[1]:.2f} s; from the cache to another folder "
              f"{fresh[0]:.2f} s CPU, {fresh[1]:.2f} s")
        self.judge(
            f"second run {again[0]:.2f} s CPU, {again[1]:.2f} s: {first[0] / again[0]:.0f} times less CPU, "
            f"{first[1] / again[1]:.0f} times faster",
            first[1] / again[1] >= 20,
        )
        self.judge("from the cache: the same bytes", not folders.differences(out, self.work / "fresh"))

    def shards(self):
        parts = [self.work / f"shard-{part}" for part in (1, 2, 3)]
        for part, folder in enumerate(parts, 1):
            measure(self.report("-o", folder, "--no-cache", f"--shard={part}/3"))
        merged, whole, two = self.work / "merged", self.work / "one", self.work / "two"
        measure([self.options.framewalk, "merge", *map(str, parts), "-o", str(merged)])
        measure(self.report("-o", whole, "--no-cache", "-j1"))
        measure(self.report("-o", two, "--no-cache", "-j2"))
        self.judge("three shards merged: the same bytes", not folders.differences(whole, merged))
        self.judge("-j1 and -j2: the same bytes", not folders.differences(whole, two))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--framewalk", default=str(ROOT / "build/release/bin/framewalk"))
    parser.add_argument("--clang", default="/usr/lib/llvm-22/bin/clang")
    parser.add_argument("--parts", type=int, default=5)
    parser.add_argument("--limit-cpu", type=float, default=1.3)
    parser.add_argument("--database", type=pathlib.Path)
    parser.add_argument("--debug", action="store_true", help="with -g where the database has none")
    parser.add_argument("--of", type=int, default=1, help="only every N-th file")
    parser.add_argument("what", nargs="*", default=["cpu", "memory", "cache", "shards"])
    options = parser.parse_args()
    options.framewalk = os.path.abspath(options.framewalk)
    project = inputs.redis() if not options.database else inputs.project_of(options.database, options.debug)
    if not project:
        print("SKIPPED: redis has not been fetched (tests/inputs/fetch does it)")
        return inputs.SKIPPED
    project = dataclasses.replace(project, commands=project.commands[:: options.of])
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(options, project, pathlib.Path(name))
        for what in options.what:
            getattr(bench, what)()
    return 1 if bench.failures else 0


if __name__ == "__main__":
    sys.exit(main())
