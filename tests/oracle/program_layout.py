#!/usr/bin/env python3
"""Where the simulated process has a program's parts, against real links.

Each source is compiled and linked on its own, as a position-independent
executable, by GNU ld and by lld. Compared are, for every symbol that both know:
the rights of its segment once the loader is done (RELRO is read-only), and its
distance from the other symbols of the same part. With GNU ld, whose layout the
simulation follows, also: the order of the parts, that all that is RELRO ends
where a page does and the data begins there, and how far the .bss lies behind
the .data. lld puts .rodata before .text, so its order is not compared.

A linker that is missing is told and left out; without any: code 77, skipped.
"""

import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SKIPPED = 77
PAGE = 4096
ORDER = ["text", "rodata", "relro", "data", "bss"]


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def simulated(framewalk, source, flags):
    """Symbol -> (address, part, mode), where the name is the symbol's."""
    answer = json.loads(run(framewalk, "maps", "--format=json", source, "--", *flags))
    found, twice = {}, set()
    for area in answer["maps"]["processes"][0]["areas"]:
        for content in area["contents"]:
            if content["kind"] not in ("function", "variable", "thread's variable"):
                continue
            name = content["name"]
            if ": " in name or " " in name:  # of a frame; or not a symbol's name
                continue
            if name in found:
                twice.add(name)
            found[name] = (int(content["address"], 16), area["purpose"], area["mode"])
    return {n: v for n, v in found.items() if n not in twice}


class Linked:
    def __init__(self, file):
        self.symbols, self.sections, twice = {}, {}, set()
        for line in run("readelf", "-SW", file).splitlines():
            m = re.match(r"\s*\[\s*(\d+)\] (\S+)\s+\S+\s+([0-9a-f]+) [0-9a-f]+ ([0-9a-f]+)", line)
            if m:
                self.sections[int(m[1])] = (m[2], int(m[3], 16), int(m[4], 16))
        for line in run("readelf", "-sW", file).splitlines():
            f = line.split()
            if len(f) < 8 or f[3] not in ("FUNC", "OBJECT", "TLS") or not f[6].isdigit():
                continue
            name = f[7]
            if name in self.symbols and self.symbols[name][0] != int(f[1], 16):
                twice.add(name)
            self.symbols[name] = (int(f[1], 16), self.sections[int(f[6])][0])
        for name in twice:
            del self.symbols[name]
        self.loads, self.relro, self.tls_end = [], None, 0
        for line in run("readelf", "-lW", file).splitlines():
            m = re.match(r"\s+(LOAD|GNU_RELRO|TLS)\s+0x\S+ 0x(\S+) 0x\S+ 0x\S+ 0x(\S+) (.{3}) ", line)
            if not m:
                continue
            begin, size, rights = int(m[2], 16), int(m[3], 16), m[4]
            if m[1] == "LOAD":
                self.loads.append((begin, begin + size, rights))
            elif m[1] == "GNU_RELRO":
                self.relro = (begin, begin + size)

    def rights(self, address):
        if self.relro and self.relro[0] <= address < self.relro[1]:
            return "r--"
        for begin, end, rights in self.loads:
            if begin <= address < end:
                return ("r" if "R" in rights else "-") + ("w" if "W" in rights else "-") + (
                    "x" if "E" in rights else "-")
        return "none"


class Comparison:
    def __init__(self):
        self.counts, self.failures = {}, []

    def expect(self, kind, ours, theirs, what):
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if ours != theirs:
            self.failures.append(f"{what}: {kind}: simulated {ours}, linked {theirs}")


def compare(source, linker, ours, real, comparison):
    first_of = {}
    for name in sorted(set(ours) & set(real.symbols)):
        address, part, mode = ours[name]
        linked, section = real.symbols[name]
        what = f"{source.name} with {linker}, {name}"
        if part != "thread block":
            comparison.expect("rights", mode[:3], real.rights(linked), what)
        first = first_of.setdefault((section, part == "thread block"), (address, linked, name))
        if first[2] != name:
            comparison.expect("distance", address - first[0], linked - first[1],
                              f"{what} from {first[2]}")
    if linker != "bfd":
        return
    known = sorted((ours[n][0], real.symbols[n][0], ours[n][1], n)
                   for n in set(ours) & set(real.symbols) if ours[n][1] in ORDER)
    for (_, linked, part, name), (_, behind, next_part, next_name) in zip(known, known[1:]):
        comparison.expect("order", True, linked < behind,
                          f"{source.name}: {name} ({part}) before {next_name} ({next_part})")
    if real.relro:
        comparison.expect("relro ends with a page", 0, real.relro[1] % PAGE, source.name)
    by_section = {name: (begin, size) for name, begin, size in real.sections.values()}
    if real.relro and ".data" in by_section:
        comparison.expect("data begin where relro ends", real.relro[1], by_section[".data"][0],
                          source.name)
    data = [n for n in ours if real.symbols.get(n, ("", ""))[1] == ".data"]
    bss = [n for n in ours if real.symbols.get(n, ("", ""))[1] == ".bss"]
    if data and bss:
        comparison.expect("bss behind the data", ours[bss[0]][0] - ours[data[0]][0],
                          real.symbols[bss[0]][0] - real.symbols[data[0]][0], source.name)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--framewalk", required=True)
    parser.add_argument("--tools", required=True, help="LLVM's folder of programs")
    options = parser.parse_args()
    clang = pathlib.Path(options.tools) / "clang"
    linkers = [l for l in ("bfd", "lld") if shutil.which(f"ld.{l}")
               or (pathlib.Path(options.tools) / f"ld.{l}").exists()]
    for missing in {"bfd", "lld"} - set(linkers):
        print(f"no ld.{missing} here: links by it are left out")
    if not linkers or not shutil.which("readelf") or not clang.exists():
        print("SKIPPED: needs clang, readelf, and ld.bfd or ld.lld")
        return SKIPPED
    comparison = Comparison()
    sources = sorted((ROOT / "testdata" / "memory").glob("*.c")) + [ROOT / "testdata" / "sum.c"]
    with tempfile.TemporaryDirectory() as folder:
        for source in sources:
            for flags in (["-O0", "-fPIE"], ["-O1", "-fPIE"], ["-O0", "-fPIE", "-ffunction-sections",
                                                                "-fdata-sections"]):
                ours = simulated(options.framewalk, str(source), flags)
                for linker in linkers:
                    out = f"{folder}/out"
                    # What other files define stays open; nothing runs.
                    run(str(clang), *flags, "-w", f"-fuse-ld={linker}", "-nostdlib", "-pie",
                        "-Wl,-z,separate-code,-z,relro,-z,now,--unresolved-symbols=ignore-all",
                        "-Wl,-e,0,--build-id=none", str(source), "-o", out)
                    compare(source, linker, ours, Linked(out), comparison)
    for failure in comparison.failures[:20]:
        print(failure)
    for kind, count in sorted(comparison.counts.items()):
        print(f"{count:5} {kind}")
    needed = {"rights", "distance"} | ({"order", "bss behind the data"} if "bfd" in linkers else set())
    if needed - set(comparison.counts):
        print("nothing was compared of:", ", ".join(sorted(needed - set(comparison.counts))))
        return 1
    print(f"{len(comparison.failures)} differ")
    return 1 if comparison.failures else 0


if __name__ == "__main__":
    sys.exit(main())
