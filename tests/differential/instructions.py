#!/usr/bin/env python3
"""Compares what the capture says of every instruction with llvm-objdump's text,
relocations and symbols of the same object: which memory it touches and how, the
operand's size and parts, what its symbols resolve to, its kind and immediate,
and the general registers that it writes.

llvm-objdump decodes bytes; the capture reads what code generation handed to the
encoder. What a mnemonic does is written down here once more, from the SDM."""

import argparse
import collections
import pathlib
import re
import subprocess
import sys
import tempfile
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "inputs"))

import inputs  # noqa: E402

SHOWN = 4
PREFIXES = {"data16", "rex64", "lock", "rep", "repne", "notrack", "addr32", "cs", "ds", "ss", "es", "fs", "gs"}
SIZES = {"byte": 1, "word": 2, "dword": 4, "fword": 6, "qword": 8, "tbyte": 10, "xword": 10,
         "xmmword": 16, "ymmword": 32, "zmmword": 64}
# What Intel's syntax gives no size: SDM vol. 2.
UNSIZED = {"fxsave": 512, "fxrstor": 512, "fxsave64": 512, "fxrstor64": 512}
HINTS = {"lea", "prefetcht0", "prefetcht1", "prefetcht2", "prefetchnta", "prefetchw", "prefetch", "invlpg", "cldemote"}
STRINGS = {"movs": ("read", "write"), "stos": ("none", "write"), "lods": ("read", "none"),
           "scas": ("none", "read"), "cmps": ("read", "read")}

# ---- registers -------------------------------------------------------------

REGISTERS = {}
for number, names in enumerate(["rax eax ax al ah", "rcx ecx cx cl ch", "rdx edx dx dl dh", "rbx ebx bx bl bh",
                                "rsp esp sp spl", "rbp ebp bp bpl", "rsi esi si sil", "rdi edi di dil"]):
    REGISTERS.update({name: number for name in names.split()})
for number in range(8, 16):
    REGISTERS.update({f"r{number}{part}": number for part in ("", "d", "w", "b")})
WHOLE = re.compile(r"(r[abcd]x|r[sb]p|r[sd]i|r\d+|e[abcd]x|e[sb]p|e[sd]i|r\d+d)$")


def mask(*names):
    return sum({1 << REGISTERS[name] for name in names})


# The mnemonics whose first operand, where it is a register, is all they write.
WRITES_FIRST = re.compile(
    r"(mov|movabs|movzx|movsx|movsxd|lea|add|sub|and|or|xor|adc|sbb|imul|shl|sal|shr|sar|rol|ror|shld|shrd|inc|dec"
    r"|neg|not|cmov\w+|set\w+|bsf|bsr|bswap|bts|btr|btc|popcnt|lzcnt|tzcnt|cvtt?s[sd]2si|vcvtt?s[sd]2si"
    r"|movd|movq|movmskp[sd]|pmovmskb|pextr[bwdq]|andn|bextr|bls\w+|sarx|shlx|shrx|rorx)$")
WRITES_NOTHING = re.compile(
    r"(cmp|test|bt|nop|j\w+|ucomis[sd]|comis[sd]|f(?!nstsw)\w+|ud2|u?comis\w|(movap|movup|add|sub|mul|div)[sd]"
    r"|(add|sub|mul|div|mov)s[sd]|prefetch\w*|endbr64|mfence)$")


def expected_writes(mnemonic, operands):
    """The mask, or None where this table does not know."""
    first = operands[0] if operands else ""
    if mnemonic == "mul" or mnemonic in ("idiv", "div") or (mnemonic == "imul" and len(operands) == 1):
        return mask("rax") if REGISTERS.get(first) is not None and re.match(r"([abcd][lh]|..l|r\d+b)$", first) \
            or first.startswith("byte") else mask("rax", "rdx")
    if mnemonic in ("cdq", "cqo", "cwd"):
        return mask("rdx")
    if mnemonic in ("cdqe", "cwde", "cbw"):
        return mask("rax")
    if mnemonic == "push":
        return mask("rsp")
    if mnemonic == "pop":
        return mask("rsp") | (mask(first) if first in REGISTERS else 0)
    if mnemonic == "leave":
        return mask("rsp", "rbp")
    if mnemonic == "cpuid":
        return mask("rax", "rbx", "rcx", "rdx")
    if mnemonic == "rdtsc":
        return mask("rax", "rdx")
    if mnemonic in ("xchg", "xadd"):
        return sum({1 << REGISTERS[o] for o in operands if o in REGISTERS})
    if mnemonic == "cmpxchg":
        return mask("rax") | (mask(first) if first in REGISTERS else 0)
    if mnemonic == "cmpxchg16b" or mnemonic == "cmpxchg8b":
        return mask("rax", "rdx")
    if WRITES_NOTHING.match(mnemonic):
        return 0
    if WRITES_FIRST.match(mnemonic):
        return mask(first) if first in REGISTERS else 0
    return None


# ---- llvm-objdump ----------------------------------------------------------


class Decoded:
    __slots__ = ("address", "end", "code", "mnemonic", "operands", "comment", "repeated", "relocations")


SECTION = re.compile(r"Disassembly of section (.*):$")
LINE = re.compile(r"\s*([0-9a-f]+): ((?:[0-9a-f]{2}\s)+)\s*(.*)$")
RELOCATION = re.compile(r"\s*([0-9a-f]+):\s+(R_\w+)\s+(.*)$")


def split_operands(text):
    parts, depth, current = [], 0, ""
    for char in text:
        depth += (char in "[{") - (char in "]}")
        if char == "," and depth == 0:
            parts.append(current.strip())
            current = ""
        else:
            current += char
    return parts + [current.strip()] if current.strip() else parts


def disassemble(tools, path):
    """{section: {address: [bytes as hex, text, relocations]}}"""
    command = [f"{tools}/llvm-objdump", "-dr", "--x86-asm-syntax=intel", path]
    sections, code, last = {}, {}, None
    for line in subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines():
        if match := LINE.match(line):
            last = [match.group(2), match.group(3), []]
            code[int(match.group(1), 16)] = last
        elif (match := RELOCATION.match(line)) and last:
            last[2].append((int(match.group(1), 16), match.group(2), match.group(3)))
        elif match := SECTION.match(line):
            code, last = sections.setdefault(match.group(1), {}), None
    return sections


def decode(code, address, end):
    """What stands from address to end, a prefix on a line of its own included;
    None where instructions do not end there."""
    d, text, words = Decoded(), "", []
    d.address, d.end, d.code, d.relocations = address, address, b"", []
    while d.end < end and d.end in code and (not words or set(words) <= PREFIXES):
        hexadecimal, part, relocations = code[d.end]
        d.code += bytes.fromhex(hexadecimal)
        d.end = address + len(d.code)
        d.relocations = d.relocations + relocations
        text += part + " "
        words = text.split()
    if d.end != end:
        return None
    text, _, d.comment = text.partition("#")
    words = text.split()
    d.repeated = False
    while len(words) > 1 and words[0] in PREFIXES:
        d.repeated |= words[0].startswith("rep")
        words = words[1:]
    d.mnemonic = words[0] if words else ""
    d.operands = split_operands(" ".join(words[1:]))
    return d


SYMBOL = re.compile(r"\s*\d+: ([0-9a-f]+)\s+\S+ (\S+)\s+\S+\s+\S+\s+(?:\[.*\]\s+)?(\S+)(?: (.*))?$")
HEADER = re.compile(r"\s*\[\s*(\d+)\] (\S*)\s+(\S+)")


def symbols(tools, path):
    """{name: (section or "*", value)}; sections stand under their own names."""
    def run(*options):
        return subprocess.run([f"{tools}/llvm-readelf", *options, path], stdout=subprocess.PIPE, text=True,
                              check=True).stdout.splitlines()

    names = {int(m.group(1)): m.group(2) for m in map(HEADER.match, run("-SW")) if m}
    found = {name: (name, 0) for name in names.values()}
    for line in run("-sW"):
        match = SYMBOL.match(line)
        if not match or match.group(2) in ("SECTION", "FILE") or not match.group(4):
            continue
        place = match.group(3)
        if place.isdigit():
            found[match.group(4)] = (names[int(place)], int(match.group(1), 16))
        elif place in ("UND", "COM"):  # where the linker puts these is not the object's
            found[match.group(4)] = ("*", 0)
    return found


# psABI: which relocation is which kind of reference, and which count from the field.
KINDS = {
    "direct": "64 32 32S PC32 PLT32 PC64 386_32 386_PC32 386_PLT32",
    "gotEntry": "GOTPCREL GOTPCRELX REX_GOTPCRELX GOT32 GOT64 386_GOT32 386_GOT32X",
    "gotOffset": "GOTOFF64 386_GOTOFF",
    "gotBase": "GOTPC32 GOTPC64 386_GOTPC",
    "threadOffset": "TPOFF32 TPOFF64 386_TLS_LE 386_TLS_LE_32",
    "threadGotEntry": "GOTTPOFF 386_TLS_IE 386_TLS_GOTIE",
    "threadGetAddress": "TLSGD TLSLD 386_TLS_GD 386_TLS_LDM",
    "threadBlockOffset": "DTPOFF32 DTPOFF64 386_TLS_LDO_32",
}
KIND_OF = {("R_" if t.startswith("386") else "R_X86_64_") + t: kind for kind, ts in KINDS.items() for t in ts.split()}
FROM_FIELD = {"R_X86_64_" + t for t in "PC32 PLT32 PC64 GOTPCREL GOTPCRELX REX_GOTPCRELX GOTPC32 GOTTPOFF TLSGD TLSLD".split()}
FROM_FIELD |= {"R_386_PC32", "R_386_PLT32"}
WIDE_FIELD = re.compile(r"R_X86_64_(64|PC64|GOTOFF64|GOTPC64|GOT64|TPOFF64|DTPOFF64)$")


def resolve(decoded, relocation, table):
    """(kind, symbol's section, place in it) of a relocation."""
    offset, kind, target = relocation
    addend = 0
    if match := re.match(r"(.*)([+-]0x[0-9a-f]+)$", target):
        target, addend = match.group(1), int(match.group(2), 16)
    at = offset - decoded.address
    if kind.startswith("R_386"):
        addend = int.from_bytes(decoded.code[at:at + 4], "little", signed=True)
    if kind in FROM_FIELD:
        addend += decoded.end - offset
    section, value = table[target]
    if KIND_OF.get(kind) == "gotBase":
        addend = 0
    return KIND_OF.get(kind, "other"), section, (0 if section == "*" else value) + addend, target, addend


# ---- the capture -----------------------------------------------------------


class Captured:
    __slots__ = ("address", "length", "kind", "assembly", "writes", "register", "source", "immediate", "strings",
                 "text", "memory", "symbol", "target")


def captured(lines):
    """[(function, section, begin, pointer size, [Captured])]"""
    functions = []
    for line in lines:
        tag, *fields = line.rstrip("\n").split("\t")
        if tag == "function":
            functions.append((fields[0], fields[1], int(fields[2]), int(fields[3]), []))
        elif tag == "i":
            i = Captured()
            i.address, i.length = int(fields[0]), int(fields[1])
            i.kind, i.assembly, i.writes = fields[2], fields[3] == "asm", int(fields[4], 16)
            i.register, i.source, i.immediate = fields[5], fields[6], int(fields[7])
            i.strings = (fields[8], fields[9], int(fields[10]), fields[11] == "1")
            i.text = fields[12]
            i.memory = i.symbol = i.target = None
            functions[-1][4].append(i)
        elif tag in "mst":
            setattr(functions[-1][4][-1], {"m": "memory", "s": "symbol", "t": "target"}[tag], fields)
    return functions


# ---- comparison ------------------------------------------------------------


class Tally:
    def __init__(self):
        self.counts = collections.Counter()
        self.bad = collections.Counter()
        self.examples = collections.defaultdict(list)

    def fail(self, what, example):
        self.bad[what] += 1
        if len(self.examples[what]) < SHOWN:
            self.examples[what].append(example)


MEMORY = re.compile(r"(?:(\w+) ptr )?(?:(\w\w):)?\[(.*?)\]")


def expected_use(mnemonic, index, count):
    if mnemonic in HINTS:
        return "address"
    plain = mnemonic[1:] if mnemonic.startswith("v") else mnemonic
    if index > 0:
        return "update" if mnemonic in ("xchg", "xadd") else "read"
    if re.match(r"(mov|set|pop|fst|fist|fnst|fxsave|stmxcsr|pextr|extract|compress|maskmov|pmaskmov|cvtps2ph)", plain):
        return "write"
    if re.match(r"(cmp(?!xchg)|test|bt$|push|call|jmp|i?mul$|i?div$|fi?(ld|add|subr?|mul|divr?|comp?)|fxrstor|ldmxcsr"
                r"|u?comi|clflush)", plain):
        return "read"
    return "update"


def parts(text):
    """(base, {index: scale}, displacement) of what stands in brackets."""
    base, index, scale, displacement = "", "", 1, 0
    for sign, term in re.findall(r"([+-]?)\s*([\w*]+)", text):
        if "*" in term:
            number, index = term.split("*")
            scale = int(number)
        elif re.match(r"(0x)?\d", term):
            displacement += int(sign + term, 0)
        elif not base:
            base = term
        else:
            index = term
    return base, index, scale, displacement


def compare_memory(tally, where, i, decoded, found):
    index, match = found
    mnemonic = decoded.mnemonic
    use, size, base, index_register, scale, segment, displacement, symbolic = i.memory
    tally.counts["memory operands"] += 1
    expected = expected_use(mnemonic, index, len(decoded.operands))
    if use != expected:
        tally.fail("use", f"{where}: {use}, not {expected}")
    bytes_ = 0 if expected == "address" else SIZES.get(match.group(1)) or UNSIZED.get(mnemonic)
    tally.counts["sizes"] += 1
    if int(size) != bytes_:
        tally.fail("size", f"{where}: {size} bytes, not {bytes_}")
    theirs = parts(match.group(3))
    ours = (base, index_register, int(scale), int(displacement))
    if symbolic == "1" or decoded.relocations:
        ours, theirs = ours[:3], theirs[:3]
    else:
        tally.counts["displacements"] += 1
        bits = 32 if re.match(r"e..$", base) else 64
        ours, theirs = (*ours[:3], ours[3] % 2 ** bits), (*theirs[:3], theirs[3] % 2 ** bits)
    # esp as an index that is none, and so on: an operand without a register.
    if ours != theirs or segment != (match.group(2) or ""):
        tally.fail("parts", f"{where}: {segment}:{ours}, not {match.group(2)}:{theirs}")


def compare_symbols(tally, where, i, decoded, table, section):
    ours = [reference for reference in (i.symbol, i.target) if reference]
    theirs = [resolve(decoded, r, table) for r in decoded.relocations if "TLSDESC" not in r[1]]
    if any("TLSDESC" in r[1] for r in decoded.relocations):
        tally.counts["TLS descriptors, not compared"] += 1
        return
    if not theirs:
        # The assembler has filled it in: a place in this section.
        place = None
        if i.kind in ("call", "tailCall") and decoded.operands and decoded.operands[0].startswith("0x"):
            place = int(decoded.operands[0].split()[0], 16)
        elif match := re.search(r"0x([0-9a-f]+)", decoded.comment):
            place = int(match.group(1), 16)
        if place is not None:
            theirs = [("direct", section, place, "", 0)]
    if len(ours) != len(theirs):
        tally.fail("symbols", f"{where}: {ours}, not {theirs}")
        return
    for mine, (kind, their_section, place, name, addend) in zip(ours, theirs):
        tally.counts["symbols"] += 1
        if kind == "other" or mine[0] != kind:
            tally.fail("symbols", f"{where}: {mine}, not {kind}")
        elif their_section == "*":
            if mine[1] != name or int(mine[2]) != addend:
                tally.fail("symbols", f"{where}: {mine}, not {name}{addend:+}")
        elif (mine[3], int(mine[4])) != (their_section, place):
            tally.fail("symbols", f"{where}: {mine}, not {their_section}{place:+}")


def signed(text, bits):
    value = int(text, 0) % 2 ** bits
    return value - 2 ** bits if value >= 2 ** (bits - 1) else value


def expected_kind(decoded):
    """(kind, immediate or None) of what the documentation of InstructionKind
    promises; None where it promises nothing."""
    m, o = decoded.mnemonic, decoded.operands
    is_memory = [MEMORY.search(x) is not None for x in o]
    is_number = [re.match(r"-?(0x)?[0-9a-f]+$", x) is not None and x not in REGISTERS for x in o]
    whole = [WHOLE.match(x) is not None for x in o]
    if m in ("mov", "movabs") and len(o) == 2:
        if whole[0] and is_memory[1]:
            return "load", None
        if is_memory[0] and whole[1]:
            return "store", None
        if is_memory[0] and is_number[1]:
            return "storeImmediate", signed(o[1], 8 * SIZES[MEMORY.search(o[0]).group(1)])
        if whole[0] and is_number[1]:
            wide = re.match(r"r\w+$", o[0]) and not o[0].endswith("d") or o[0] in ("rax",)
            return "loadImmediate", signed(o[1], 64) if wide else int(o[1], 0) % 2 ** 32
        if o[0] in REGISTERS and o[1] in REGISTERS:
            return "copyRegister", None
        return "other", None
    if m == "xor" and len(o) == 2 and whole[0] and o[0] == o[1]:
        return "loadImmediate", 0
    if m in ("add", "sub") and whole[0] and is_number[1]:
        kind = "adjustStack" if o[0] in ("rsp", "esp") else "addImmediate"
        bits = 64 if re.match(r"r([a-ds][xpi]|di|bp|\d+)$", o[0]) else 32
        return kind, signed(o[1], bits) * (-1 if m == "sub" else 1)
    if m in ("inc", "dec") and whole[0]:
        return "addImmediate", 1 if m == "inc" else -1
    if m in ("push", "pop", "leave"):
        return m, None
    if m == "call":
        return "call", None
    if m in ("ret", "retq"):
        return "return", int(o[0], 0) if o else 0
    if m == "lea":
        return "loadAddress", None
    if re.match(r"(movzx|movsx|movsxd|cmp|test|cmov\w+|set\w+|or|imul|mov[adu]\w*|cvt\w+)$", m):
        return "other", None
    return None


CALLEE_SAVED = {8: mask("rbx", "rsp", "rbp", "r12", "r13", "r14", "r15"), 4: mask("ebx", "esp", "ebp", "esi", "edi")}
SCRATCH = {8: mask("rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11"), 4: mask("eax", "ecx", "edx")}


def compare_instruction(tally, where, i, decoded, table, section, pointer_size):
    mnemonic = decoded.mnemonic
    tally.counts["instructions"] += 1
    operands = [(n, m) for n, o in enumerate(decoded.operands) if (m := MEMORY.search(o))]
    string = STRINGS.get(mnemonic[:4]) if mnemonic[:4] in STRINGS and mnemonic[4:] in ("b", "w", "d", "q") and (
        "es:[" in " ".join(decoded.operands) or mnemonic.startswith("lods")) else None
    if string:
        tally.counts["strings"] += 1
        unit = {"b": 1, "w": 2, "d": 4, "q": 8}[mnemonic[4:]]
        if i.strings != (*string, unit, decoded.repeated):
            tally.fail("string", f"{where}: {i.strings}")
    elif i.strings != ("none", "none", 0, False):
        tally.fail("string", f"{where}: {i.strings}")
    touches = bool(operands) and not string and mnemonic != "nop" or "maskmovdqu" in mnemonic
    if touches != (i.memory is not None):
        tally.fail("touches", f"{where}: {'no ' if i.memory is None else ''}memory operand")
    elif operands and touches:
        compare_memory(tally, where, i, decoded, operands[0])
    if not (i.kind == "branch" and not decoded.relocations):
        compare_symbols(tally, where, i, decoded, table, section)
    expected = expected_kind(decoded)
    if expected and not decoded.relocations:
        tally.counts["kinds"] += 1
        if i.kind != expected[0] or (expected[1] is not None and i.immediate != expected[1]):
            if not (i.kind == "call" or mnemonic == "and"):
                tally.fail("kind", f"{where}: {i.kind} {i.immediate}, not {expected}")
    if i.kind == "call":
        # `call` to the next instruction changes nothing; the rest by convention.
        if not i.assembly and (decoded.relocations or decoded.code != b"\xe8\0\0\0\0"):
            tally.counts["calls"] += 1
            if i.writes & CALLEE_SAVED[pointer_size] or SCRATCH[pointer_size] & ~i.writes:
                tally.fail("call", f"{where}: writes {i.writes:#x}")
    elif not i.assembly:
        writes = expected_writes(mnemonic, decoded.operands)
        if string:
            writes = (mask("rcx") if decoded.repeated else 0) | (mask("rsi") if string[0] != "none" else 0)
            writes |= (mask("rdi") if string[1] != "none" else 0) | (mask("rax") if mnemonic[:4] == "lods" else 0)
        if writes is not None:
            tally.counts["writes"] += 1
            if i.writes != writes:
                tally.fail("writes", f"{where}: writes {i.writes:#x}, not {writes:#x}")


def compare(options, one_of, source, flags, folder):
    tally = Tally()
    path = str(folder / "object.o")
    command = [options.instruction_facts, path, str(source), *flags]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        tally.fail("run", f"{' '.join(command)}: exit {done.returncode}\n{done.stderr[-1500:]}")
        return tally
    code, table = disassemble(options.tools, path), symbols(options.tools, path)
    for function, section, begin, pointer_size, instructions in captured(done.stdout.splitlines()):
        if zlib.crc32(function.encode()) % one_of:
            continue
        tally.counts["functions"] += 1
        tally.counts["functions without code"] += not instructions
        start = None  # of prefixes that stood alone
        for i in instructions:
            at = begin + i.address
            if start is None and i.text.strip() in PREFIXES and at + i.length not in code[section]:
                start = at
                continue
            if start is not None and i.text.strip() in PREFIXES and at + i.length not in code[section]:
                continue
            decoded = decode(code[section], at if start is None else start, at + i.length)
            where = f"{source.name} {' '.join(flags[-3:])} {function}+{i.address:#x} {i.text!r}"
            start = None
            if decoded is None:
                tally.fail("bytes", f"{where}: llvm-objdump has no such instruction")
            else:
                compare_instruction(tally, where, i, decoded, table, section, pointer_size)
    return tally


HARD = [("-O0", "-m32", "-msse2"), ("-O2",), ("-O2", "-fPIC", "-mavx2", "-mcx16"), ("-O1", "-m32", "-fPIC", "-msse2"),
        ("-O0", "-fno-pic"), ("-O1", "-m32", "-fno-pic", "-msse2"), ("-O2", "-fcommon", "-fno-pic", "-mcmodel=large"),
        ("-O1", "-fno-plt")]
LARGE = {"sqlite3": [("-O0",), ("-O2",), ("-O0", "-m32")], "json": [("-O0",), ("-O2",)]}
QUICK = {"zlib": [("-O2",)], "sqlite3": [("-O0", "-m32")], "json": [("-O0",)]}
SAMPLE = 12  # one of so many functions of a large input, unless --all


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--instruction-facts", required=True)
    parser.add_argument("--tools", required=True, help="the folder of llvm-objdump and llvm-readelf")
    parser.add_argument("--all", action="store_true", help="every function, more sets of flags: minutes")
    options = parser.parse_args()
    cases = [("hard", HERE / "hard_instructions.c", ("-w", *flags)) for flags in HARD]
    known = inputs.available()
    for name, sets in (LARGE if options.all else QUICK).items():
        if name not in known:
            print(f"SKIPPED: {name}: not fetched (tests/inputs/fetch does it)")
            continue
        cases += [(name, source, (*known[name].flags, *flags)) for flags in sets for source in known[name].sources]
    good = True
    with tempfile.TemporaryDirectory(prefix="framewalk-instructions-") as folder:
        for name, source, flags in cases:
            one_of = 1 if options.all or name in ("hard", "zlib") else SAMPLE
            tally = compare(options, one_of, source, flags, pathlib.Path(folder))
            print(f"{name} {' '.join(f for f in flags if not f.startswith('-I'))}: "
                  + ", ".join(f"{number} {what}" for what, number in tally.counts.items() if number))
            if not tally.counts["symbols"] or not tally.counts["writes"]:
                tally.fail("nothing", "nothing was compared")
            for what, number in sorted(tally.bad.items()):
                good = False
                print(f"  FAILED {what}: {number}")
                for example in tally.examples[what]:
                    print("    " + example.replace("\n", "\n      "))
            sys.stdout.flush()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
