#!/usr/bin/env python3
"""The hook for pre-commit, by the real pre-commit, in a repository made here.

Without a network: the hooks come from a repository in the next folder, and
framewalk from PATH.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

sys.path.insert(0, str(ROOT / "tests"))
from scripts import Failures, need

CONFIG = """repos:
  - repo: {hooks}
    rev: v1
    hooks:
      - id: framewalk-check
"""


class Sandbox:
    def __init__(self, out, framewalk):
        shutil.rmtree(out, ignore_errors=True)
        self.hooks, self.project = out / "hooks", out / "project"
        tools = out / "bin"
        for folder in (self.hooks, self.project, tools, out / "home"):
            folder.mkdir(parents=True)
        (tools / "framewalk").symlink_to(framewalk)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "HOME": str(out / "home"), "PRE_COMMIT_HOME": str(out / "home/pre-commit"),
            "GIT_CONFIG_NOSYSTEM": "1", "NO_COLOR": "1", "LC_ALL": "C.UTF-8",
            # Nobody is to be asked for anything elsewhere.
            "https_proxy": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9",
        }

    def run(self, *command, cwd=None, without_framewalk=False):
        environment = dict(self.environment)
        if without_framewalk:
            environment["PATH"] = environment["PATH"].split(os.pathsep, 1)[1]
        return subprocess.run(command, cwd=cwd or self.project, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)

    def git(self, *arguments, cwd=None, **more):
        return self.run("git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments, cwd=cwd, **more)

    def write(self, name, text):
        path = self.project / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        self.git("add", name)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", required=True)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    need("git", "pre-commit")
    box = Sandbox(pathlib.Path(options.out).resolve(), os.path.abspath(options.framewalk))
    failures = Failures()
    expect = failures.expect

    shutil.copy(ROOT / ".pre-commit-hooks.yaml", box.hooks)
    for command in (("init", "-q"), ("add", "."), ("commit", "-qm", "hooks"), ("tag", "v1")):
        expect(f"git {command[0]}", box.git(*command, cwd=box.hooks), 0)
    expect("the manifest", box.run("pre-commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")), 0)

    expect("git init", box.git("init", "-q"), 0)
    box.write(".pre-commit-config.yaml", CONFIG.format(hooks=box.hooks))
    expect("pre-commit install", box.run("pre-commit", "install"), 0)
    rule = "framewalk-dangling-return"
    sum_c, dangling = ((ROOT / "testdata" / name).read_text() for name in ("sum.c", "dangling.c"))

    box.write("src/sum.c", sum_c)
    expect("a commit of a clean file", box.git("commit", "-m", "clean"), 0, "Passed")
    box.write("src/dangling.c", dangling)
    expect("a commit of a dangling pointer", box.git("commit", "-m", "dangling"), 1, "Failed", rule, "src/dangling.c:5:10")
    if "clean" not in box.git("log", "-1", "--format=%s").stdout:
        failures.append("the dangling pointer was committed")
    box.write("src/dangling.c", dangling.replace("char text[6]", "static char text[6]"))
    expect("a commit of what was put right", box.git("commit", "-m", "right"), 0, "Passed")
    # Headers and other files are not compiled on their own.
    box.write("src/h.h", "inline int *h(void) { int x; return &x; }\n")
    box.write("notes.md", "words\n")
    expect("a commit without sources", box.git("commit", "-m", "words"), 0, "no files to check")
    # Options are arguments; the flags are those of the compilation database.
    config = CONFIG.format(hooks=box.hooks) + "        args: [--stack-budget=1K, --fail-on=framewalk-frame-size, -p, build]\n"
    box.write(".pre-commit-config.yaml", config)
    (box.project / "build").mkdir()
    (box.project / "build/compile_commands.json").write_text('[{"directory": "%s", "file": "src/large.c", "arguments": ["cc", "-DSIZE=2048", "-c", "src/large.c"]}]' % box.project)
    box.write("src/large.c", "int large(int i) { char big[SIZE] = {0}; return big[i]; }\n")
    expect("a commit with options", box.git("commit", "-m", "large"), 1, "framewalk-frame-size", "large.c")
    expect("a commit without framewalk", box.git("commit", "-m", "large", without_framewalk=True), 1, "framewalk", "not found")
    # The repository itself, as somebody tries it before they use it.
    box.write("src/dangling.c", dangling)
    expect("try-repo", box.run("pre-commit", "try-repo", str(box.hooks), "framewalk-check", "--files", "src/dangling.c"), 1, rule)
    return failures.exit_code()


if __name__ == "__main__":
    sys.exit(main())
