#!/usr/bin/env python3
"""Drives the language server with the protocol's own client library on node.

Brings the npm packages (package-lock.json) into the build folder and runs the
tests there. Skips where node or npm is missing, or the packages cannot be had.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SKIPPED = 77


def skip(why):
    print(f"SKIPPED: {why}")
    sys.exit(SKIPPED)


def bring_packages(out):
    """npm ci, once for each package-lock.json."""
    lock = (HERE / "package-lock.json").read_text(encoding="utf-8")
    stamp = out / "node_modules" / ".lock"
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, out / name)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == lock:
        return
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=out)
    if done.returncode:
        skip("npm cannot bring vscode-languageserver-protocol")
    stamp.write_text(lock, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", default=str(ROOT / "build/release/bin/framewalk"))
    parser.add_argument("--out", default=str(ROOT / "build/release/lsp"))
    parser.add_argument("--only", help="tests whose name has this")
    options = parser.parse_args()

    for tool in ("node", "npm"):
        if not shutil.which(tool):
            skip(f"there is no {tool}")
    version = subprocess.run(["node", "--version"], stdout=subprocess.PIPE, text=True).stdout
    if int(version[1:].split(".")[0]) < 18:
        skip(f"the tests need node 18, this is {version.strip()}")
    out = pathlib.Path(options.out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    bring_packages(out)
    for script in HERE.glob("*.mjs"):
        shutil.copy(script, out / script.name)
    only = ["--test-name-pattern", options.only] if options.only else []
    environment = {**os.environ, "FRAMEWALK": str(pathlib.Path(options.framewalk).resolve()), "TESTDATA": str(ROOT / "testdata"), "XDG_CACHE_HOME": str(out / "cache")}
    tests = sorted(out.glob("*.test.mjs"))
    done = subprocess.run(["node", "--test", "--test-concurrency=1", "--test-reporter=spec", *only, *map(str, tests)], cwd=out, env=environment)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
