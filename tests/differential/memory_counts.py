#!/usr/bin/env python3
"""Counts the instructions that touch memory, as llvm-objdump shows them, and what
framewalk says of each.

What an instruction touches is read off the disassembly's text alone: an operand
in brackets, if it is not an address only (lea) or a hint; the stack, for push,
pop, call, ret and leave; both strings of movs and cmps. Each such touch must be
in framewalk's list, with this kind and size, and nothing else may be there; each
has a simulated address or says why not. Prints how many of which.
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parent / "inputs")]

import inputs  # noqa: E402

FLAGS = {
    "sqlite3": [("-O0",), ("-O2",), ("-O0", "-m32")],
    "lua": [("-O0",), ("-O2",)],
    "json": [("-O0",)],
}
SHOWN = 10  # differences printed of each kind
REASONS = 15

PREFIXES = {"lock", "rep", "repe", "repne", "repz", "repnz", "notrack", "data16", "bnd", "xacquire", "xrelease"}
SIZES = {"byte": 1, "word": 2, "dword": 4, "qword": 8, "tbyte": 10, "xword": 10, "xmmword": 16, "ymmword": 32, "zmmword": 64}
NOTHING = re.compile(r"lea|nop|prefetch\w*|clflush\w*|clwb|cldemote|invlpg|ud[012]|endbr\w*")
STRING = re.compile(r"(movs|cmps|stos|scas|lods|ins|outs)[bwdq]")
# With their first operand in memory.
UPDATES = re.compile(
    r"add|adc|sub|sbb|and|or|xor|inc|dec|neg|not|sh[lr]d?|sa[lr]|ro[lr]|rc[lr]|xchg|xadd|cmpxchg\w*|bt[scr]"
)
READS = re.compile(
    r"cmp|test|bt|i?mul|i?div|fld\w*|fi?(add|sub|mul|div|com)\w*|fild|fbld|frstor|call|jmp|push\w*|ldmxcsr|u?comis[sd]|"
    r"lgdt|lidt|fldcw"
)


def operands(text):
    depth, parts = 0, [""]
    for char in text:
        depth += (char in "[(") - (char in "])")
        if char == "," and not depth:
            parts.append("")
        else:
            parts[-1] += char
    return [p.strip() for p in parts if p.strip()]


def size_of(operand):
    found = re.match(r"(\w+) ptr ", operand)
    return SIZES.get(found[1], 0) if found else 0


def touches(text, pointer):
    """[(kind, bytes or 0)] of one disassembled instruction; reads first."""
    words = text.split(None, 1)
    while words and words[0] in PREFIXES:
        text = words[1] if len(words) > 1 else ""
        words = text.split(None, 1)
    if not words:
        return []
    mnemonic = words[0]
    parts = operands(words[1].split(" # ")[0].split(" <")[0]) if len(words) > 1 else []
    memory = [p for p in parts if "[" in p or re.search(r"\b[c-gs]s:", p)]
    if NOTHING.fullmatch(mnemonic):
        return []
    # movsd and cmpsd are names of other instructions, too.
    if STRING.fullmatch(mnemonic) and len(memory) == (2 if mnemonic[:4] in ("movs", "cmps") else 1):
        return string_touches(mnemonic)
    result = []
    for part in memory:
        result.append((kind_of(mnemonic, parts.index(part)), size_of(part)))
    word = 2 if "16" in mnemonic or (parts and re.fullmatch(r"[a-d]x|[sd]i|[sb]p", parts[0])) else pointer
    if mnemonic.startswith("push") and mnemonic != "pushal":
        result.append(("write", word))
    elif mnemonic == "call":
        result.append(("write", pointer))
    elif mnemonic.startswith("pop") and mnemonic != "popcnt":
        result.insert(0, ("read", word))
    elif mnemonic in ("ret", "retq", "retl", "leave"):
        result.append(("read", pointer))
    return result


def string_touches(mnemonic):
    kinds = {"movs": ("read", "write"), "cmps": ("read", "read"), "stos": ("write",), "scas": ("read",), "lods": ("read",)}
    size = SIZES[{"b": "byte", "w": "word", "d": "dword", "q": "qword"}[mnemonic[4]]]
    return [(kind, size) for kind in kinds[mnemonic[:4]]]


def kind_of(mnemonic, position):
    if mnemonic == "xchg" or (mnemonic == "xadd" and position):
        return "update"
    if position:
        return "read"
    if READS.fullmatch(mnemonic):
        return "read"
    return "update" if UPDATES.fullmatch(mnemonic) else "write"


def disassembly(objdump, path):
    """{function: {offset: text}}"""
    command = [objdump, "-d", "--x86-asm-syntax=intel", "--no-show-raw-insn", "--no-leading-headers", path]
    with subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE, text=True) as running:
        result, begin, current, prefix = {}, 0, None, None
        for line in running.stdout:
            found = re.match(r"([0-9a-f]+) <(.*)>:$", line)
            if found:
                begin = int(found[1], 16)
                current = result.setdefault(found[2], {})
                continue
            address, tab, text = line.partition(":")
            if tab and current is not None and text.strip():
                text = text.strip()
                offset, prefix = prefix if prefix is not None else int(address, 16) - begin, None
                # A prefix may stand in a line of its own.
                if text in PREFIXES:
                    prefix = offset
                else:
                    current[offset] = text
    if running.returncode:
        raise RuntimeError(f"llvm-objdump ended with {running.returncode}")
    return result


def generic(why):
    """The reason without the names in it."""
    why = re.sub(r"\(.*\)|`[^`]*`|'[^']*'|\"[^\"]*\"|at [0-9a-f]+\b", "…", why)
    why = re.sub(r"through \w+(, which holds [^,:]*|, which was kept in the frame)?", "through a register", why)
    why = re.sub(r"what .* points to", "what … points to", why)
    why = re.sub(r"what .* returned.*", "what a call returned", why)
    return re.sub(r"from .* on by \w+", "from a known place on by an index", why)


class Counts:
    def __init__(self):
        self.seconds = 0
        self.counts = collections.Counter()
        self.reasons = collections.Counter()
        self.bad = collections.Counter()
        self.examples = collections.defaultdict(list)

    def fail(self, what, example):
        self.bad[what] += 1
        if len(self.examples[what]) < SHOWN:
            self.examples[what].append(example)

    def function(self, ours, theirs, pointer):
        mine = collections.defaultdict(list)
        for touch in ours["touches"]:
            mine[touch["instruction"]].append(touch)
        for offset, text in theirs.items():
            self.instruction(f"{ours['function']}+{offset:#x} {text}", touches(text, pointer), mine.pop(offset, []))
        for offset in mine:
            self.fail("absent", f"{ours['function']}+{offset:#x} is no instruction of the disassembly")

    def instruction(self, where, wanted, got):
        if not wanted and not got:
            return
        self.counts["instructions"] += 1
        if len(got) < len(wanted):
            self.fail("missing", f"{where}: {wanted}, framewalk has {len(got)}")
            return
        if len(got) > len(wanted):
            self.fail("absent", f"{where}: {wanted}, framewalk has {[(t['kind'], t['what']) for t in got]}")
            return
        through_pointer = False
        for (kind, size), touch in zip(wanted, got):
            if touch["kind"] != kind:
                self.fail("kind", f"{where}: {kind}, framewalk: {touch['kind']}")
            if size and touch["size"] != size:
                self.fail("size", f"{where}: {size} bytes, framewalk: {touch['size']}")
            through_pointer |= self.touch(where, touch)
        self.counts["instructions through a pointer" if through_pointer else "instructions resolved"] += 1

    def touch(self, where, touch):
        """True: it has no address."""
        self.counts["touches"] += 1
        if "virtual" in touch:
            self.counts["at " + touch["base"]] += 1
            if "range" in touch:
                self.counts["indexed"] += 1
            return False
        if touch.get("why"):
            self.counts["through a pointer"] += 1
            self.reasons[generic(touch["why"])] += 1
        else:
            self.fail("neither", f"{where}: {touch['what']} ({touch['base']}{touch['offset']:+d})")
        return True


def check(result, source, flags, arguments):
    pointer = 4 if "-m32" in flags else 8
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        obj = pathlib.Path(folder) / "case.o"
        command = [arguments.memory_dump, "--all", f"--object={obj}", source, *flags]
        theirs = None
        reported = set()
        with subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE, text=True) as running:
            ours = [json.loads(line) for line in running.stdout]
        if running.returncode:
            raise RuntimeError(f"memory_dump ended with {running.returncode}")
        theirs = disassembly(arguments.objdump, obj)
    for function in ours:
        reported.add(function["function"])
        if function["function"] in theirs:
            result.function(function, theirs[function["function"]], pointer)
    for name, instructions in theirs.items():
        if name not in reported:
            result.counts["functions that no source has"] += 1
            result.counts["instructions in these"] += sum(bool(touches(t, pointer)) for t in instructions.values())
    result.seconds += time.monotonic() - started


def percent(part, whole):
    return f"{part:9} {100 * part / whole:5.1f}%" if whole else f"{part:9}"


def show(title, result):
    c = result.counts
    print(f"{title}: {c['instructions']} instructions touch memory, {c['touches']} times ({result.seconds:.0f} s)")
    print(f"  {percent(c['instructions resolved'], c['instructions'])}  have an address")
    print(f"  {percent(c['instructions through a pointer'], c['instructions'])}  go through a pointer and say so")
    for what, number in sorted(c.items()):
        if what.startswith("at ") or what in ("indexed", "through a pointer"):
            print(f"    {percent(number, c['touches'])}  touches {what}")
    for why, number in result.reasons.most_common(REASONS):
        print(f"      {number:9}  {why}")
    if c["functions that no source has"]:
        print(f"  {c['functions that no source has']} functions are in no source, "
              f"with {c['instructions in these']} such instructions")
    for what, number in result.bad.items():
        print(f"  {number} {what}")
        for example in result.examples[what]:
            print(f"    {example}")
    print(flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--memory-dump", required=True)
    parser.add_argument("--objdump", required=True)
    parser.add_argument("--flags", help="only these, a space between two")
    parser.add_argument("input", nargs="+", choices=sorted(FLAGS))
    arguments = parser.parse_args()
    failed = False
    for one in inputs.demand(*arguments.input):
        every = [tuple(arguments.flags.split())] if arguments.flags else FLAGS[one.name]
        for flags in every:
            result = Counts()
            for source in one.sources:
                check(result, source, (*one.flags, *flags), arguments)
            if not result.counts["touches"]:
                result.fail("missing", "nothing was compared")
            show(f"{one.name} {' '.join(flags)}", result)
            failed |= bool(result.bad)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
