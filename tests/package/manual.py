#!/usr/bin/env python3
"""framewalk(1), as man and mandoc read it, against what --help says."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
COMMANDS = ("explain", "check", "walk", "maps", "report", "merge", "diff", "lsp")


def run(*command, **more):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60, **more)


def words(text):
    return re.sub(r"[\s’‘]+", " ", text.replace("’", "'").replace("‐", "-"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", required=True)
    options = parser.parse_args()
    if not shutil.which("man"):
        print("SKIPPED: there is no man")
        return SKIPPED
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        page = os.path.join(folder, "framewalk.1")
        with open(page, "w", encoding="utf-8") as out:
            out.write(run(options.framewalk, "help", "--man").stdout)
        # No hyphens, wide lines: words stay whole.
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "1000", "MANROFFOPT": "-rHY=0"}
        shown = run("man", "--warnings", "--no-hyphenation", "--no-justification", "-l", page, env=environment)
        if shown.stderr.strip():
            failures.append("man warns:\n" + shown.stderr)
        if shutil.which("mandoc"):
            told = run("mandoc", "-T", "lint", "-W", "warning", page).stdout.splitlines()
            failures += ["mandoc: " + line for line in told]
        else:
            print("no mandoc: the page was only read by man")
    text = words(re.sub(r".\x08", "", shown.stdout))
    for command in COMMANDS:
        help_text = run(options.framewalk, command, "--help").stdout
        for option in re.findall(r"^  (--?[\w-]+)", help_text, re.M):
            if not re.search(re.escape(option) + r"\b", text):
                failures.append(f"the page lacks {option} of {command}")
        # Every sentence of the help but the usage and the table of options.
        for paragraph in help_text.split("\n\n")[1:]:
            if paragraph.startswith(("  ", "Rules")):
                continue
            sentence = words(paragraph.split("\n  ")[0].replace("`", "")).strip()
            if sentence not in text:
                failures.append(f"the page lacks what {command} --help says: {sentence[:90]}")
    for failure in failures:
        print("FAIL:", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
