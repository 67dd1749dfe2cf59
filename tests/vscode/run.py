#!/usr/bin/env python3
"""The extension for VS Code: built and packaged by npm, and tried.

VS Code is in no package registry, so the packaged extension runs in a stand-in
for it (editor.cjs) with the real vscode-languageclient and the real server; its
side view in chromium. Skips where node, npm or chromium is missing, or the
packages cannot be had.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent

sys.path.insert(0, str(HERE.parent))
import npm  # noqa: E402

IN_THE_PACKAGE = {
    "package.json", "readme.md", "changelog.md", "LICENSE.txt", "dist/extension.js", "dist/view.js", "dist/view.css", "dist/THIRD-PARTY.txt", "media/framewalk.svg",
}


def build(out):
    """The .vsix, made of a copy, so that nothing is left in the sources."""
    source = out / "source"
    for name in ("src", "media"):
        shutil.rmtree(source / name, ignore_errors=True)
    ignore = shutil.ignore_patterns("node_modules", "dist", "LICENSE", "*.vsix", "package.json", "package-lock.json")
    shutil.copytree(ROOT / "tool/vscode", source, ignore=ignore, dirs_exist_ok=True)
    npm.bring_or_skip(ROOT / "tool/vscode", source)
    environment = {**os.environ, "FRAMEWALK_HTML": str(ROOT / "lib/Render/html"), "FRAMEWALK_LICENSE": str(ROOT / "LICENSE")}
    done = subprocess.run(["npm", "run", "package", "--", "-o", str(out / "framewalk.vsix")], cwd=source, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.exit("FAIL: npm run package:\n" + done.stdout)
    return out / "framewalk.vsix"


def check_package(vsix, version):
    failures = []
    with zipfile.ZipFile(vsix) as archive:
        inside = {name.removeprefix("extension/") for name in archive.namelist() if name.startswith("extension/")}
        manifest = json.loads(archive.read("extension/package.json"))
        text = b"".join(archive.read(name) for name in archive.namelist())
    fold = {name.lower() for name in inside}
    if fold != {name.lower() for name in IN_THE_PACKAGE}:
        failures.append(f"the package has {sorted(inside)}")
    if manifest["version"] != version:
        failures.append(f"the extension is {manifest['version']}, framewalk {version}")
    if str(ROOT).encode() in text:
        failures.append("the package names the folder it was made in")
    if vsix.stat().st_size > 400_000:
        failures.append(f"the package has {vsix.stat().st_size} bytes")
    return failures


def functions(framewalk):
    """All functions of testdata/frames, and sum()."""
    sources = ["testdata/sum.c", *sorted(str(f.relative_to(ROOT)) for f in (ROOT / "testdata/frames").iterdir() if f.suffix in (".c", ".cpp"))]
    found = []
    for source in sources:
        first = (ROOT / source).read_text(encoding="utf-8").splitlines()[0]
        flags = first.removeprefix("// flags:").split() if first.startswith("// flags:") else ["-O0"]
        standard = ["-std=c++20"] if source.endswith(".cpp") else []
        done = subprocess.run([framewalk, "explain", source, "--format=json", "--", *standard, *flags, "-g"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for unit in json.loads(done.stdout)["units"]:
            found += unit["functions"]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", required=True)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    npm.need("chromium")
    out = pathlib.Path(options.out).resolve()
    (out / "screenshots").mkdir(parents=True, exist_ok=True)
    framewalk = os.path.abspath(options.framewalk)
    version = subprocess.run([framewalk, "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.split()[1]

    vsix = build(out)
    failures = check_package(vsix, version)
    for failure in failures:
        print("FAIL:", failure)
    extension = out / "extension"
    shutil.rmtree(extension, ignore_errors=True)
    with zipfile.ZipFile(vsix) as archive:
        archive.extractall(out)

    # The same browser and axe-core as for the HTML report.
    npm.bring_or_skip(HERE.parent / "browser", out)
    for script in (*HERE.glob("*.mjs"), *HERE.glob("*.cjs")):
        shutil.copy(script, out)
    (out / "frames.json").write_text(json.dumps(functions(framewalk)), encoding="utf-8")
    environment = {
        "CHROMIUM": npm.chromium(), "FRAMEWALK": framewalk, "EXTENSION": str(extension), "TESTDATA": str(ROOT / "testdata"),
        "MESSAGES": str(out / "messages.json"), "FRAMES": str(out / "frames.json"), "SCREENSHOTS": str(out / "screenshots"), "XDG_CACHE_HOME": str(out / "cache"),
    }
    # In this order: the one records what the other shows.
    for script in ("extension.test.mjs", "webview.test.mjs"):
        failures += [script] if npm.run_tests([script], out, environment) else []
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
