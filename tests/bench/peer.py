#!/usr/bin/env python3
"""The same job done by whole-machine simulators: a guest without an operating
system (peer_guest.S) loads from 64 pages in random order, once with translations
that its TLB has, and once with an invlpg before each load, so that every one
walks four levels. Beside tests/bench/paging.cpp, whose fullWalk walks the same
tables.

Peers: QEMU without KVM (its TLB is in the code that it makes of the guest's) and
Bochs (which interprets; Debian's has its debugger built in). One that is not
installed is skipped, and said so. The time of the invlpg alone is taken off the
walks. Their figures hold the execution of the loop, too, which ours do not: a
peer can only be faster than they say.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
LOADS, WALKS = 50e6, 5e6  # as in peer_guest.S
ROUNDS = 3
PATIENCE = 120  # seconds for one round
MARKS = {0xF1: "loads", 0xF2: "walks", 0xF3: "invlpg", 0xF4: "end"}

BOCHS = """megs: 32
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/vgabios/vgabios.bin
floppya: image={disk}, status=inserted
boot: floppy
cpu: model=corei7_sandy_bridge_2600k, ips=500000000
clock: sync=none
port_e9_hack: enabled=1
display_library: term
log: {folder}/log
"""


def qemu(folder, disk):
    return ["qemu-system-x86_64", "-accel", "tcg", "-m", "32", "-nographic", "-nodefaults", "-serial", "none",
            "-monitor", "none", "-debugcon", "stdio", "-drive", f"file={disk},format=raw,if=floppy"]


def bochs(folder, disk):
    (folder / "bochsrc").write_text(BOCHS.format(folder=folder, disk=disk))
    (folder / "commands").write_text("c\n")
    return ["bochs", "-q", "-f", folder / "bochsrc", "-rc", folder / "commands"]


PEERS = [("QEMU (TCG)", "qemu-system-x86_64", "qemu-system-x86", qemu), ("Bochs", "bochs", "bochs bochs-term bochsbios vgabios", bochs)]


def make_disk(folder):
    obj, disk = folder / "guest.o", folder / "disk"
    subprocess.run(["clang-22", "-m32", "-c", HERE / "peer_guest.S", "-o", obj], check=True)
    subprocess.run(["ld.lld-22", "-m", "elf_i386", "--oformat", "binary", "--image-base=0", "-Ttext=0x7c00",
                    "-e", "start", obj, "-o", disk], check=True)
    os.truncate(disk, 2880 * 512)
    return disk


def cpu_seconds(process):
    """Of all its threads: what else the machine does costs it none."""
    spent = 0
    for thread in pathlib.Path(f"/proc/{process.pid}/task").iterdir():
        spent += int((thread / "schedstat").read_text().split()[0])
    return spent / 1e9


def one_round(command):
    """Seconds of CPU time of each part; None where the guest did not get to its
    end."""
    terminal = {**os.environ, "TERM": "xterm"}
    process = subprocess.Popen([str(c) for c in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, bufsize=0, env=terminal)
    watch = subprocess.Popen(["sleep", str(PATIENCE)])
    seen = {}
    os.set_blocking(process.stdout.fileno(), False)
    try:
        while "end" not in seen and process.poll() is None and watch.poll() is None:
            data = process.stdout.read(4096)
            now = cpu_seconds(process) if data else 0
            for byte in data or b"":
                if byte in MARKS:
                    seen[MARKS[byte]] = now
            time.sleep(0.0005)
    finally:
        for one in (process, watch):
            one.kill()
            one.wait()
    if set(seen) != set(MARKS.values()):
        return None
    times = [seen[name] for name in MARKS.values()]
    return [b - a for a, b in zip(times, times[1:])]


def main():
    with tempfile.TemporaryDirectory(prefix="peer-") as name:
        folder = pathlib.Path(name)
        disk = make_disk(folder)
        for title, program, packages, command in PEERS:
            if not shutil.which(program):
                print(f"SKIPPED: {title}: not installed (apt-get install --no-install-recommends {packages})")
                continue
            rounds = [r for r in (one_round(command(folder, disk)) for _ in range(ROUNDS)) if r]
            if not rounds:
                print(f"SKIPPED: {title}: the guest did not get to its end in {PATIENCE} s")
                continue
            loads = min(r[0] for r in rounds)
            walks = max(min(r[1] for r in rounds) - min(r[2] for r in rounds), 1e-9)
            print(f"{title:12} {LOADS / loads / 1e6:8.1f} M loads/s that its TLB translates, "
                  f"{WALKS / walks / 1e6:6.1f} M full walks/s (best of {len(rounds)})", flush=True)


if __name__ == "__main__":
    sys.exit(main())
