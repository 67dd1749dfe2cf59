#!/usr/bin/env python3
"""Makes the .deb, installs it in a Debian that has nothing else, and uses it there.

The Debian is made once, by mmdebstrap, of this machine's own release and mirrors;
what is installed goes into an overlay above it. First the package as it is, then
with the compilers that it recommends. Needs root, mount namespaces and a mirror:
where one is missing, it says SKIPPED and which.
"""

import argparse
import glob
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

sys.path.insert(0, str(ROOT / "tests"))
from scripts import Failures, need, skip

# The first version has no bug that asked for it; cpack calls ldconfig for modules
# in a folder of their own, too, where it does nothing.
LINTIAN_MAY_SAY = "initial-upload-closes-no-bugs,maintscript-calls-ldconfig"

DANGLING = "int *f(void) { int x = 1; return &x; }\n"
CLEAN = "#include <stddef.h>\nsize_t g(void) { size_t y = sizeof(max_align_t); return y; }\n"
LARGE = "int h(int i) { char big[100000] = {0}; return big[i]; }\n"


def release():
    for line in open("/etc/os-release", encoding="utf-8"):
        if line.startswith("VERSION_CODENAME="):
            return line.split("=")[1].strip().strip('"')
    return ""


def mirrors():
    """The files of apt's that name Debian's own mirrors, and no others."""
    found = []
    for name in ["/etc/apt/sources.list", *sorted(glob.glob("/etc/apt/sources.list.d/*.sources") + glob.glob("/etc/apt/sources.list.d/*.list"))]:
        if not os.path.exists(name):
            continue
        text = open(name, encoding="utf-8").read()
        if re.search(r"^(URIs:|deb\s).*/debian/?(\s|$)", text, re.M):
            found.append(name)
    return found


def make_package(build, out):
    shutil.rmtree(out / "package", ignore_errors=True)
    subprocess.run(["cpack", "-B", str(out / "package")], cwd=build, check=True, stdout=subprocess.DEVNULL)
    (package,) = (out / "package").rglob("*.deb")
    return package


def check_package(package):
    failures = Failures()
    listed = subprocess.run(["dpkg-deb", "-c", str(package)], stdout=subprocess.PIPE, text=True, check=True).stdout
    for name in ("bin/framewalk", "share/man/man1/framewalk.1.gz", "share/doc/framewalk/copyright", "lib/cmake/framewalk/framewalkConfig.cmake",
                 "share/bash-completion/completions/framewalk", "share/zsh/vendor-completions/_framewalk", "share/fish/vendor_completions.d/framewalk.fish"):
        if f"./usr/{name}\n" not in listed:
            failures.append(f"the package lacks usr/{name}")
    for line in listed.splitlines():
        if "root/root" not in line or not re.search(r"\./(usr/.*)?$", line):
            failures.append("not root's, or not below usr: " + line)
    if str(ROOT).encode() in subprocess.run(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE, check=True).stdout:
        failures.append("the package names the folder it was made in")
    if shutil.which("lintian"):
        told = subprocess.run(
            ["lintian", "--allow-root", "--fail-on", "error,warning", "--suppress-tags", LINTIAN_MAY_SAY, str(package)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        if told.returncode:
            failures.append("lintian: " + told.stdout)
    else:
        print("there is no lintian: left out")
    return failures


def base_root(out):
    """A Debian with apt and nothing else, made once for each release."""
    base = out / f"base-{release()}"
    if (base / "etc/debian_version").exists():
        return base
    sources = mirrors()
    if not sources:
        skip("apt names no mirror of Debian's")
    part = out / "base.part"
    shutil.rmtree(part, ignore_errors=True)
    done = subprocess.run(["mmdebstrap", "--quiet", "--variant=apt", "--format=directory", release(), str(part), *sources], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        skip("mmdebstrap makes no root: " + done.stderr[-300:])
    part.rename(base)
    return base


class CleanRoot:
    """An overlay above the base; in a mount namespace that ends with us."""

    def __init__(self, base, out):
        work = out / "overlay"
        work.mkdir(exist_ok=True)
        self.mount("-t", "tmpfs", "tmpfs", str(work))
        for name in ("upper", "work", "root"):
            (work / name).mkdir()
        self.path = work / "root"
        self.mount("-t", "overlay", "overlay", "-o", f"lowerdir={base},upperdir={work}/upper,workdir={work}/work", str(self.path))
        self.mount("-t", "proc", "proc", str(self.path / "proc"))
        self.mount("--rbind", "/dev", str(self.path / "dev"))
        # Downloaded once.
        archives = out / "archives"
        (archives / "partial").mkdir(parents=True, exist_ok=True)
        self.mount("--bind", str(archives), str(self.path / "var/cache/apt/archives"))
        for name in ("resolv.conf", "hosts"):
            if os.path.exists("/etc/" + name):
                shutil.copy("/etc/" + name, self.path / "etc" / name)

    @staticmethod
    def mount(*arguments):
        done = subprocess.run(["mount", *arguments], stderr=subprocess.PIPE, text=True)
        if done.returncode:
            skip("cannot mount: " + done.stderr.strip())

    def run(self, command, text=""):
        return subprocess.run(
            ["chroot", str(self.path), "sh", "-c", command], input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=300,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive", "HOME": "/root"},
        )

    def install(self, what):
        done = self.run("apt-get -qq -o Dpkg::Options::=--force-unsafe-io install -y --no-install-recommends " + what)
        if done.returncode:
            if "Unable to fetch" in done.stderr or "Could not resolve" in done.stderr:
                skip("the mirror does not answer: " + done.stderr[-300:])
            raise SystemExit(f"FAIL: apt-get install {what}:\n{done.stdout}{done.stderr}")


def messages(*all_of_them):
    bodies = [json.dumps({"jsonrpc": "2.0", **message}) for message in all_of_them]
    return "".join(f"Content-Length: {len(body.encode())}\r\n\r\n{body}" for body in bodies)


def use(root, with_modules):
    failures = Failures()
    expect = failures.expect
    for name, text in (("dangling.c", DANGLING), ("clean.c", CLEAN), ("large.c", LARGE)):
        (root.path / "tmp" / name).write_text(text)
    expect("explain", root.run("framewalk explain /tmp/dangling.c"), 0, "int *f(void)", "return address", "page walks")
    expect("check", root.run("framewalk check /tmp/dangling.c"), 1, "framewalk-dangling-return")
    # stddef.h is clang's own.
    expect("check of a clean file", root.run("framewalk check /tmp/clean.c"), 0)
    expect("version", root.run("framewalk --version"), 0, "with clang 22")
    expect("lsp", root.run("framewalk lsp", messages(
        {"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}},
        {"method": "initialized", "params": {}}, {"id": 2, "method": "shutdown"}, {"method": "exit"},
    )), 0, "hoverProvider")

    if not with_modules:
        print("built without FRAMEWALK_MODULES: there are none to load")
        return failures
    root.install("clang-22 clang-tidy-22")
    modules = "/usr/lib/framewalk"
    expect("clang-tidy -load", root.run(f"clang-tidy-22 -load={modules}/framewalk-tidy.so --checks='-*,framewalk-*' /tmp/dangling.c --"), 0, "framewalk-dangling-return")
    expect("clang-tidy's options", root.run(
        f"clang-tidy-22 -load={modules}/framewalk-tidy.so --checks='-*,framewalk-frame-size' "
        "--config='{CheckOptions: {framewalk-frame-size.Threshold: 1000}}' /tmp/large.c --"), 0, "framewalk-frame-size", "big")
    expect("clang -fplugin", root.run(f"clang-22 -fplugin={modules}/framewalk-clang.so -c /tmp/dangling.c -o /tmp/dangling.o"), 0, "framewalk-dangling-return")
    gone = root.run("dpkg --remove framewalk && ! command -v framewalk && ! ls -d /usr/lib/framewalk")
    expect("removal", gone, 0)
    return failures


def inside(package, base, out, with_modules):
    root = CleanRoot(base, out)
    shutil.copy(package, root.path / "tmp/framewalk.deb")
    root.run("apt-get -qq update")
    root.install("/tmp/framewalk.deb")
    return use(root, with_modules).exit_code()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--modules", action="store_true", help="those for clang-tidy and clang are built")
    parser.add_argument("--inside", nargs=2, metavar=("PACKAGE", "BASE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    out = pathlib.Path(options.out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    if options.inside:
        return inside(*options.inside, out, options.modules)
    need("cpack", "dpkg-deb", "dpkg-shlibdeps")
    package = make_package(options.build, out)
    if check_package(package).exit_code():
        return 1
    if os.geteuid() != 0:
        skip("a clean root takes root's rights; the package itself was looked at")
    for tool in ("mmdebstrap", "unshare"):
        if not shutil.which(tool):
            skip(f"there is no {tool}; the package itself was looked at")
    if subprocess.run(["unshare", "--mount", "true"], stderr=subprocess.DEVNULL).returncode:
        skip("no mount namespaces here; the package itself was looked at")
    base = base_root(out)
    again = [sys.executable, __file__, "--build", options.build, "--out", str(out), "--inside", str(package), str(base)]
    return subprocess.run(["unshare", "--mount", "--pid", "--fork", *again, *(["--modules"] if options.modules else [])]).returncode


if __name__ == "__main__":
    sys.exit(main())
