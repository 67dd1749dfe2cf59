"""What the tests on node share: the programs and npm packages that they need, and
node's own runner."""

import os
import shutil
import subprocess

from scripts import skip


def chromium():
    """The browser's path; None: there is none."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


def need(*programs):
    """Skips where node 18, npm or one of the programs is missing."""
    for program in ("node", "npm", *programs):
        if not (chromium() if program == "chromium" else shutil.which(program)):
            skip(f"there is no {program}")
    version = subprocess.run(["node", "--version"], stdout=subprocess.PIPE, text=True).stdout.strip()
    if int(version[1:].split(".")[0]) < 18:
        skip(f"the tests need node 18, this is {version}")


def bring(folder, out):
    """Installs what folder/package-lock.json names into out/node_modules, once for
    each lock file. False: it cannot be had."""
    lock = (folder / "package-lock.json").read_text(encoding="utf-8")
    out.mkdir(parents=True, exist_ok=True)
    stamp = out / "node_modules" / ".lock"
    for name in ("package.json", "package-lock.json"):
        shutil.copy(folder / name, out / name)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == lock:
        return True
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=out)
    if done.returncode:
        return False
    stamp.write_text(lock, encoding="utf-8")
    return True


def bring_or_skip(folder, out):
    if not bring(folder, out):
        skip(f"npm cannot bring the packages of {folder}/package.json")


def run_tests(tests, out, environment, only=None):
    """The exit code; `only`: tests whose name has this."""
    pattern = ["--test-name-pattern", only] if only else []
    command = ["node", "--test", "--test-concurrency=1", "--test-reporter=spec", *pattern, *map(str, tests)]
    return subprocess.run(command, cwd=out, env={**os.environ, **environment}).returncode
