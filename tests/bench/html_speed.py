#!/usr/bin/env python3
"""Size, first view and switching times of sqlite3.c's HTML report in headless
chromium. Wants tests/inputs/fetch and what tests/browser/run.py wants."""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/inputs")]
import inputs  # noqa: E402
import npm  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", default=str(ROOT / "build/release/bin/framewalk"))
    parser.add_argument("--out", default=str(ROOT / "build/release/browser"))
    parser.add_argument("--rounds", default="5")
    parser.add_argument("--every", action="store_true", help="switch to every function, not to the largest ones and some")
    parser.add_argument("--source", default=str(inputs.cache() / "sqlite3/sqlite3.c"))
    options = parser.parse_args()
    out = pathlib.Path(options.out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    if not npm.bring(ROOT / "tests/browser", out):
        sys.exit("npm cannot bring playwright-core")
    page = out / "speed.html"
    source = pathlib.Path(options.source)
    subprocess.run([pathlib.Path(options.framewalk).resolve(), "explain", source.name, "--format=html", "-o", str(page), "--", "-O0", "-g", "-w"], cwd=source.parent, check=True)
    shutil.copy(HERE / "html_speed.mjs", out)
    environment = {"CHROMIUM": shutil.which("chromium") or "", **os.environ}
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return subprocess.run(["node", "html_speed.mjs", str(page), options.rounds, "every" if options.every else "some"], cwd=out, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
