#!/usr/bin/env python3
"""`framewalk maps --trace=-` over traces that are longer than memory should be:
made on the way into a pipe, they are read in bounded memory, however long they
are, wherever they are cut off, and whatever stands between their lines.

  --gigabytes N   how much to feed; 1 unless told
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time

MOST_MEMORY = 16 << 20  # bytes of RSS above what a trace of one line takes
PIECE_PAGES = 600


def piece(seed):
    """A million lines or so, as lackey writes them, and what is in them: fetches
    in a few code pages, data all over some hundred pages of stack and heap."""
    chance = random.Random(seed)
    lines, accesses, crossing = [], 0, 0
    heap = [0x4A51000 + 4096 * i for i in range(PIECE_PAGES)]
    stack = [0x1FFEFFF000 - 4096 * i for i in range(8)]
    for _ in range(20000):
        fetch = 0x401000 + chance.randrange(0, 16384)
        lines.append(f"I  {fetch:08x},{chance.randrange(1, 5)}")
        size = chance.choice((1, 2, 4, 8, 16))
        address = chance.choice(chance.choice((heap, stack))) + chance.randrange(0, 4090)
        lines.append(f" {chance.choice('LSM')} {address:08x},{size}")
        accesses += 2
        crossing += (address & 4095) + size > 4096
        last = fetch + int(lines[-2].rpartition(",")[2]) - 1
        crossing += last >> 12 != fetch >> 12
    return ("\n".join(lines) + "\n").encode(), accesses, crossing


GARBAGE = b"==77== Lackey\n\n** something **\nno access at all\n L zz,4\n S 1fff0\n L 10,99999999\n\0\xff\n" + b"x" * 200000 + b"\n"


class Run:
    """framewalk with a pipe, and the most memory it had."""

    def __init__(self, framewalk):
        self.process = subprocess.Popen(
            [framewalk, "maps", "--trace=-", "--format=json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.peak = 0

    def feed(self, data):
        self.process.stdin.write(data)

    def finish(self):
        self.process.stdin.close()
        out = self.process.stdout.read()
        self.process.stdout.close()
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        self.peak = usage.ru_maxrss << 10
        if self.process.returncode:
            raise SystemExit(f"exit code {self.process.returncode}")
        return json.loads(out)["trace"]


def expect(what, got, wanted):
    if got != wanted:
        raise SystemExit(f"{what}: {got}, not {wanted}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--framewalk", required=True)
    parser.add_argument("--gigabytes", type=float, default=1)
    arguments = parser.parse_args()

    small = Run(arguments.framewalk)
    small.feed(b"I  00401000,3\n")
    expect("accesses of one line", small.finish()["accesses"], 1)

    data, accesses, crossing = piece(1)
    block = data * 40
    many = int(arguments.gigabytes * 1e9 / len(block)) + 1
    long = Run(arguments.framewalk)
    started = time.monotonic()
    for _ in range(many):
        long.feed(block)
    # Cut off in the middle of a line, behind garbage.
    long.feed(GARBAGE + b"I  00401000,3\n L 1ffefff")
    trace = long.finish()
    seconds = time.monotonic() - started
    size = many * len(block)
    expect("accesses", trace["accesses"], many * 40 * accesses + 1)
    expect("crossing accesses", trace["crossedPages"], many * 40 * crossing)
    notes = " ".join(trace["notes"])
    if "cut off" not in notes:
        raise SystemExit(f"nothing says that the trace is cut off: {notes}")
    if "neither an access" not in notes:
        raise SystemExit(f"nothing says that there are strange lines: {notes}")
    pages = sum(r["pages"] for r in trace["ranges"])
    if not PIECE_PAGES < pages < PIECE_PAGES + 32:
        raise SystemExit(f"{pages} pages were touched")
    if long.peak > small.peak + MOST_MEMORY:
        raise SystemExit(f"{long.peak >> 20} MiB of memory, {small.peak >> 20} for a trace of one line")
    print(f"{size / 1e9:.1f} GB, {trace['accesses'] / 1e6:.0f} million accesses in {seconds:.1f} s "
          f"({size / seconds / 1e6:.0f} MB/s), {long.peak / 1e6:.1f} MB resident "
          f"({small.peak / 1e6:.1f} for a trace of one line)")


if __name__ == "__main__":
    sys.exit(main())
