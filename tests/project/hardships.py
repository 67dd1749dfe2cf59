#!/usr/bin/env python3
"""What can happen to `framewalk report` on the way: interrupts at any moment,
workers that die or never end, caches that are damaged bit by bit, shared by
two runs, not to be written to, or on a full disk, and output on a full disk.

Whatever it is, the folder is the same afterwards as one that nothing happened
to, or there is no index and no half of a file; no process stays behind.
"""

import argparse
import filecmp
import json
import os
import pathlib
import pty
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from folders import differences

FILES = 12


def half_written(*folders):
    return [str(p) for folder in folders if folder.exists() for p in folder.rglob("*.tmp")]


def processes_in(session):
    """Those that are left of a session."""
    left = []
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if fields[3] == str(session) and fields[0] != "Z":
            left.append(stat.parent.name)
    return left


def children_of(pid):
    try:
        return [int(p) for p in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


class Hardships:
    def __init__(self, framewalk, work, seed):
        self.framewalk, self.work, self.random = framewalk, work, random.Random(seed)
        self.wrong = []
        self.entries = []
        for i in range(FILES):
            body = "".join(
                f"int f{i}_{k}(int n) {{ char v[{k + 1}]; v[n % {k + 1}] = n; return v[0]; }}\n" for k in range(30)
            )
            self.add(f"f{i}.c", body)
        self.build = self.database("build", self.entries)
        self.good = work / "good"
        assert self.run("-o", self.good, "--no-cache").returncode == 0

    def entry(self, name):
        return {"directory": str(self.work), "file": name, "arguments": ["clang", "-O1", "-c", name]}

    def add(self, name, text):
        (self.work / name).write_text(text)
        self.entries.append(self.entry(name))

    def database(self, name, entries):
        folder = self.work / name
        folder.mkdir()
        (folder / "compile_commands.json").write_text(json.dumps(entries))
        return folder

    def command(self, *arguments, build=None):
        return [self.framewalk, "report", "-p", str(build or self.build), *map(str, arguments)]

    def run(self, *arguments, build=None, **more):
        return subprocess.run(
            self.command(*arguments, build=build), cwd=self.work, capture_output=True, text=True, timeout=300, **more
        )

    def expect(self, what, good, *details):
        if not good:
            self.wrong.append(what)
            print(f"WRONG: {what}", *details, flush=True)

    def folder(self, name):
        path = self.work / name
        shutil.rmtree(path, ignore_errors=True)
        return path

    #===--- Interrupts -----------------------------------------------------===#

    def interrupts(self):
        begin = time.monotonic()
        assert self.run("-o", self.folder("timed"), "--no-cache", "-j2").returncode == 0
        whole = time.monotonic() - begin
        stopped = 0
        for i in range(12):
            how = [signal.SIGINT, signal.SIGTERM, signal.SIGKILL][i % 3]
            out, cache = self.folder("out"), self.folder("cache")
            run = subprocess.Popen(
                self.command("-o", out, f"--cache={cache}", "-j2"), cwd=self.work, start_new_session=True,
                stderr=subprocess.PIPE, text=True,
            )
            time.sleep(self.random.random() * whole)
            run.send_signal(how)
            errors = run.communicate()[1]
            what = f"{how.name} at some moment"
            if run.returncode == 0:
                self.expect(f"{what}, too late: the report is whole", not differences(out, self.good))
            else:
                stopped += 1
                code = {signal.SIGINT: (130, -signal.SIGINT), signal.SIGTERM: (143, 130, -signal.SIGTERM),
                        signal.SIGKILL: (-signal.SIGKILL,)}[how]
                self.expect(f"{what}: exit code", run.returncode in code, run.returncode, errors)
                self.expect(f"{what}: no index", not (out / "index.json").exists() or how == signal.SIGKILL)
            deadline = time.monotonic() + 10
            while processes_in(run.pid) and time.monotonic() < deadline:
                time.sleep(0.05)
            self.expect(f"{what}: no process stays", not processes_in(run.pid), processes_in(run.pid))
            if how != signal.SIGKILL:
                self.expect(f"{what}: nothing half-written", not half_written(out, cache), half_written(out, cache))
            # The next run goes on from there, and is as good as any.
            done = self.run("-o", out, f"--cache={cache}", "-j2")
            self.expect(f"{what}: the next run", done.returncode == 0 and done.stderr == "", done.stderr)
            for path in half_written(out, cache):
                os.remove(path)
            self.expect(f"{what}: the next run's bytes", not differences(out, self.good))
        self.expect("some runs were interrupted", stopped >= 3, stopped)

    #===--- Workers --------------------------------------------------------===#

    def workers(self):
        """One waits for a pipe for ever; it is ended by the limit, or killed as
        the kernel does where memory is short."""
        os.mkfifo(self.work / "never.h")
        (self.work / "waits.c").write_text('#include "never.h"\nint w;\n')
        build = self.database("waiting", [self.entry("waits.c"), *self.entries])
        out = self.folder("out")
        done = self.run("-o", out, "--no-cache", "--timeout=2", "-j1", build=build)
        self.expect("a file that never ends: exit code", done.returncode == 3, done.stderr)
        self.expect("a file that never ends: is told",
                    "'waits.c' is left out: it takes more than 2 seconds" in done.stderr, done.stderr)
        index = (out / "index.md").read_text()
        self.expect("a file that never ends: the others are there",
                    len(list((out / "units").glob("f*.json"))) == FILES and "waits.c" in index)

        run = subprocess.Popen(self.command("-o", self.folder("out"), "--no-cache", "-j2", build=build),
                               cwd=self.work, stderr=subprocess.PIPE, text=True)
        # When all others are done the one that waits is alone.
        while len(list((out / "units").glob("f*.html"))) < FILES:
            time.sleep(0.02)
        for _ in range(200):
            left = children_of(run.pid)
            if len(left) == 1:
                break
            time.sleep(0.05)
        os.kill(left[0], signal.SIGKILL)
        errors = run.communicate(timeout=60)[1]
        self.expect("a killed worker", run.returncode == 3 and "ended by signal 9" in errors, errors)

        (self.work / "crash.c").write_text("#pragma clang __debug crash\nint c;\n")
        (self.work / "fatal.c").write_text("#pragma clang __debug llvm_fatal_error\nint c;\n")
        build = self.database("crashing", [self.entry("crash.c"), self.entry("fatal.c"), *self.entries])
        done = self.run("-o", self.folder("out"), "--no-cache", build=build)
        self.expect("files that crash clang", done.returncode == 3 and done.stderr.count("clang crashed on") == 2,
                    done.stderr)
        self.expect("files that crash clang: the others", len(list((out / "units").glob("f*.json"))) == FILES)

    #===--- The cache ------------------------------------------------------===#

    def damage(self):
        cache, out = self.folder("cache"), self.folder("out")
        self.run("-o", out, f"--cache={cache}")
        entries = sorted(p for p in cache.rglob("*") if p.is_file())
        self.expect("an entry for each file", len(entries) == FILES)
        whole = [p.read_bytes() for p in entries]
        for turn in range(12):
            for path, data in zip(entries, whole):
                data = bytearray(data)
                kind = self.random.randrange(5)
                if kind == 0:
                    data[self.random.randrange(len(data))] ^= 1 << self.random.randrange(8)
                elif kind == 1:
                    del data[self.random.randrange(len(data)):]
                elif kind == 2:
                    data += self.random.randbytes(self.random.randrange(1, 40))
                elif kind == 3:
                    at = self.random.randrange(len(data))
                    data[at:at + 8] = b"\xff" * len(data[at:at + 8])
                path.write_bytes(data)
            out = self.folder("out")
            done = self.run("-o", out, f"--cache={cache}")
            self.expect(f"a damaged cache, turn {turn}", done.returncode == 0, done.returncode, done.stderr)
            self.expect(f"a damaged cache, turn {turn}: the bytes", not differences(out, self.good))
        done = self.run("-o", out, f"--cache={cache}")
        self.expect("a cache that mended itself", done.stderr == "", done.stderr)

    def shared(self):
        """Two runs at once, and with different files in common."""
        for turn in range(4):
            cache = self.folder("cache")
            runs = []
            for name in ("one", "two"):
                self.folder(name)
                runs.append(subprocess.Popen(self.command("-o", name, f"--cache={cache}", "-j2"), cwd=self.work,
                                             stderr=subprocess.PIPE, text=True))
                time.sleep(self.random.random() * 0.2)
            for name, run in zip(("one", "two"), runs):
                errors = run.communicate()[1]
                self.expect(f"two runs, {name}", run.returncode == 0 and errors == "", errors)
                self.expect(f"two runs, {name}: the bytes", not differences(self.work / name, self.good))
            self.expect("two runs: nothing half-written", not half_written(cache))
            done = self.run("-o", self.folder("one"), f"--cache={cache}")
            self.expect("two runs: the cache is good", done.stderr == "", done.stderr)

    def bounded(self):
        cache = self.folder("cache")
        self.run("-o", self.folder("out"), f"--cache={cache}")
        entries = [p for p in cache.rglob("*") if p.is_file()]
        size = sum(p.stat().st_size for p in entries)
        # What has long not been used is there again: it was used.
        for age, path in enumerate(entries):
            os.utime(path, (1000 + age, 1000 + age))
        self.run("-o", self.folder("out"), f"--cache={cache}")
        self.expect("a use is noted", all(p.stat().st_mtime > time.time() - 1000 for p in entries))
        for age, path in enumerate(entries):
            os.utime(path, (1000 + age, 1000 + age))
        (self.work / "extra.c").write_text("int extra(void) { return 1; }\n")
        extra = self.database("extra", [self.entry("extra.c")])
        limit = size // 2
        done = self.run("-o", self.folder("out"), f"--cache={cache}", f"--cache-size={limit}", build=extra)
        left = [p for p in cache.rglob("*") if p.is_file()]
        self.expect("a bounded cache: its size", sum(p.stat().st_size for p in left) <= limit, done.stderr)
        kept = [age for age, path in enumerate(entries) if path.exists()]
        self.expect("a bounded cache: the oldest go", kept == list(range(entries.index(entries[-1]) + 1 - len(kept), FILES)), kept)
        self.expect("a bounded cache: the newest stays", len(left) == len(kept) + 1)

    def denied(self):
        if os.geteuid() == 0:
            if not shutil.which("setpriv"):
                print("SKIPPED: a read-only cache: no setpriv", flush=True)
                return
            become = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
            os.chmod(self.work, 0o755)
        else:
            become = []
        cache, out = self.folder("cache"), self.folder("out")
        self.run("-o", self.good, f"--cache={cache}", "--stack-budget=1G")
        (self.work / "changed.c").write_text("int changed(void) { return 1; }\n")
        build = self.database("denied", [*self.entries, self.entry("changed.c")])
        for path in [cache, *cache.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        out.mkdir()
        out.chmod(0o777)
        done = subprocess.run([*become, *self.command("-o", out, f"--cache={cache}", build=build)], cwd=self.work,
                              capture_output=True, text=True)
        if "Permission denied" in done.stderr and done.returncode != 0 and become:
            print("SKIPPED: a read-only cache: the program cannot be reached by another user", flush=True)
        else:
            self.expect("a read-only cache", done.returncode == 0, done.returncode, done.stderr)
            self.expect("a read-only cache: is told once", done.stderr.count("nothing is kept in the cache") == 1,
                        done.stderr)
            self.expect("a read-only cache: the report", (out / "units/changed.c.json").exists())
        for path in [cache, *cache.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)

    #===--- A full disk ----------------------------------------------------===#

    def full_disk(self):
        disk = self.work / "disk"
        disk.mkdir()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)], capture_output=True)
        if done.returncode:
            print("SKIPPED: a full disk: it takes root to mount a small one", flush=True)
            return
        try:
            done = self.run("-o", disk / "out", "--no-cache")
            self.expect("a full disk", done.returncode == 2 and "No space left on device" in done.stderr, done.stderr)
            self.expect("a full disk: one message", done.stderr.count("error:") == 1, done.stderr)
            self.expect("a full disk: nothing half-written", not half_written(disk))
            self.expect("a full disk: no index", not (disk / "out/index.json").exists())
            for path in (disk / "out").rglob("*.*"):
                if path.is_file():
                    other = self.good / path.relative_to(disk / "out")
                    self.expect("a full disk: what is there is whole", filecmp.cmp(path, other, shallow=False), path)
            shutil.rmtree(disk / "out")
            (disk / "filler").write_bytes(b"x" * 250 * 1024)
            out = self.folder("out")
            done = self.run("-o", out, f"--cache={disk}/cache")
            self.expect("a cache on a full disk", done.returncode == 0, done.stderr)
            self.expect("a cache on a full disk: is told once",
                        done.stderr.count("nothing is kept in the cache") == 1, done.stderr)
            self.expect("a cache on a full disk: the bytes", not differences(out, self.good))
            self.expect("a cache on a full disk: nothing half-written", not half_written(disk))
            for form in ("text", "json", "markdown", "html", "sarif"):
                target = disk / f"one.{form}"
                done = subprocess.run([self.framewalk, "f0.c", f"--format={form}", "-o", str(target)], cwd=self.work,
                                      capture_output=True, text=True)
                # A short one may fit.
                self.expect(f"a full disk, {form}", done.returncode == 2 and not target.exists() and
                            "No space left" in done.stderr or target.exists(), done.stderr)
                target.unlink(missing_ok=True)
        finally:
            subprocess.run(["umount", str(disk)], check=True)

    def full_devices(self):
        for form in ("text", "json", "markdown", "html", "sarif"):
            for arguments in (["-o", "/dev/full"], []):
                with open("/dev/full", "wb") as full:
                    done = subprocess.run([self.framewalk, "f0.c", f"--format={form}", *arguments], cwd=self.work,
                                          stdout=full, stderr=subprocess.PIPE, text=True)
                self.expect(f"/dev/full {form} {arguments}", done.returncode == 2 and "No space left" in done.stderr,
                            done.returncode, done.stderr)

    #===--- The progress bar -----------------------------------------------===#

    def progress(self):
        done = self.run("-o", self.folder("out"), "--no-cache")
        self.expect("no bar off a terminal", done.stderr == "" and done.stdout == "", done.stderr)
        parent, child = pty.openpty()
        run = subprocess.Popen(self.command("-o", self.folder("out"), "--no-cache"), cwd=self.work,
                               stdout=subprocess.PIPE, stderr=child)
        os.close(child)
        shown = b""
        while True:
            try:
                part = os.read(parent, 65536)
            except OSError:
                break
            if not part:
                break
            shown += part
        run.wait()
        self.expect("a bar on a terminal", f"{FILES}/{FILES}".encode() in shown and b"[####" in shown, shown[-200:])
        self.expect("it is taken away", shown.endswith(b"\r\x1b[K"), shown[-200:])
        self.expect("one line at a time", b"\n" not in shown)
        self.expect("the bytes are the same", not differences(self.work / "out", self.good))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("what", nargs="*", default=[
        "progress", "interrupts", "workers", "damage", "shared", "bounded", "full_disk", "full_devices", "denied"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        hardships = Hardships(os.path.abspath(options.framewalk), pathlib.Path(name).resolve(), options.seed)
        for what in options.what:
            begin = time.monotonic()
            getattr(hardships, what)()
            print(f"{what}: {time.monotonic() - begin:.1f} s", flush=True)
    print(f"{len(hardships.wrong)} wrong")
    return min(len(hardships.wrong), 100)


if __name__ == "__main__":
    sys.exit(main())
