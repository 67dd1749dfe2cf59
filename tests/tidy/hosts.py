"""What the tests of the modules have in common: the programs of testdata, how
they are compiled, and what framewalk itself says of them."""

import argparse
import json
import os
import pathlib
import re
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Failures:
    """Counts what is wrong, and what was looked at."""

    def __init__(self):
        self.wrong = self.checked = 0

    def check(self, condition, message):
        self.checked += 1
        if not condition:
            self.wrong += 1
            print(f"WRONG: {message}", flush=True)
        return condition


def run(command, **options):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("FRAMEWALK_")}
    environment.update(options.pop("env", {}), NO_COLOR="1", LC_ALL="C.UTF-8")
    return subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, env=environment,
        timeout=1200, **options,
    )


def extra_flags(source):
    found = re.search(r"^// flags: (.*)$", source.read_text(encoding="utf-8"), re.M)
    return found.group(1).split() if found else []


def sources(folder):
    return sorted(p for p in (ROOT / folder).rglob("*") if p.suffix in (".c", ".cpp"))


def by_flags(folder, *common):
    """The sources below FOLDER, grouped by how they are compiled."""
    groups = {}
    for source in sources(folder):
        standard = "-std=gnu17" if source.suffix == ".c" else "-std=c++20"
        flags = (*common, standard, *extra_flags(source))
        groups.setdefault(flags, []).append(source)
    return groups


def units(framewalk, command, files, flags, *options):
    """The units of a report on FILES."""
    done = run([framewalk, command, *options, "--format=json", *files, "--", *flags])
    if done.returncode not in (0, 1, 3):
        raise RuntimeError(f"framewalk {command}: exit {done.returncode}: {done.stderr[-2000:]}")
    return json.loads(done.stdout)["units"]


def main(description, make_host, parts):
    """Runs those of PARTS that the command line names, or all: each gets the
    host, which MAKE_HOST makes of the options, what counts, and a folder."""
    parser = argparse.ArgumentParser(description=description)
    for name in ("--framewalk", "--module", "--tools"):
        parser.add_argument(name, required=True, type=lambda path: pathlib.Path(path).resolve())
    parser.add_argument("parts", nargs="*", choices=[*parts, []])
    options = parser.parse_args()
    host, test = make_host(options), Failures()
    for name in options.parts or parts:
        print(name, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            # Not in the folder of temporary objects, which reports do not name.
            inner = pathlib.Path(folder).resolve() / "work"
            inner.mkdir()
            parts[name](host, test, inner)
    print(f"{test.checked} checks, {test.wrong} wrong")
    return min(test.wrong, 100)
