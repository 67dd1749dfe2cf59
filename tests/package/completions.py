#!/usr/bin/env python3
"""Types at bash, zsh and fish, presses Tab, and looks at what they make of it.

Each shell runs on a terminal of its own with nothing but framewalk's completion
loaded. A shell that is not there is told and left out; none at all: SKIPPED.
"""

import argparse
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from scripts import Failures, skip  # noqa: E402

END = "<<end>>"

# What is typed, and what is there after Tab.
EXPECTED = [
    ("framewalk exp", "framewalk explain "),
    ("framewalk merg", "framewalk merge "),
    ("framewalk sum", "framewalk sum.c "),
    ("framewalk explain sum", "framewalk explain sum.c "),
    ("framewalk explain --synt", "framewalk explain --syntax="),
    ("framewalk explain --syntax=a", "framewalk explain --syntax=att "),
    ("framewalk check sum.c --fail", "framewalk check sum.c --fail-on="),
    ("framewalk check --format=sa", "framewalk check --format=sarif "),
    ("framewalk walk 0x1000 --superv", "framewalk walk 0x1000 --supervisor "),
    # Not for this command.
    ("framewalk walk 0x1000 --fail", "framewalk walk 0x1000 --fail"),
    # A file without a command is explained.
    ("framewalk sum.c --call", "framewalk sum.c --call-path="),
    ("framewalk check -p buil", "framewalk check -p build/"),
    ("framewalk explain --html-dir=buil", "framewalk explain --html-dir=build/"),
    # Behind -- the compiler's flags: files.
    ("framewalk explain sum.c -- sum", "framewalk explain sum.c -- sum.c "),
    ("framewalk explain sum.c -- --synt", "framewalk explain sum.c -- --synt"),
    # Several values.
    ("framewalk explain --show=frame,acc", "framewalk explain --show=frame,accesses "),
    ("framewalk check sum.c --fail-on=framewalk-stack-depth,warn", "framewalk check sum.c --fail-on=framewalk-stack-depth,warning "),
    ("framewalk help dif", "framewalk help diff "),
]


class Terminal:
    """A shell that believes that somebody types."""

    def __init__(self, command, cwd, environment):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(cwd)
            os.execvpe(command[0], command, environment)

    def until(self, mark, limit=20):
        text, end = "", time.time() + limit
        while mark not in text:
            ready, _, _ = select.select([self.fd], [], [], max(0, end - time.time()))
            if not ready:
                raise SystemExit(f"no {mark!r} after {limit} s: {text!r}")
            text += os.read(self.fd, 65536).decode("utf-8", "replace")
        return text

    def type(self, text):
        os.write(self.fd, text.encode())

    def close(self):
        os.close(self.fd)
        os.waitpid(self.pid, 0)


def on_terminal(command, setup, cwd):
    """Each line typed, completed, and then printed by the shell itself."""
    environment = {**os.environ, "TERM": "dumb", "LC_ALL": "C.UTF-8", "HISTFILE": "/dev/null", "INPUTRC": "/dev/null", "ZDOTDIR": cwd}
    terminal = Terminal(command, cwd, environment)
    terminal.type(setup + f"; printf '%s%s\\n' '<<en' 'd>>'\n")
    terminal.until(END)
    results = []
    for typed, _ in EXPECTED:
        # Tab, then the line goes between quotes.
        terminal.type(typed + "\t")
        terminal.type(f"'\x01printf '<<%s>>%s\\n' '\x05 '<<end''>>'\n")
        shown = terminal.until(END)
        answers = re.findall(r"^<<(.*?)>><<end>>", shown.replace("\r", "\n"), re.M)
        results.append(answers[-1] if answers else shown)
    terminal.close()
    return results


def in_fish(script, cwd):
    results = []
    for typed, expected in EXPECTED:
        asked = f"source {script}; complete -C '{typed}'"
        done = subprocess.run(
            ["fish", "--no-config", "-c", asked], cwd=cwd, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60,
            env={**os.environ, "HOME": cwd, "LC_ALL": "C.UTF-8"},
        )
        if done.stderr:
            raise SystemExit("fish: " + done.stderr)
        offered = [line.split("\t")[0] for line in done.stdout.splitlines()]
        before, _, word = typed.rpartition(" ")
        # One candidate, and it is the right one; = and the space are fish's.
        wanted = expected.rpartition(before + " ")[2].rstrip(" ")
        wanted = wanted if "=" in typed else wanted.rstrip("=")
        results.append(expected if offered == [wanted] or (not offered and typed == expected) else f"{before} {offered}")
    return results


def check_choices(framewalk):
    """The values offered are those that the parser names when it refuses one."""
    script = subprocess.run([framewalk, "help", "--completion=bash"], stdout=subprocess.PIPE, text=True, check=True).stdout
    failures, asked = Failures(), 0
    for option, words in re.findall(r"^  (--[\w-]+)\) mapfile.*-W '([^']*)'", script, re.M):
        command = "walk" if option in ("--paging", "--page-size", "--access") else "explain"
        told = subprocess.run([framewalk, command, f"{option}=nonsense", "0x1000"], stderr=subprocess.PIPE, text=True).stderr
        names = re.search(r"choose one of (.*)", told)
        if names:
            asked += 1
            if set(names[1].split(", ")) != set(words.split()):
                failures.append(f"{option}: offered are {words}; {told}")
        for word in words.split():
            done = subprocess.run([framewalk, command, f"{option}={word}"], stderr=subprocess.PIPE, text=True)
            if "choose one of" in done.stderr:
                failures.append(f"{option}={word} is offered and refused: {done.stderr}")
    if asked < 5:
        failures.append(f"only {asked} options named their choices")
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", required=True)
    options = parser.parse_args()
    failures = check_choices(options.framewalk)
    refused = subprocess.run([options.framewalk, "help", "--completion=csh"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if refused.returncode != 2 or refused.stdout or "bash, zsh, fish" not in refused.stderr:
        failures.append("--completion=csh is not refused")
    tried = 0
    for shell in ("bash", "zsh", "fish"):
        if not shutil.which(shell):
            print(f"there is no {shell}: left out")
            continue
        tried += 1
        with tempfile.TemporaryDirectory() as cwd:
            open(os.path.join(cwd, "sum.c"), "w").close()
            os.mkdir(os.path.join(cwd, "build"))
            script = os.path.join(cwd, "_framewalk")
            with open(script, "w", encoding="utf-8") as out:
                subprocess.run([options.framewalk, "help", f"--completion={shell}"], stdout=out, check=True)
            os.chmod(script, 0o644)
            if shell == "bash":
                results = on_terminal(["bash", "--norc", "--noprofile", "-i"], f"PS1=; source {script}", cwd)
            elif shell == "zsh":
                load = f"PS1=; unsetopt prompt_cr prompt_sp; bindkey -e; fpath=({cwd} $fpath); autoload -Uz compinit; compinit -u -D; setopt no_beep"
                results = on_terminal(["zsh", "-f", "-i"], load, cwd)
                # Behind one of several values a comma, which a space would replace.
                results = [re.sub(",$", " ", result) for result in results]
            else:
                results = in_fish(script, cwd)
        for (typed, expected), result in zip(EXPECTED, results):
            if result != expected:
                failures.append(f"{shell}: {typed!r} became {result!r}, not {expected!r}")
    if not tried and not failures:
        skip("there is no shell to complete in")
    return failures.exit_code()


if __name__ == "__main__":
    sys.exit(main())
