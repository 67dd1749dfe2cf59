#!/usr/bin/env python3
"""Drives the language server with the protocol's own client library on node.

Brings the npm packages (package-lock.json) into the build folder and runs the
tests there. Skips where node or npm is missing, or the packages cannot be had.
"""

import argparse
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent

sys.path.insert(0, str(HERE.parent))
import npm  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", default=str(ROOT / "build/release/bin/framewalk"))
    parser.add_argument("--out", default=str(ROOT / "build/release/lsp"))
    parser.add_argument("--only", help="tests whose name has this")
    options = parser.parse_args()

    npm.need()
    out = pathlib.Path(options.out).resolve()
    npm.bring_or_skip(HERE, out)
    for script in HERE.glob("*.mjs"):
        shutil.copy(script, out / script.name)
    environment = {"FRAMEWALK": str(pathlib.Path(options.framewalk).resolve()), "TESTDATA": str(ROOT / "testdata"), "XDG_CACHE_HOME": str(out / "cache")}
    return npm.run_tests(sorted(out.glob("*.test.mjs")), out, environment, options.only)


if __name__ == "__main__":
    sys.exit(main())
