#!/usr/bin/env python3
"""What framewalk says of testdata/frames, against tools that it did not write.

  static   llvm-dwarfdump: where debug info has each variable, base register and
           displacement. llvm-objdump: address, bytes and text of each
           instruction of prologues and epilogues. Both read the object that
           clang writes for the same flags.
  gdb      the linked program at run time: addresses of locals, of the return
           address and of saved registers, the canary's value, dynamic areas,
           and the frame's size, for callers at eight stack alignments. All
           addresses are compared from the CFA that gdb reports.

Every comparison counts and the numbers are printed. A part in which nothing was
compared fails. Without gdb, or where it cannot run a program, that part ends
with code 77: skipped.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CASES = ROOT / "testdata" / "frames"
INSIDE_GDB = pathlib.Path(__file__).resolve().parent / "inside_gdb.py"
SKIPPED = 77

# Bytes that the language and the ABI let a dynamic area take in a case's run.
DYNAMIC_BYTES = {
    ("03-vla.c", "countDown"): (4 * 5 + 15) & -16,
    ("04-vla-alignas32.c", "mix"): (3 + 15) & -16,
    ("05-alloca-loop.c", "chain"): 4 * 16,
}
# What a run over all cases must have compared.
EXPECTED_KINDS = {
    "static": ["places", "instruction bytes", "instruction texts"],
    "gdb": ["canary", "dynamic areas", "exit codes", "references", "return address",
            "saved registers", "size ranges", "sizes", "variables", "variables outside the frame"],
}
# By the size of a pointer.
REGISTERS = {
    8: ["rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp"]
    + [f"r{n}" for n in range(8, 16)],
    4: ["eax", "ebx", "ecx", "edx", "esi", "edi", "ebp", "esp"],
}


class Tally:
    def __init__(self):
        self.counts = {}
        self.failures = []

    def compare(self, kind, what, ours, theirs):
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if ours != theirs:
            self.failures.append(f"{kind}: {what}: framewalk {ours}, truth {theirs}")

    def fail(self, what):
        self.failures.append(what)


class Case:
    def __init__(self, path):
        self.path = path
        self.name = path.name
        text = path.read_text(encoding="utf-8")
        self.flags = re.match(r"// flags: (.*)", text).group(1).split()
        self.driver = " ".join(re.findall(r"^// run: (.*)$", text, re.M))
        self.breaks = [n for n, line in enumerate(text.split("\n"), 1) if "// break" in line]
        self.language = "c++" if path.suffix == ".cpp" else "c"
        self.pointer = 4 if "-m32" in self.flags else 8


def run(command, **options):
    done = subprocess.run(
        [str(c) for c in command], capture_output=True, text=True, timeout=300, cwd=ROOT, **options
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout


class Tools:
    def __init__(self, directory):
        self.directory = directory

    def path(self, name):
        beside = os.path.join(self.directory, name) if self.directory else ""
        found = beside if beside and os.path.exists(beside) else None
        found = found or shutil.which(f"{name}-22") or shutil.which(name)
        if not found:
            raise RuntimeError(f"{name} is not installed")
        return found

    def compiler(self, language):
        return self.path("clang++" if language == "c++" else "clang")


def explain(framewalk, case):
    """The functions of the case's JSON by symbol."""
    text = run([framewalk, "explain", "--format=json", case.path, "--", *case.flags])
    units = json.loads(text)["units"]
    return {f["linkageName"]: f for u in units for f in u["functions"]}


def occupants(function):
    for slot in function["frame"]["slots"]:
        for occupant in slot["occupants"]:
            yield slot, occupant


# --- DWARF -------------------------------------------------------------------


def entries(dump):
    """Each DIE of llvm-dwarfdump's text: depth, tag, attributes."""
    entry = None
    for line in dump.split("\n"):
        start = re.match(r"0x[0-9a-f]+:( +)(DW_TAG_\w+)", line)
        if start:
            if entry:
                yield entry
            entry = (len(start.group(1)), start.group(2), {})
            continue
        attribute = re.match(r"\s+(DW_AT_\w+)\s+\((.*)$", line)
        if attribute and entry:
            last = attribute.group(1)
            entry[2][last] = attribute.group(2).rstrip(")")
        elif entry and entry[2] and line.strip().startswith("["):
            entry[2][last] += " " + line.strip()
    if entry:
        yield entry


def quoted(value):
    found = re.search(r'"([^"]*)"', value or "")
    return found.group(1) if found else None


def parse_location(expression, frame_base):
    """(register, displacement) where the variable lies there and stays there."""
    plus = 0
    tail = re.search(r", DW_OP_plus_uconst (0x[0-9a-f]+)$", expression)
    if tail:
        plus = int(tail.group(1), 16)
        expression = expression[: tail.start()]
    found = re.fullmatch(r"DW_OP_fbreg ([+-]?\d+)", expression)
    if found and frame_base:
        return frame_base, int(found.group(1)) + plus
    found = re.fullmatch(r"DW_OP_breg\d+ (\w+)([+-]\d+)", expression)
    return (found.group(1).lower(), int(found.group(2)) + plus) if found else None


def dwarf_places(dump):
    """(symbol, name, line or None, (register, displacement)) of each variable."""
    scopes = []
    for depth, tag, attributes in entries(dump):
        scopes = [s for s in scopes if s[0] < depth]
        if tag == "DW_TAG_subprogram":
            base = re.match(r"DW_OP_reg\d+ (\w+)$", attributes.get("DW_AT_frame_base", ""))
            symbol = quoted(
                attributes.get("DW_AT_linkage_name")
                or attributes.get("DW_AT_name")
                or attributes.get("DW_AT_abstract_origin")
                or attributes.get("DW_AT_specification")
            )
            has_code = "DW_AT_low_pc" in attributes
            scopes.append((depth, symbol if has_code else None, base and base.group(1).lower()))
        if tag not in ("DW_TAG_variable", "DW_TAG_formal_parameter"):
            continue
        owner = next((s for s in reversed(scopes)), None)
        if not owner or not owner[1] or "DW_AT_location" not in attributes:
            continue
        name = quoted(attributes.get("DW_AT_name") or attributes.get("DW_AT_abstract_origin"))
        place = parse_location(attributes["DW_AT_location"], owner[2])
        line = attributes.get("DW_AT_decl_line")
        if name and place:
            yield owner[1], name, int(line) if line else None, place


def symbol_of(functions, dwarf_name):
    """dwarfdump names an out-of-line copy by its origin, demangled or not."""
    if dwarf_name in functions:
        return dwarf_name
    matches = [s for s, f in functions.items() if f["name"].split("::")[-1] == dwarf_name]
    return matches[0] if len(matches) == 1 else None


def compare_dwarf(case, functions, tools, obj, tally):
    dump = run([tools.path("llvm-dwarfdump"), "--debug-info", obj])
    for dwarf_symbol, name, line, place in dwarf_places(dump):
        symbol = symbol_of(functions, dwarf_symbol)
        if symbol is None:
            continue
        candidates = [
            (slot["base"], slot["displacement"] + occupant["offset"])
            for slot, occupant in occupants(functions[symbol])
            if occupant["name"] == name and line in (None, occupant["line"])
        ]
        what = f"{case.name}: {symbol}: {name}"
        tally.compare("places", what, place if place in candidates else candidates, place)


# --- objdump -----------------------------------------------------------------


def disassembly(text):
    """{symbol: {address from its start: (bytes, text)}}"""
    result, current, start = {}, None, 0
    for line in text.split("\n"):
        header = re.match(r"([0-9a-f]+) <(.+)>:$", line)
        if header:
            start = int(header.group(1), 16)
            current = result.setdefault(header.group(2), {})
            continue
        found = re.match(r"\s*([0-9a-f]+):((?: [0-9a-f]{2})+)\s+(.*)$", line)
        if found and current is not None:
            current[int(found.group(1), 16) - start] = (
                found.group(2).replace(" ", ""),
                found.group(3),
            )
    return result


def plain(text):
    """Blanks, comments and the radix of numbers do not matter."""
    text = re.sub(r"\s+", " ", text.split("#")[0].split("<")[0]).strip()
    return re.sub(r"0x[0-9a-f]+", lambda m: str(int(m.group(), 16)), text)


def is_symbolic(text):
    """Before linking, objdump has a zero where the compiler had a symbol."""
    return bool(re.match(r"(call|j\w+) ", text) or "rip" in text or "_GLOBAL_OFFSET" in text)


def compare_code(case, functions, tools, obj, tally):
    text = run(
        [tools.path("llvm-objdump"), "-d", "--x86-asm-syntax=intel", "--print-imm-hex", obj]
    )
    theirs = disassembly(text)
    for symbol, function in functions.items():
        if symbol not in theirs:
            tally.fail(f"{case.name}: objdump knows no {symbol}")
            continue
        parts = [function["prologue"], *function["epilogues"]]
        for instruction in [i for part in parts for i in part]:
            address = instruction["address"]
            what = f"{case.name}: {symbol}+{address:#x}"
            true_bytes, true_text = theirs[symbol].get(address, ("none here", ""))
            ours = instruction["bytes"].replace(" ", "")
            tally.compare("instruction bytes", what, ours, true_bytes)
            ours, true_text = plain(instruction["text"]), plain(true_text)
            if is_symbolic(ours):
                ours, true_text = ours.split()[0], true_text.split()[0]
            tally.compare("instruction texts", what, ours, true_text)


# --- gdb ---------------------------------------------------------------------

DRIVER = """
#ifdef __cplusplus
extern "C" {
#endif
void *volatile lastUsed;
void use(void *p) { lastUsed = p; }
#ifdef __cplusplus
}
#endif
#define main caseMain
%s
#undef main
static int atDepth(int depth) {
  volatile char *room = (volatile char *)__builtin_alloca(16 * depth + 16);
  room[0] = 0;
  return caseMain();
}
int main(void) {
  int bad = 0;
  for (int depth = 0; depth < 8; ++depth)
    bad |= atDepth(depth);
  return bad;
}
"""


def link(case, tools, obj, folder):
    driver = folder / ("driver.cpp" if case.language == "c++" else "driver.c")
    driver.write_text(DRIVER % case.driver, encoding="utf-8")
    machine = [f for f in case.flags if f == "-m32"]
    driver_obj = folder / "driver.o"
    compiler = tools.compiler(case.language)
    run([compiler, *machine, "-O0", "-w", "-fno-pie", "-c", driver, "-o", driver_obj])
    program = folder / "program"
    wanted = [f for f in case.flags if f.startswith(("-m32", "-fsanitize"))]
    run([compiler, *wanted, "-no-pie", obj, driver_obj, "-o", program])
    return program


def addresses_of(program, tools):
    table = {}
    for line in run([tools.path("llvm-nm"), program]).split("\n"):
        found = re.match(r"([0-9a-f]+) [tTwW] (\S+)$", line)
        if found:
            table[found.group(2)] = int(found.group(1), 16)
    return table


def body_begin(function):
    """The address after the prologue, from the function's first instruction."""
    if not function["prologue"]:
        return None
    last = function["prologue"][-1]
    return last["address"] + len(last["bytes"].replace(" ", "")) // 2


class Stop:
    """A stop in gdb, beside what framewalk says of the function."""

    def __init__(self, case, function, start, report, tally, at_marked_line):
        self.case, self.function, self.report, self.tally = case, function, report, tally
        self.start = start
        self.at_marked_line = at_marked_line
        self.cfa = report["cfa"]
        self.slots = function["frame"]["slots"]
        self.where = f"{case.name}: {function['linkageName']} at {report['pc']:#x}"

    def compare(self, kind, what, ours, theirs):
        self.tally.compare(kind, f"{self.where}: {what}", ours, theirs)

    def addresses(self, slot):
        """Both ways to the slot: from the CFA and from the register."""
        if slot["cfaOffset"] is not None:
            yield "from the CFA", self.cfa + slot["cfaOffset"]
        if slot["base"] and slot["displacement"] is not None:
            yield f"from {slot['base']}", (
                self.report["registers"][slot["base"]] + slot["displacement"]
            )

    def read(self, address):
        size = self.case.pointer
        words = [self.report["memory"].get(str(address + i)) for i in range(0, size, 4)]
        return self.report["memory"].get(str(address)) if words[0] is not None else None

    def of_kind(self, kind):
        return [s for s in self.slots if s["kind"] == kind]

    def check_fixed(self):
        saved = dict(self.report["saved"])
        counter = "rip" if self.case.pointer == 8 else "eip"
        for slot in self.of_kind("returnAddress"):
            for way, address in self.addresses(slot):
                self.compare("return address", f"place {way}", address, saved.get(counter))
                self.compare("return address", "value", self.read(address), self.report["callerPc"])
        pointer = "rbp" if self.case.pointer == 8 else "ebp"
        for slot in self.of_kind("savedFramePointer"):
            for way, address in self.addresses(slot):
                self.compare("saved registers", f"{pointer} {way}", address, saved.get(pointer))
                self.compare(
                    "saved registers", f"{pointer}'s value", self.read(address),
                    self.report["callerFramePointer"],
                )
        for slot in self.of_kind("calleeSaved"):
            register = re.search(r"\b(e|r)\w+$", slot.get("title") or slot["reason"])
            if not register:
                self.tally.fail(f"{self.where}: which register is in {slot}?")
                continue
            for way, address in self.addresses(slot):
                self.compare(
                    "saved registers", f"{register.group()} {way}", address,
                    saved.get(register.group()),
                )

    def check_canary(self):
        for slot in self.of_kind("stackProtector"):
            if "canary" not in self.report:
                continue
            for way, address in self.addresses(slot):
                self.compare("canary", f"value {way}", self.read(address), self.report["canary"])

    def predictions(self):
        """{(name, line): places} of what framewalk has for the variables here; each
        place is a list of addresses, one for each way to it."""
        ours = {}
        for slot, occupant in occupants(self.function):
            key = (occupant["name"], occupant["line"])
            behind = re.match(r"not here but at \+0x([0-9a-f]+)", occupant.get("note", ""))
            if behind and not self.at_marked_line:
                continue  # the pointer is not set yet
            ways = [address for _, address in self.addresses(slot)]
            if behind:
                ways = [(self.read(a) or 0) + int(behind.group(1), 16) for a in ways]
            ours.setdefault(key, []).append([a + occupant["offset"] for a in ways])
        offset = self.report["pc"] - self.start
        for variable in self.function.get("variables", []):
            for place in variable.get("locations", []):
                memory = re.fullmatch(r"\[(\w+)([+-]0x[0-9a-f]+)?\]", place["where"])
                if memory and place["begin"] <= offset < place["end"]:
                    base = self.report["registers"][memory.group(1)]
                    key = (variable["name"], variable["line"])
                    ours.setdefault(key, []).append([base + int(memory.group(2) or "0", 16)])
        return ours

    def check_variables(self):
        ours = self.predictions()
        stack = self.report["registers"]["rsp" if self.case.pointer == 8 else "esp"]
        for variable in self.report["variables"]:
            address = variable["address"]
            if address is None:
                continue
            key = (variable["name"], variable["line"])
            if key[1] == 0:  # `this` has no line in debug info
                key = next((k for k in ours if k[0] == key[0]), key)
            what = f"{variable['name']}:{variable['line']}"
            in_frame = stack - 128 <= address < self.cfa
            if variable["reference"]:
                # gdb follows it: what the slot holds is what it refers to.
                values = [self.read(a) for ways in ours.get(key, []) for a in ways]
                if address in values or self.at_marked_line:
                    self.compare("references", what, address in values, True)
            elif key in ours:
                # All ways to a place must lead there.
                places = [[hex(a) for a in ways] for ways in ours[key]]
                truth = hex(address)
                right = any(all(way == truth for way in ways) for ways in places)
                self.compare("variables", what, truth if right else places, truth)
            elif not self.at_marked_line and self.has_pointer_to(key):
                continue
            elif self.is_dynamic(key):
                self.compare("dynamic areas", what, stack <= address < self.fixed_bottom(), True)
            else:
                # Elsewhere (another stack, the heap): no slot, and rightly so.
                self.compare("variables outside the frame", what, in_frame, False)

    def is_dynamic(self, key):
        return any(
            (v["name"], v["line"]) == key and "dynamic area" in v.get("whyNoSlot", "")
            for v in self.function.get("variables", [])
        )

    def fixed_bottom(self):
        """The lowest byte of what is below the CFA for the whole activation."""
        registers = self.report["registers"]
        return min(
            s["displacement"] + registers[s["base"]]
            for s in self.slots
            if s["base"] and s["displacement"] is not None and s["kind"] != "dynamic"
        )

    def has_pointer_to(self, key):
        return any(
            (o["name"], o["line"]) == key and "not here but" in o.get("note", "")
            for _, o in occupants(self.function)
        )

    def check_size(self):
        size = self.function["frame"]["size"]
        stack = self.report["registers"]["rsp" if self.case.pointer == 8 else "esp"]
        depth = self.cfa - stack
        below = [
            s for s in self.slots
            if s["kind"] == "redZone"
            or (s["cfaOffset"] is not None and self.cfa + s["cfaOffset"] < stack)
        ]
        if below:
            return None
        self.compare("sizes", "smallest", depth >= size["min"], True)
        if size["max"] is not None:
            self.compare("sizes", "largest", depth <= size["max"], True)
        return depth

    def check_dynamic(self):
        wanted = DYNAMIC_BYTES.get((self.case.name, self.function["linkageName"]))
        if wanted is None or not self.at_marked_line:
            return
        stack = self.report["registers"]["rsp"]
        bottom = self.fixed_bottom()
        self.compare("dynamic areas", "bytes", bottom - stack, wanted)
        self.compare("dynamic areas", "begin at rsp", stack, self.report.get("lastUsed"))
        for slot in self.of_kind("savedStackPointer"):
            for way, address in self.addresses(slot):
                self.compare("dynamic areas", f"saved rsp {way}", self.read(address), bottom)


def requests(case, functions, table):
    registers = sorted(REGISTERS[case.pointer])
    breaks = [f"{case.path.name}:{line}" for line in case.breaks]
    for symbol, function in functions.items():
        begin = body_begin(function)
        if begin is not None and symbol in table:
            breaks.append(f"*{table[symbol] + begin:#x}")
    return {
        "breaks": breaks,
        "registers": registers,
        "pointer": case.pointer,
        "stackPointer": "rsp" if case.pointer == 8 else "esp",
        "framePointer": "rbp" if case.pointer == 8 else "ebp",
    }


def function_at(functions, table, pc):
    for symbol, function in functions.items():
        start = table.get(symbol)
        if start is None:
            continue
        if start <= pc < start + function_size(function, table, start):
            return symbol, pc - start
    return None, 0


def function_size(function, table, start):
    later = [a for a in table.values() if a > start]
    return (min(later) if later else start + 1) - start


def gdb_stops(case, functions, tools, obj, folder):
    program = link(case, tools, obj, folder)
    table = addresses_of(program, tools)
    request, answer = folder / "request.json", folder / "answer.json"
    request.write_text(json.dumps(requests(case, functions, table)), encoding="utf-8")
    environment = dict(
        os.environ,
        ASAN_OPTIONS="detect_leaks=0",
        DEBUGINFOD_URLS="",
        FRAMEWALK_REQUEST=str(request),
        FRAMEWALK_ANSWER=str(answer),
    )
    done = subprocess.run(
        ["gdb", "-q", "-nx", "-batch", "-x", str(INSIDE_GDB), str(program)],
        capture_output=True, text=True, timeout=300, env=environment, cwd=ROOT,
    )
    lines = answer.read_text().splitlines() if answer.exists() else []
    reports = [json.loads(line) for line in lines]
    if not reports or "exit" not in reports[-1]:
        raise RuntimeError(f"gdb: {done.stdout[-1500:]}{done.stderr[-3000:]}")
    return reports[:-1], reports[-1]["exit"], table


def compare_in_gdb(case, functions, tools, obj, folder, tally):
    if not case.driver:
        return
    reports, code, table = gdb_stops(case, functions, tools, obj, folder)
    tally.compare("exit codes", case.name, 0, code)
    sizes, stopped = {}, set()
    for report in reports:
        symbol, offset = function_at(functions, table, report["pc"])
        if symbol is None:
            continue
        function = functions[symbol]
        at_marked_line = offset != body_begin(function)
        stop = Stop(case, function, table[symbol], report, tally, at_marked_line)
        stopped.add(symbol)
        stop.check_fixed()
        stop.check_variables()
        stop.check_dynamic()
        if at_marked_line:
            stop.check_canary()
        else:
            sizes.setdefault(symbol, set()).add(stop.check_size())
    if case.breaks and not stopped:
        tally.fail(f"{case.name}: gdb never stopped in it")
    for symbol, seen in sizes.items():
        size = functions[symbol]["frame"]["size"]
        if None in seen or size["min"] == size["max"]:
            continue
        # Eight alignments of the caller reach both ends; what is allocated
        # later has no upper end.
        ours, theirs = (size["min"], size["max"]), (min(seen), max(seen))
        if size["max"] is None:
            ours, theirs = ours[:1], theirs[:1]
        tally.compare("size ranges", f"{case.name}: {symbol}", ours, theirs)


def gdb_works(folder):
    if not shutil.which("gdb"):
        return "gdb is not installed"
    done = subprocess.run(
        ["gdb", "-q", "-nx", "-batch", "-ex", "python print('python')", "-ex", "run", "--args",
         "/bin/true"],
        capture_output=True, text=True, cwd=folder,
    )
    if "python" not in done.stdout:
        return "gdb has no Python"
    if "exited normally" not in done.stdout:
        return "gdb cannot run a program here: " + done.stderr.strip()[-300:]
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", default=str(ROOT / "build/release/bin/framewalk"))
    parser.add_argument("--tools", default="", help="the folder of LLVM's programs")
    parser.add_argument("part", choices=["static", "gdb"])
    parser.add_argument("cases", nargs="*", help="file names; all where none is named")
    options = parser.parse_args()
    tools = Tools(options.tools)
    framewalk = os.path.abspath(options.framewalk)

    tally = Tally()
    done = 0
    with tempfile.TemporaryDirectory() as scratch:
        if options.part == "gdb":
            trouble = gdb_works(scratch)
            if trouble:
                print(f"SKIPPED: NOTHING WAS COMPARED WITH A RUNNING PROGRAM: {trouble}")
                return SKIPPED
        paths = sorted(p for p in CASES.iterdir() if p.suffix in (".c", ".cpp"))
        for path in paths:
            if options.cases and path.name not in options.cases:
                continue
            case = Case(path)
            folder = pathlib.Path(scratch) / path.name
            folder.mkdir()
            obj = folder / "case.o"
            try:
                run([tools.compiler(case.language), *case.flags, "-g", "-c", path, "-o", obj])
                functions = explain(framewalk, case)
                if options.part == "static":
                    compare_dwarf(case, functions, tools, obj, tally)
                    compare_code(case, functions, tools, obj, tally)
                else:
                    compare_in_gdb(case, functions, tools, obj, folder, tally)
                done += 1
            except RuntimeError as error:
                tally.fail(f"{case.name}: {error}")

    for failure in tally.failures:
        print(failure)
    total = sum(tally.counts.values())
    print(f"{done} cases, {total} comparisons, {len(tally.failures)} failures")
    for kind, count in sorted(tally.counts.items()):
        print(f"  {count:6} {kind}")
    if total == 0:
        print("nothing was compared")
        return 1
    missing = [k for k in EXPECTED_KINDS[options.part] if not tally.counts.get(k)]
    if missing and not options.cases:
        print("nothing was compared of: " + ", ".join(missing))
        return 1
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
