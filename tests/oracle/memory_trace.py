#!/usr/bin/env python3
"""Every touch of memory that framewalk tells of, against running programs.

Valgrind's lackey prints each instruction that a program executes and the loads
and stores that it did. For every executed instruction of an explained function
the number, kinds and sizes of its touches must be those that framewalk lists,
and the address of each must be where framewalk has it:

  cfa      from the activation's CFA: where the call that led here stored its
           return address
  aligned  from what a realigning prologue made of the stack pointer: aligned,
           below the CFA, the same all through the activation
  symbol, section
           from where the linker put them
  got      an entry in which the linker wrote that symbol's address
  thread   from the thread pointer
  heap     inside the block that the allocator returned to that call
  range    inside the object that the index chooses from

What framewalk says goes through a pointer that it does not know is counted by
reason, and compared but for its address.

The tracing itself is checked on the way: where a prologue makes rbp the frame
pointer, each [rbp - N] of the disassembly must be at that distance from the CFA.

Without valgrind, or where it cannot run the programs, the test ends with code
77: skipped.
"""

import argparse
import bisect
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROGRAMS = ROOT / "testdata" / "memory"
FRAMES = ROOT / "testdata" / "frames"
SKIPPED = 77
SHOWN = 12  # mismatches printed in full

FLAVOURS = [
    "-O0",
    "-O1",
    "-O2",
    "-Os",
    "-O0 -fomit-frame-pointer",
    "-O0 -fstack-protector-strong",
    "-O1 -fstack-protector-all",
    "-O0 -fstack-clash-protection",
    "-O2 -fstack-clash-protection",
    "-O0 -m32",
    "-O2 -m32",
]
# These bring a runtime of their own that does not link statically, or replaces
# the stack or the allocator that valgrind knows.
NOT_TRACED = {"18-asan.c", "19-safestack.c"}
WRAPPED = ["malloc", "calloc", "realloc", "aligned_alloc", "valloc"]
WRAPPED_CXX = ["_Znwm", "_Znam"]
# Mismatches that are known, by case, function and kind. Those that are mended
# must go from here.
KNOWN = set()
# A run over everything must have compared each of these.
EXPECTED_BASES = ["cfa", "aligned", "symbol", "thread", "heap", "range"]


def run(command, **options):
    done = subprocess.run(
        [str(c) for c in command], capture_output=True, text=True, timeout=300, **options
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout


# ---- The linked program ----------------------------------------------------


class Executable:
    """The bytes of an ELF program by their addresses, and its symbols."""

    def __init__(self, path, tools):
        data = path.read_bytes()
        is64 = data[4] == 2
        at, size, count = (
            (struct.unpack_from("<Q", data, 32)[0],) + struct.unpack_from("<HH", data, 54)
            if is64
            else (struct.unpack_from("<I", data, 28)[0],) + struct.unpack_from("<HH", data, 42)
        )
        self.segments = []
        self.thread_image = (0, 0)
        for i in range(count):
            if is64:
                kind, _, offset, address, _, in_file, in_memory, align = struct.unpack_from(
                    "<IIQQQQQQ", data, at + i * size
                )
            else:
                kind, offset, address, _, in_file, in_memory, _, align = struct.unpack_from(
                    "<IIIIIIII", data, at + i * size
                )
            if kind == 7:  # PT_TLS: this and what is left below the thread pointer
                self.thread_image = (address, -(-in_memory // align) * align)
            if kind == 1:
                self.segments.append((address, data[offset : offset + in_file]))
        self.symbols = {}
        for line in run([tools.path("llvm-objdump"), "-t", path]).split("\n"):
            found = re.match(r"([0-9a-f]+) .{7} \S+\s+[0-9a-f]+ (?:\.hidden )?(\S+)$", line)
            if found:
                self.symbols.setdefault(found[2], int(found[1], 16))

    def bytes(self, address, length):
        for begin, data in self.segments:
            if begin <= address < begin + len(data):
                return data[address - begin : address - begin + length]
        return b""

    def word(self, address, size):
        return int.from_bytes(self.bytes(address, size), "little")


def object_functions(path, tools):
    """[(name, section, value)] of an object's functions."""
    for line in run([tools.path("llvm-objdump"), "-t", path]).split("\n"):
        found = re.match(r"([0-9a-f]+) .{6}F (\S+)\s+[0-9a-f]+ (?:\.hidden )?(\S+)$", line)
        if found:
            yield found[3], found[2], int(found[1], 16)


def section_addresses(map_file, object_name):
    """Where lld put each section of one object."""
    result = {}
    for line in map_file.read_text().split("\n"):
        found = re.match(r"\s*([0-9a-f]+)\s+[0-9a-f]+\s+[0-9a-f]+\s+\d+\s+(\S+):\((\S+)\)$", line)
        if found and pathlib.Path(found[2]).name == object_name:
            result.setdefault(found[3], int(found[1], 16))
    return result


class Tools:
    def __init__(self, directory):
        self.directory = directory

    def path(self, name):
        beside = os.path.join(self.directory, name) if self.directory else ""
        if beside and os.path.exists(beside):
            return beside
        found = shutil.which(f"{name}-22") or shutil.which(name)
        if not found:
            raise RuntimeError(f"{name} is not installed")
        return found


# ---- Cases -----------------------------------------------------------------


class Case:
    def __init__(self, path, flags, driver=""):
        self.path = path
        self.flags = flags.split()
        self.driver = driver
        self.pointer = 4 if "-m32" in self.flags else 8
        self.is_cxx = path.suffix == ".cpp"
        self.title = f"{path.name} {flags}"


def cases():
    for path in sorted(PROGRAMS.glob("*.c*")):
        text = path.read_text(encoding="utf-8")
        for flags in FLAVOURS + re.findall(r"^// also: (.*)$", text, re.M):
            if not (path.suffix == ".cpp" and "-m32" in flags):
                yield Case(path, flags)
    for path in sorted(FRAMES.glob("*.c*")):
        text = path.read_text(encoding="utf-8")
        if path.name not in NOT_TRACED:
            flags = re.match(r"// flags: (.*)", text).group(1)
            yield Case(path, flags, " ".join(re.findall(r"^// run: (.*)$", text, re.M)))


def build(case, tools, folder):
    """Compiles and links; the program, and where the sections of its object
    are."""
    compiler = tools.path("clang++" if case.is_cxx else "clang")
    plain = tools.path("clang")
    word = ["-m32"] if case.pointer == 4 else []
    run([compiler, *case.flags, "-g", "-c", case.path, "-o", folder / "case.o"])
    # As the compiler would: operator new is not wrapped in C.
    cxx = ["-DCXX"] if case.is_cxx else []
    run([plain, *word, "-O0", *cxx, "-c", HERE / "trace_support.c", "-o", folder / "support.o"])
    objects = [folder / "case.o", folder / "support.o"]
    if case.driver:
        driver = folder / ("driver.cpp" if case.is_cxx else "driver.c")
        driver.write_text(case.driver + "\n", encoding="utf-8")
        extra = ["-std=c++20"] if case.is_cxx else []
        # The same vector registers, else vectors are passed differently.
        extra += [f for f in case.flags if f.startswith("-mavx")]
        run([compiler, *word, *extra, "-O0", "-c", driver, "-o", folder / "driver.o"])
        objects.append(folder / "driver.o")
    # No relaxing and no merging of strings: what was compiled is what runs.
    link = [compiler, *word, "-fuse-ld=lld", "-static", "-no-pie", "-Wl,--no-relax", "-Wl,-O0"]
    link += [f"-Wl,--wrap={name}" for name in WRAPPED + (WRAPPED_CXX if case.is_cxx else [])]
    link += ["-Wno-unused-command-line-argument", f"-Wl,-Map={folder / 'map'}", *objects]
    run([*link, "-o", folder / "program"])
    return Executable(folder / "program", tools), section_addresses(folder / "map", "case.o")


# ---- Following the program -------------------------------------------------


class Activation:
    __slots__ = ("function", "cfa", "site", "blocks", "aligned", "repeat", "since")

    def __init__(self, cfa, site):
        self.function = None
        self.cfa = cfa
        self.site = site  # the call instruction, in the caller
        self.blocks = {}  # by the call that returned them: (begin, size)
        self.aligned = None
        self.repeat = None

    def enter(self, function):
        self.function = function
        self.blocks = {}
        self.aligned = None


def skip_prefixes(code):
    at = 0
    while at < len(code) and code[at] in b"\x66\xf2\xf3\x3e\x2e\x36\x26\x64\x65\x67\xf0":
        at += 1
    while at < len(code) and 0x40 <= code[at] <= 0x4F:
        at += 1
    return code[at:]


def is_call(code, pointer):
    rest = skip_prefixes(code) if pointer == 8 else code.lstrip(b"\x3e\xf2\x65")
    if rest[:1] == b"\xe8":
        # i386 reads its own address so.
        return rest[1:5] != b"\0\0\0\0"
    return len(rest) > 1 and rest[0] == 0xFF and (rest[1] >> 3 & 7) == 2


def is_return(code):
    return code.lstrip(b"\xf2\xf3")[:1] in (b"\xc3", b"\xc2")


def is_repeated(code):
    prefix = code[: len(code) - len(skip_prefixes(code))]
    return (b"\xf3" in prefix or b"\xf2" in prefix) and skip_prefixes(code)[:1] in (
        b"\xa4\xa5\xa6\xa7\xaa\xab\xac\xad\xae\xaf"[i : i + 1] for i in range(10)
    )


def merged(seen, wanted):
    """What lackey saw, in as many touches as framewalk has: a load and a store of
    the same bytes are one update; wide operands come in pieces."""
    result = []
    for kind, address, size in seen:
        last = result[-1] if result else None
        if last and last[1:] == (address, size) and {last[0], kind} <= {"read", "write", "update"}:
            if kind != last[0] or kind == "update":
                result[-1] = ("update", address, size)
                continue
            if wanted < len(seen):  # an atomic instruction looks twice
                continue
        result.append((kind, address, size))
    if len(result) > wanted:
        joined = []
        for kind, address, size in result:
            last = joined[-1] if joined else None
            if last and last[0] == kind and last[1] + last[2] == address:
                joined[-1] = (kind, last[1], last[2] + size)
            else:
                joined.append((kind, address, size))
        result = joined
    return result


class Follower:
    """Runs along a trace with a stack of activations."""

    KINDS = {"L": "read", "S": "write", "M": "update"}

    def __init__(self, case, program, functions, sections, tally):
        self.case, self.program, self.tally = case, program, tally
        self.functions, self.sections = functions, sections
        self.stack = [Activation(1 << 64, None)]
        self.thread = None
        self.after_call = False
        self.code = {}
        self.block_begin = None
        self.ends = {}
        self.where = {}  # address of an instruction: (function, record)
        self.entries = {}
        for function in functions.values():
            self.entries[function["address"]] = function
            for record in function["records"].values():
                self.where[function["address"] + record["offset"]] = (function, record)
        symbols = program.symbols
        self.trace_block = symbols.get("traceBlock")
        self.trace_thread = symbols.get("traceThread")
        self.trace_block_size = symbols.get("traceBlockEnd", 0) - symbols.get("traceBlock", 0)

    def follow(self, lines):
        address = length = None
        seen = []
        for line in lines:
            if line.startswith("I "):
                if address is not None:
                    self.step(address, length, seen)
                text, _, size = line[3:].partition(",")
                address, length, seen = int(text, 16), int(size), []
            elif line[:1] == " " and line[1:2] in self.KINDS and address is not None:
                text, _, size = line[3:].partition(",")
                seen.append((self.KINDS[line[1]], int(text, 16), int(size)))
        if address is not None:
            self.step(address, length, seen)

    def step(self, address, length, seen):
        known = self.code.get(address)
        if known is None:
            code = self.program.bytes(address, length)
            kind = "call" if is_call(code, self.case.pointer) else "return" if is_return(code) else ""
            known = self.code[address] = (kind, code)
        entered = self.entries.get(address)
        if entered and (self.after_call or self.stack[-1].function is not entered):
            self.stack[-1].enter(entered)
        self.after_call = False
        found = self.where.get(address)
        if found:
            self.explained(address, *found, known[1], seen)
        elif address == self.trace_thread and seen:
            self.thread = seen[0][1]
        elif self.trace_block is not None and 0 <= address - self.trace_block < self.trace_block_size:
            self.mark(seen)
        if known[0] == "call" and seen:
            pushed = seen[-1][1]
            cfa = pushed + self.case.pointer
            while self.stack[-1].cfa <= cfa:
                self.stack.pop()
            self.stack.append(Activation(cfa, address))
            self.after_call = True
        elif known[0] == "return" and seen:
            popped = seen[-1][1] + self.case.pointer
            while self.stack[-1].cfa <= popped:
                self.stack.pop()

    def mark(self, seen):
        for _, address, size in seen:
            if size != 1:
                continue
            if self.block_begin is None:
                self.block_begin = address
                continue
            # traceBlock, the wrapper, who called it.
            if len(self.stack) > 3:
                wrapper, caller = self.stack[-2], self.stack[-3]
                caller.blocks[wrapper.site] = (self.block_begin, address + 1 - self.block_begin)
            self.block_begin = None

    # -- one instruction of an explained function

    def explained(self, address, function, record, code, seen):
        stack = self.stack
        if stack[-1].function is not function:
            # An exception or longjmp left functions behind.
            depth = len(stack)
            while depth and stack[depth - 1].function is not function:
                depth -= 1
            if not depth:
                self.tally.fail("lost", self.say(function, record, "no activation of it is known"))
                return
            del stack[depth:]
        activation = stack[-1]
        self.tally.count("instructions executed")
        self.ruler(activation, function, record, seen)
        if record["bytes"] != code and record["opcode"] != code[: len(record["opcode"])]:
            # The linker put another instruction in its place (thread storage).
            self.tally.count("instructions that the linker changed")
            return
        wanted = record["touches"]
        if not seen and is_repeated(code):
            activation.repeat = None
            return
        if not wanted and not seen:
            return
        if self.case.pointer == 4 and code[:5] == b"\xe8\0\0\0\0":
            # `call` of the next instruction, a `pop`: valgrind has a move for both.
            self.tally.count("reads of the instruction pointer")
            return
        got = merged(seen, len(wanted))
        self.tally.count("touches executed", len(got))
        if len(got) != len(wanted):
            self.tally.fail("number", self.say(function, record, f"{show(wanted)}, valgrind saw {got}"))
            return
        if skip_prefixes(code)[:1] in (b"\xa6", b"\xa7"):
            got.reverse()  # cmps: which string is read first, no manual says
        for index, (touch, one) in enumerate(zip(wanted, got)):
            touch["reached"] = True
            self.compare(activation, function, record, touch, one, index, code)

    def compare(self, activation, function, record, touch, one, index, code):
        kind, address, size = one
        # What is exchanged atomically may be left as it is.
        if touch["kind"] != kind:
            self.tally.fail("kind", self.say(function, record, f"{touch['kind']}, valgrind saw {kind}"))
        if not touch["size"]:
            self.tally.count("size unknown")
        elif touch["size"] != size:
            self.tally.fail("size", self.say(function, record, f"{touch['size']} bytes, valgrind saw {size}"))
        base = touch["base"]
        if base == "unknown":
            self.tally.count("compared: unknown")
            self.tally.reasons[generic(touch["why"])] += 1
            if not touch["why"]:
                self.tally.fail("no reason", self.say(function, record, "no address and no reason"))
            return
        begin = self.base_address(activation, function, record, touch, address)
        if begin is None:
            return
        begin = (begin + touch["offset"]) & (256**self.case.pointer - 1)
        if touch.get("range"):
            self.tally.count("compared: range")
            self.tally.count(f"compared: {base}")
            if not begin <= address <= address + size <= begin + touch["range"]:
                known = (self.case.title, function["function"], "range")
                if known in KNOWN:
                    self.tally.count("known mismatches: " + " ".join(known))
                    return
                self.tally.fail(
                    "range",
                    self.say(
                        function, record,
                        f"{touch['what']}: {touch['range']} bytes from {begin:#x}, valgrind saw {address:#x}"
                    ),
                )
            return
        if is_repeated(code):
            key = (record["offset"], index)
            if activation.repeat and activation.repeat.get(key) in (address - size, address + size):
                begin = address  # the next step of the same
            activation.repeat = {**(activation.repeat or {}), key: address}
        self.tally.count(f"compared: {base}")
        if begin != address:
            self.tally.fail(
                "address",
                self.say(
                    function, record,
                    f"{touch['what']} ({base}{touch['offset']:+d}) at {begin:#x}, "
                    f"valgrind saw {address:#x} (CFA{address - activation.cfa:+d})"
                ),
            )

    def base_address(self, activation, function, record, touch, address):
        """What the place is counted from; None: counted as a failure."""
        base = touch["base"]
        if base == "cfa":
            return activation.cfa
        if base == "absolute":
            return 0
        if base == "thread":
            if self.thread is None:
                self.tally.fail("thread", self.say(function, record, "no thread pointer was seen"))
            return self.thread
        if base == "aligned":
            if activation.aligned is None:
                activation.aligned = address - touch["offset"] if not touch.get("range") else None
                self.check_aligned(activation, function, record)
            return activation.aligned
        if base == "heap":
            call = function["heapCalls"][touch["heapCall"]]
            block = activation.blocks.get(function["address"] + call.get("instruction", -1))
            if block is None:
                self.tally.fail("heap", self.say(function, record, f"{touch['what']}: that call returned nothing"))
                return None
            if not block[0] <= address < block[0] + max(block[1], 1):
                self.tally.fail("heap", self.say(function, record, f"{touch['what']}: outside the block"))
            return block[0]
        if base == "got":
            value = self.program.word(address, self.case.pointer)
            symbol = self.program.symbols.get(touch["symbol"])
            self.tally.count("compared: got")
            if value != symbol:
                self.tally.fail(
                    "got", self.say(function, record, f"the entry of {touch['symbol']} holds {value:#x}, not {symbol}")
                )
            return None
        return self.linked_address(function, record, touch)

    def linked_address(self, function, record, touch):
        section = touch.get("section")
        if section is not None:
            begin = self.sections.get(section)
            if begin is not None:
                begin += touch["inSection"]
                if section.startswith((".tdata", ".tbss")):
                    image, size = self.program.thread_image
                    begin += self.thread - size - image
                return begin
        symbol = self.program.symbols.get(touch.get("symbol"))
        if symbol is None:
            self.tally.fail("linked", self.say(function, record, f"{touch} is nowhere in the program"))
        return symbol

    def check_aligned(self, activation, function, record):
        at = activation.aligned
        if at is None:
            return
        self.tally.count("realigned frames entered")
        if not activation.cfa - (1 << 20) < at < activation.cfa:
            self.tally.fail("aligned", self.say(function, record, f"aligned stack at CFA{at - activation.cfa:+d}"))
        function.setdefault("alignedBases", set()).add((activation.cfa % 4096, at - activation.cfa, at % 32))

    def ruler(self, activation, function, record, seen):
        """The tracing against the text of the code, not against framewalk."""
        displacement = record.get("ruler")
        if displacement is None or len(seen) != 1:
            return
        self.tally.count("frame-pointer operands that check the tracing")
        at = activation.cfa - 2 * self.case.pointer + displacement
        if seen[0][1] != at:
            self.tally.fail("tracing", self.say(function, record, f"CFA is off by {seen[0][1] - at}"))

    def say(self, function, record, what):
        return f"{self.case.title}: {function['function']}+{record['offset']:#x} {record['text']}: {what}"


def show(touches):
    return [(t["kind"], t["role"], t["size"], t["what"]) for t in touches]


def generic(why):
    """The reason without the names in it."""
    why = re.sub(r"\(.*\)|`[^`]*`|'[^']*'|\"[^\"]*\"|at [0-9a-f]+\b", "…", why)
    why = re.sub(r"through \w+(, which holds [^,:]*|, which was kept in the frame)?", "through a register", why)
    return re.sub(r"what .* points to", "what … points to", why)


# ---- framewalk's side ------------------------------------------------------


def model(case, memory_dump, tools, folder, sections):
    """Its functions by symbol, each with its address in the program and a record
    for each instruction."""
    text = run([memory_dump, case.path, *case.flags])
    functions = {}
    place = {name: (section, value) for name, section, value in object_functions(folder / "case.o", tools)}
    for line in text.splitlines():
        function = json.loads(line)
        section, value = place.get(function["function"], (None, 0))
        if section not in sections or not function["instructions"]:
            continue
        function["address"] = sections[section] + value
        function["records"] = {}
        for offset, _, code, words in function["instructions"]:
            code = bytes.fromhex(code)
            function["records"][offset] = {
                "offset": offset, "bytes": code, "text": words, "touches": [],
                "opcode": opcode(code, case.pointer),
            }
        for touch in function["touches"]:
            function["records"][touch["instruction"]]["touches"].append(touch)
        find_rulers(function, case)
        functions[function["function"]] = function
    return functions


def opcode(code, pointer):
    """The bytes that a relocation leaves alone: prefixes and opcode."""
    rest = skip_prefixes(code) if pointer == 8 else code.lstrip(b"\x66\xf2\xf3\x65\xf0")
    length = 2 if rest[:1] == b"\x0f" else 1
    return code[: len(code) - len(rest) + length]


def find_rulers(function, case):
    """Marks the operands that hang on a frame pointer, where the text shows that
    there is one: `push rbp; mov rbp, rsp` first."""
    texts = [words for _, _, _, words in function["instructions"][:2]]
    frame, stack = ("rbp", "rsp") if case.pointer == 8 else ("ebp", "esp")
    if texts != [f"push {frame}", f"mov {frame}, {stack}"]:
        return
    for record in function["records"].values():
        found = re.search(rf"\[{frame} ([+-]) (0x[0-9a-f]+|\d+)\]", record["text"])
        if found and not record["text"].startswith(("lea", "push", "call")):
            record["ruler"] = int(found[1] + found[2], 0)


class Tally:
    def __init__(self):
        self.counts = collections.Counter()
        self.reasons = collections.Counter()
        self.bad = collections.Counter()
        self.examples = collections.defaultdict(list)

    def count(self, what, number=1):
        self.counts[what] += number

    def fail(self, what, example):
        self.bad[what] += 1
        if len(self.examples[what]) < SHOWN and example not in self.examples[what]:
            self.examples[what].append(example)

    def add(self, other):
        self.counts += other.counts
        self.reasons += other.reasons
        self.bad += other.bad
        for what, examples in other.examples.items():
            mine = self.examples[what]
            mine += [e for e in examples if e not in mine][: SHOWN - len(mine)]


def check_simulated(case, functions, tally):
    """The simulated addresses against the places: all that are counted from one
    base are as far apart as the places are."""
    bases = {}
    for function in functions.values():
        for touch in function["touches"]:
            if "virtual" not in touch:
                continue
            key = (touch["base"], touch.get("symbol") or touch.get("sectionIndex"), touch.get("heapCall"))
            if touch["base"] in ("cfa", "aligned", "heap"):
                key += (function["function"],)
            begin = touch["virtual"] - touch["offset"]
            tally.count("simulated addresses")
            if bases.setdefault(key, begin) != begin:
                tally.fail("simulated", f"{case.title}: {function['function']}+{touch['instruction']:#x}: "
                           f"{touch['what']} at {touch['virtual']:#x}, where its base is at {bases[key]:#x} elsewhere")


def check_unresolved(case, functions, tally):
    for function in functions.values():
        for touch in function["touches"]:
            if "virtual" not in touch and not touch.get("why"):
                tally.fail("neither", f"{case.title}: {function['function']}+{touch['instruction']:#x}: "
                           f"{touch['what']} ({touch['base']}) has neither an address nor a reason")


def trace(case, folder):
    """Lackey's lines. Without optimisation no load is left out because nothing
    reads its result."""
    command = ["valgrind", "--tool=lackey", "--trace-mem=yes", "--basic-counts=no",
               "--vex-iropt-level=0", "--log-file=" + str(folder / "trace"), folder / "program"]
    done = subprocess.run(["setarch", "-R", *map(str, command)], capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise RuntimeError(f"{case.title}: the program ended with {done.returncode}: {done.stderr[-2000:]}")
    with open(folder / "trace", encoding="utf-8", errors="replace") as file:
        yield from file


def check(case, memory_dump, tools):
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="memory-trace-") as name:
        folder = pathlib.Path(name)
        program, sections = build(case, tools, folder)
        functions = model(case, memory_dump, tools, folder, sections)
        Follower(case, program, functions, sections, tally).follow(trace(case, folder))
    check_simulated(case, functions, tally)
    check_unresolved(case, functions, tally)
    for function in functions.values():
        tally.count("functions")
        tally.count("touches told", len(function["touches"]))
        tally.count("of these executed", sum("reached" in t for t in function["touches"]))
    return tally


def why_not(tools, word):
    """Why no program of that word size can be traced; empty where one can."""
    if not shutil.which("valgrind"):
        return "valgrind is not installed"
    with tempfile.TemporaryDirectory() as name:
        program = pathlib.Path(name) / "a"
        source = program.with_suffix(".c")
        source.write_text("int main(void) { return 0; }\n")
        try:
            run([tools.path("clang"), f"-m{word}", "-static", source, "-o", program])
            run(["setarch", "-R", "valgrind", "--tool=lackey", program])
        except RuntimeError as error:
            return f"a program does not run under valgrind: {error}"
    return ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--memory-dump", required=True)
    parser.add_argument("--tools", help="the folder of LLVM's tools")
    parser.add_argument("--only", help="cases whose title has this in it")
    arguments = parser.parse_args()
    tools = Tools(arguments.tools)
    chosen = [c for c in cases() if not arguments.only or arguments.only in c.title]
    for word in 64, 32:
        problem = why_not(tools, word)
        if problem:
            print(f"SKIPPED: {word}-bit programs: {problem}", flush=True)
            chosen = [c for c in chosen if c.pointer * 8 != word]
    if not chosen:
        return SKIPPED
    total = Tally()
    with concurrent.futures.ProcessPoolExecutor(max_workers=2) as pool:
        futures = [pool.submit(check, case, arguments.memory_dump, tools) for case in chosen]
        for case, future in zip(chosen, futures):
            try:
                total.add(future.result())
            except RuntimeError as error:
                total.fail("runs", f"{case.title}: {error}")
    print(f"{len(chosen)} programs")
    for what, number in sorted(total.counts.items()):
        print(f"{number:10} {what}")
    print("through a pointer, by reason (executions):")
    for why, number in total.reasons.most_common(25):
        print(f"{number:10} {why}")
    if not arguments.only:
        for base in EXPECTED_BASES:
            if not total.counts[f"compared: {base}"]:
                total.fail("nothing compared", base)
        for known in KNOWN:
            if not total.counts["known mismatches: " + " ".join(known)]:
                total.fail("known, but not met", " ".join(known))
    for what, number in total.bad.items():
        print(f"\n{number} mismatches: {what}")
        for example in total.examples[what]:
            print(f"  {example}")
    return 1 if total.bad else 0


if __name__ == "__main__":
    sys.exit(main())
