#!/usr/bin/env python3
"""Runs the examples of README.md and compares what they print.

An example is a block marked ```console: a line `$ framewalk ...` (or `$ cat
FILE`) and below it what comes on the terminal, up to the next `$` line. A line
that says only `...` stands for any number of lines. Commands run in the
repository's top folder. --update writes the real output into the README; in an
example with `...` the same stretches stay.
"""

import argparse
import difflib
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^(```console\n)(.*?)(^```$)", re.M | re.S)


def run(command, program):
    environment = dict(os.environ, NO_COLOR="1", LC_ALL="C.UTF-8", COLUMNS="120")
    environment["PATH"] = os.path.dirname(program) + os.pathsep + environment["PATH"]
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, env=environment, timeout=300,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    if done.returncode < 0 or done.returncode >= 126:
        raise SystemExit(f"`{command}` died: exit {done.returncode}")
    return [line.rstrip() for line in done.stdout.decode("utf-8", "replace").splitlines()]


def stretches(shown):
    """The lines between the `...` lines."""
    parts = [[]]
    for line in shown:
        if line.strip() == "...":
            parts.append([])
        else:
            parts[-1].append(line.rstrip())
    return parts


def find(part, lines, start):
    for at in range(start, len(lines) - len(part) + 1):
        if lines[at : at + len(part)] == part:
            return at
    return None


def matches(shown, real):
    parts = stretches(shown)
    if len(parts) == 1:
        return parts[0] == real
    first, *middle, last = parts
    if real[: len(first)] != first:
        return False
    at = len(first)
    for part in middle:
        found = find(part, real, at)
        if found is None:
            return False
        at = found + len(part)
    return len(real) - len(last) >= at and real[len(real) - len(last) :] == last


def renewed(shown, real):
    """SHOWN with the words of REAL; None where its stretches cannot be found."""
    parts = stretches(shown)
    if len(parts) == 1:
        return real
    old = [line for part in parts for line in part]
    place = {}  # line of old -> line of real
    for tag, a0, a1, b0, b1 in difflib.SequenceMatcher(None, old, real, False).get_opcodes():
        if tag in ("equal", "replace"):
            place.update(zip(range(a0, a1), range(b0, b1)))
    result, at, end = [], 0, 0
    for number, part in enumerate(parts):
        if number:
            result.append("...")
        if part:
            begin = 0 if number == 0 else place.get(at)
            stop = len(real) - 1 if number == len(parts) - 1 else place.get(at + len(part) - 1)
            if begin is None or stop is None or begin < end:
                return None
            result += real[begin : stop + 1]
            end = stop + 1
        at += len(part)
    return result


def examples(text):
    """(command, lines shown) of each block, with what is to be kept as is."""
    for block in BLOCK.finditer(text):
        command, shown = None, []
        for line in block.group(2).splitlines():
            if line.startswith("$ "):
                if command:
                    yield block, command, shown
                command, shown = line[2:], []
            else:
                shown.append(line)
        if command:
            yield block, command, shown


def self_check():
    real = ["a", "b", "c", "d"]
    assert matches(["a", "b", "c", "d"], real)
    assert matches(["a", "...", "d"], real) and matches(["...", "c", "..."], real)
    assert not matches(["a", "...", "x"], real) and not matches(["a", "b"], real)
    assert not matches(["b", "...", "d"], real) and not matches(["...", "c"], real)
    assert renewed(["a", "...", "c", "d"], ["A", "b", "c", "d"]) == ["A", "...", "c", "d"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", default=str(ROOT / "build/release/bin/framewalk"))
    parser.add_argument("--readme", type=pathlib.Path, default=ROOT / "README.md")
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    self_check()
    if not options.readme.exists():
        print("SKIPPED: there is no README.md")
        return 77

    text = options.readme.read_text(encoding="utf-8")
    program = os.path.abspath(options.framewalk)
    count = bad = 0
    blocks = {}
    for block, command, shown in examples(text):
        lines = blocks.setdefault(block, [])
        lines.append("$ " + command)
        if not command.startswith(("framewalk ", "cat ")):
            lines += shown
            continue
        count += 1
        real = run(command, program)
        if matches(shown, real):
            lines += shown
            continue
        new = renewed(shown, real)
        if options.update and new is not None:
            print(f"$ {command}: rewritten")
            lines += new
            continue
        bad += 1
        lines += shown
        print(f"$ {command}: differs" + (" too much: write the example anew" if new is None else ""))
        sys.stdout.writelines(
            line + "\n" for line in difflib.unified_diff(shown, real, "README.md", "now", lineterm="")
        )
    if options.update:
        for block in sorted(blocks, key=lambda b: -b.start()):
            body = "".join(line + "\n" for line in blocks[block])
            text = text[: block.start(2)] + body + text[block.end(2) :]
        if text != options.readme.read_text(encoding="utf-8"):
            options.readme.write_text(text, encoding="utf-8")
    print(f"{count} examples, {bad} differ")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
