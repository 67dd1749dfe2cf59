#!/usr/bin/env python3
"""Runs paging_bench some times and prints the best of each figure that matters,
beside what is asked for, with the machine's load before and after. Figures are of
CPU time, yet a busy machine has colder caches: the best round is the one that was
disturbed least."""

import argparse
import json
import os
import subprocess
import sys

WANTED = [
    ("translateTrace", 200e6, "modelled translations/s, of a real program's accesses, one core"),
    ("fullWalk/fourLevel", 60e6, "full walks/s, four levels"),
]


def load():
    return " ".join(f"{value:.2f}" for value in os.getloadavg())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--demand", action="store_true", help="fail where a figure is missed")
    arguments = parser.parse_args()
    before = load()
    done = subprocess.run(
        [arguments.bench, "--benchmark_filter=translateTrace|fullWalk", "--benchmark_min_time=0.3",
         f"--benchmark_repetitions={arguments.rounds}", "--benchmark_format=json"],
        stdout=subprocess.PIPE, text=True, check=True,
    )
    best = {}
    for run in json.loads(done.stdout)["benchmarks"]:
        if run["run_type"] == "iteration" and "items_per_second" in run:
            name = run["run_name"]
            best[name] = max(best.get(name, 0), run["items_per_second"])
    print(f"best of {arguments.rounds}; load {before} before, {load()} after")
    for name, rate in best.items():
        print(f"{rate / 1e6:8.1f} M/s  {name}")
    missed = False
    for name, wanted, what in WANTED:
        rate = best.get(name, 0)
        missed |= rate < wanted
        verdict = "reached" if rate >= wanted else "MISSED"
        print(f"{verdict}: {rate / 1e6:.0f} M {what}; asked for: {wanted / 1e6:.0f} M")
    return 1 if missed and arguments.demand else 0


if __name__ == "__main__":
    sys.exit(main())
