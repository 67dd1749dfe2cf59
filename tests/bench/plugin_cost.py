#!/usr/bin/env python3
"""What the clang plugin costs: pairs of

    clang FLAGS -c SOURCE
    clang FLAGS -fplugin=framewalk-clang.so ... -c SOURCE

one after the other, so that whatever else the machine does hits both. Each pair
is of CPU time (user + system) over the input's sources; printed are the pairs
and the ratio of the medians, for findings alone and with a report. With --limit
it fails where findings alone cost more.
"""

import argparse
import itertools
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.append(str(ROOT / "tests/inputs"))

import inputs  # noqa: E402
from explain_cost import default_clang  # noqa: E402


def seconds(command, sources, folder):
    """CPU seconds, over the sources."""
    total = 0.0
    for source in sources:
        child = subprocess.Popen(
            [*command, "-c", str(source), "-o", f"{folder}/x.o"], stderr=subprocess.PIPE
        )
        errors = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            sys.exit(f"{' '.join(command)} {source}: {errors.decode()[-2000:]}")
        total += usage.ru_utime + usage.ru_stime
    return total


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--plugin", default=str(ROOT / "build/release/lib/framewalk-clang.so"))
    parser.add_argument("--clang", default=default_clang())
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--flags", default="-O2", help="-O2 is the default; several with commas: --flags='-O0,-O2,-O2 -g'")
    parser.add_argument("--inputs", default="sqlite3,zlib,lua,json")
    parser.add_argument("--modes", default="findings,report")
    parser.add_argument("--limit", type=float)
    options = parser.parse_args()

    over = False
    with tempfile.TemporaryDirectory() as folder:
        plugin = [f"-fplugin={options.plugin}"]
        modes = {"findings": plugin, "report": [*plugin, f"-fplugin-arg-framewalk-report={folder}"]}
        every = inputs.demand(*options.inputs.split(","))
        for each, chosen in itertools.product(every, options.flags.split(",")):
            # -w of the inputs would silence the plugin, too.
            flags = [f for f in each.flags if f != "-w"] + ["-Wno-everything", *chosen.split()]
            plain = [options.clang, *flags]
            for mode in options.modes.split(","):
                ours = [options.clang, *flags, *modes[mode]]
                for command in (plain, ours):
                    seconds(command, each.sources[:1], folder)  # warms the page cache
                without, with_ = [], []
                for _ in range(options.pairs):
                    without.append(seconds(plain, each.sources, folder))
                    with_.append(seconds(ours, each.sources, folder))
                ratio = statistics.median(with_) / statistics.median(without)
                pairs = "  ".join(f"{b:.2f}/{a:.2f}" for a, b in zip(without, with_))
                print(f"{each.name:8} {chosen:8} {mode:8}  {ratio:5.3f}   {pairs}", flush=True)
                over |= bool(options.limit) and mode == "findings" and ratio > options.limit
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
