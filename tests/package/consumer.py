#!/usr/bin/env python3
"""Installs what is built below a prefix and builds a small project against it.

The project (consumer/) finds framewalk with find_package, adds checks of all kinds
and, where the module for clang-tidy is there, compiles with CMAKE_CXX_CLANG_TIDY.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent

sys.path.insert(0, str(HERE.parent))
from scripts import Failures


def run(*command, **more):
    return subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300, **more)


def configure(source, build, prefix, *more):
    shutil.rmtree(build, ignore_errors=True)
    return run("cmake", "-G", "Ninja", "-S", source, "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}", *more)


def try_checks(source, build):
    failures = Failures()

    def check(name):
        return run("ninja", "-C", build, name)

    rule = "framewalk-dangling-view"
    failures.expect("good", check("framewalk-check-good"), 0, without=[rule])
    failures.expect("a unity build", check("framewalk-check-united"), 0, "united.c' as a part of", without=["inferred"])
    failures.expect("headers", check("framewalk-check-headers"), 0, "no C or C++ source in headers")
    failures.expect("headers and good", check("check-both"), 0, without=["no C or C++ source"])
    failures.expect("app", check("check-app"), 1)
    sarif = build / "app.sarif"
    results = json.loads(sarif.read_text(encoding="utf-8"))["runs"][0]["results"] if sarif.exists() else []
    found = {(result["ruleId"], result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]) for result in results}
    if found != {(rule, "app/dangling.cpp")}:
        failures.append(f"app.sarif has {found}")
    failures.expect("app, none fails", check("check-app-none"), 0, rule)
    failures.expect("app, this rule fails", check("check-app-rule"), 1, rule)
    failures.expect("app, without the file", check("check-app-without"), 0, without=[rule])
    failures.expect("app, large frames", check("check-app-large"), 1, "framewalk-frame-size", "large")
    failures.expect("app, a baseline is written", check("check-app-baseline"), 0)
    if (build / "new.json").exists():
        shutil.copy(build / "new.json", source / "known.json")
    failures.expect("app, all is known", check("check-app-known"), 0, without=[rule])
    return failures


def try_makefiles(source, build, prefix):
    failures = Failures()
    done = run("cmake", "-G", "Unix Makefiles", "-S", source, "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}")
    failures.expect("configuring for make", done, 0)
    failures.expect("app, by make", run("make", "-C", build, "check-app-none"), 0, "framewalk-dangling-view")
    return failures


def try_mistakes(source, build, prefix):
    """What is wrong is told when it is configured."""
    failures = Failures()
    text = (source / "CMakeLists.txt").read_text(encoding="utf-8")
    for line, words in (
        ("framewalk_add_check()", "name a target"),
        ("framewalk_add_check(nothing)", "there is no target 'nothing'"),
        ("framewalk_add_check(framewalk::framewalk NAME x)", "is imported"),
        ("framewalk_add_check(good NAME x SARIF)", "SARIF needs a value"),
        ("find_package(framewalk 7 REQUIRED)", "framewalk"),
    ):
        (source / "CMakeLists.txt").write_text(text + line + "\n", encoding="utf-8")
        failures.expect(line, configure(source, build, prefix), 1, words)
    (source / "CMakeLists.txt").write_text(text, encoding="utf-8")
    return failures


def try_other_target(source, build, prefix):
    """A project for a machine with other pointers finds the program, too."""
    failures = Failures()
    probe = source / "embedded"
    probe.mkdir()
    (probe / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.20)\nproject(probe NONE)\nset(CMAKE_SIZEOF_VOID_P 4)\nfind_package(framewalk 0.1 REQUIRED)\n")
    failures.expect("a project with pointers of 4 bytes", configure(probe, build, prefix), 0)
    return failures


def try_clang_tidy(source, build, prefix):
    """The module in a build's clang-tidy: findings are warnings of the build."""
    failures = Failures()
    probe = source / "probe"
    probe.mkdir()
    (probe / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.20)\nproject(probe NONE)\nfind_package(framewalk REQUIRED)\nmessage(\"TIDY=${framewalk_CLANG_TIDY}\")\n")
    told = configure(probe, build, prefix).stdout
    (tidy,) = [line[len("TIDY="):] for line in told.splitlines() if line.startswith("TIDY=")]
    if not tidy:
        return Failures(["framewalk_CLANG_TIDY is empty"])
    failures.expect("configuring with clang-tidy", configure(source, build, prefix, f"-DCMAKE_CXX_CLANG_TIDY={tidy}", f"-DCMAKE_C_CLANG_TIDY={tidy}"), 0)
    failures.expect("a build with clang-tidy", run("ninja", "-C", build, "app"), 0, "framewalk-dangling-view", "dangling.cpp:5")
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--modules", action="store_true", help="that for clang-tidy is built")
    options = parser.parse_args()
    out = pathlib.Path(options.out).resolve()
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(HERE / "consumer", out / "source")
    # Elsewhere than it was configured for: the package finds itself.
    prefix, moved = out / "prefix", out / "another prefix"
    done = run("cmake", "--install", options.build, "--prefix", prefix)
    if done.returncode:
        sys.exit("FAIL: cmake --install:\n" + done.stdout)
    os.rename(prefix, moved)
    source, build = out / "source", out / "build"
    failures = Failures()
    failures.expect("configuring", configure(source, build, moved), 0)
    failures += try_checks(source, build)
    failures += try_makefiles(source, out / "make", moved)
    failures += try_mistakes(source, build, moved)
    failures += try_other_target(source, build, moved)
    if options.modules:
        failures += try_clang_tidy(source, build, moved)
    else:
        print("built without FRAMEWALK_MODULES: no build with clang-tidy")
    return failures.exit_code()


if __name__ == "__main__":
    sys.exit(main())
