#!/usr/bin/env python3
"""Compares framewalk with clang on third-party sources.

For each source and set of flags it compiles with `clang FLAGS -g -c`, runs
`framewalk explain --all --format=json --dump-object=...` and checks:

  slots    every local that the object's DWARF puts into the frame is in
           framewalk's slot with the same register and displacement
  object   the object that framewalk looked at has the same loaded sections as
           clang's, byte for byte
  ledger   in every function the slots below the CFA follow one another and sum
           to the frame's size; bytes that have no owner are counted, and at
           -O0 there are none
  size     each frame has the size that clang writes with -fstack-usage, besides the
           return address and what lies in the red zone; for a realigned frame clang
           writes a nominal one, so that those are left out
  accesses at -O0, the share of the uses of locals that have instructions; and for
           C each function has as many uses as clang's AST has references to locals

One line per set of flags; the first differences of each kind in full.
"""

import argparse
import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parent / "inputs")]

import elf  # noqa: E402
import inputs  # noqa: E402
import report  # noqa: E402

LEVELS = [("-O0",), ("-O1",), ("-O2",), ("-Os",)]
FLAVOURS = [
    ("-O0", "-m32"),
    ("-O0", "-fomit-frame-pointer"),
    ("-O0", "-fstack-protector-strong"),
    ("-O0", "-fsanitize=address"),
]
FLAGS = {
    "sqlite3": LEVELS + FLAVOURS,
    "zlib": LEVELS,
    "lua": LEVELS + FLAVOURS,
    "json": LEVELS,
}
# The share of linked uses that is asked for at plain -O0. The rest are uses
# that no instruction carries out: `(void)x`, `sizeof x`, constant conditions;
# lua writes many.
LINKED = {"sqlite3": 0.99, "zlib": 0.99, "lua": 0.98, "json": 0.95}
SHOWN = 8  # differences printed of each kind


class Tally:
    """What one set of flags came to."""

    def __init__(self):
        self.counts = collections.Counter()
        self.bad = collections.Counter()
        self.examples = collections.defaultdict(list)
        self.reasons = collections.Counter()
        self.seconds = collections.Counter()

    def count(self, what, number=1):
        self.counts[what] += number

    def fail(self, what, example):
        self.bad[what] += 1
        if len(self.examples[what]) < SHOWN:
            self.examples[what].append(example)


# ---- slots ---------------------------------------------------------------


def distance(slot, base):
    """Where the slot is from BASE; None where it is given from elsewhere."""
    if base == "cfa":
        return slot["cfaOffset"]
    return slot["displacement"] if slot["base"] == base else None


def same_variable(occupant, variable):
    if occupant["name"] != variable["name"]:
        return False
    # `this` and others of the compiler's own have no line.
    return not variable["line"] or occupant["line"] == variable["line"]


def find_occupant(slots, variable):
    """Whether a slot holds the variable just there; else what there is."""
    elsewhere = []
    for slot in slots:
        for occupant in slot["occupants"]:
            if not same_variable(occupant, variable):
                continue
            at = distance(slot, variable["base"])
            if at is not None and at + occupant["offset"] == variable["displacement"]:
                return True, ""
            elsewhere.append(
                f"{slot['base']}{slot['displacement'] or 0:+d}+{occupant['offset']}, "
                f"CFA{slot['cfaOffset'] or 0:+d}"
            )
    return False, "; ".join(elsewhere) or "in no slot"


def covers(slot, variable):
    at = distance(slot, variable["base"])
    return at is not None and at <= variable["displacement"] < at + max(slot["size"], 1)


def check_slots(tally, source, truth, function):
    slots = function["frame"]["slots"]
    for variable in truth["variables"]:
        where = variable["where"]
        if where not in ("slot", "indirect"):
            tally.count("dwarf " + where)
            continue
        # At -O1 and up a register other than the frame base may hold any
        # pointer; with realignment it is one that the frame hangs on.
        if not variable["fbreg"] and variable["base"] not in {s["base"] for s in slots}:
            tally.count("dwarf other")
            continue
        inlined = f" (inlined from {variable['inlined']})" if "inlined" in variable else ""
        name = f"{source.name}:{variable['line']} {truth['function']}: {variable['name'] or '(unnamed)'}{inlined}"
        says = f"DWARF has it at {variable['base']}{variable['displacement']:+d}"
        if where == "indirect":
            tally.count("indirect")
            if not any(covers(slot, variable) for slot in slots):
                tally.fail("indirect", f"{name}: {says} ({variable['rest']}), where no slot is")
            continue
        tally.count("slots" if variable["fbreg"] else "slots, other base")
        found, instead = find_occupant(slots, variable)
        if not found:
            tally.count("slots missing, inlined" if inlined else "slots missing, its own")
            tally.fail("slots", f"{name}: {says}; framewalk: {instead}")


# ---- ledger --------------------------------------------------------------


def ledger_problem(frame):
    """What is wrong with a frame's sums; None where all is well."""
    inside = [s for s in frame["slots"] if s["kind"] not in ("redZone", "parameter")]
    hanging = [s for s in inside if s["cfaOffset"] is not None]
    above = [s for s in hanging if s["cfaOffset"] >= 0]
    if above:
        return f"{above[0]['kind']} at CFA{above[0]['cfaOffset']:+d} is not below the CFA"
    lowest = 0
    for slot in sorted(hanging, key=lambda s: (-s["cfaOffset"] - s["size"], -s["size"])):
        if slot["cfaOffset"] + slot["size"] != lowest:
            return f"slot {slot['id']} ends at CFA{slot['cfaOffset'] + slot['size']:+d}, not {lowest:+d}"
        lowest = slot["cfaOffset"]
    # What realignment has cut off from the CFA hangs on registers.
    floating = [s for s in inside if s["cfaOffset"] is None and s["base"] and s["size"]]
    for base in {s["base"] for s in floating}:
        lowest = None
        for slot in sorted((s for s in floating if s["base"] == base), key=lambda s: -s["displacement"]):
            if lowest is not None and slot["displacement"] + slot["size"] != lowest:
                return f"slot {slot['id']} ends at {base}{slot['displacement'] + slot['size']:+d}, not {lowest:+d}"
            lowest = slot["displacement"]
    total = sum(s["size"] for s in inside)
    if total != frame["size"]["min"]:
        return f"slots sum to {total}, the frame has {frame['size']['min']}"
    most = frame["size"]["max"]
    if most is None:
        if not any(s["kind"] in ("dynamic", "unattributed") for s in inside):
            return "no limit, and nothing dynamic in it"
    elif sum(s.get("maxSize", s["size"]) for s in inside) != most:
        return f"slots sum to at most {sum(s.get('maxSize', s['size']) for s in inside)}, the frame says {most}"
    arguments = sorted(
        (s["cfaOffset"], s["size"]) for s in frame["slots"]
        if s["kind"] == "parameter" and s["cfaOffset"] is not None
    )
    for (at, size), (after, _) in zip(arguments, arguments[1:]):
        if at + size > after:
            return f"parameters overlap at CFA{after:+d}"
    return None


def stack_usage(path):
    """{symbol: (bytes, "static" | "dynamic" ...)} of a .su file."""
    usage = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            place, size, kind = line.rstrip("\n").split("\t")
            usage[place.rsplit(":", 1)[-1]] = (int(size), kind)
    return usage


def check_size(tally, source, function, usage):
    frame = function["frame"]
    if usage is None or any(s["cfaOffset"] is None and s["kind"] != "dynamic" for s in frame["slots"]):
        tally.count("sizes left out")
        return
    tally.count("sizes")
    return_address = sum(s["size"] for s in frame["slots"] if s["kind"] == "returnAddress")
    size = frame["size"]["min"] - return_address
    # The red zone's slot is its unused rest: none where all of it is used.
    has_red_zone = any(s["kind"] == "redZone" for s in frame["slots"]) or size - usage[0] == 128
    if not size - (128 if has_red_zone else 0) <= usage[0] <= size:
        tally.fail("size", f"{source.name} {function['name']}: {size} bytes, -fstack-usage says {usage}")


def check_ledger(tally, source, function, optimised):
    tally.count("functions")
    problem = ledger_problem(function["frame"])
    if problem:
        tally.fail("ledger", f"{source.name} {function['name']}: {problem}")
    unknown = sum(s["size"] for s in function["frame"]["slots"] if s["kind"] == "unattributed")
    tally.count("frame bytes", function["frame"]["size"]["min"])
    tally.count("unattributed", unknown)
    if unknown and not optimised:
        tally.fail("unattributed", f"{source.name} {function['name']}: {unknown} bytes")


# ---- accesses and object -------------------------------------------------


def check_accesses(tally, source, function):
    for access in function["accesses"]:
        tally.count("uses")
        if access["instructions"]:
            tally.count("linked")
            continue
        reason = access.get("whyUnlinked") or "no reason given"
        tally.reasons[reason] += 1
        file = os.path.basename(access.get("file", function["file"]))
        example = f"{file}:{access['line']}:{access['column']} {access['variable']} ({access['kind']}): {reason}"
        if len(tally.examples["unlinked: " + reason]) < 2:
            tally.examples["unlinked: " + reason].append(example)


AST_NODE = re.compile(rb"([ |`]*-)(\w+) (0x[0-9a-f]+) ")
AST_VARIABLE = re.compile(rb" (ParmVar|Var) (0x[0-9a-f]+) '")
AST_ELSEWHERE = re.compile(rb"' (static|extern)\b")


def references(options, source, flags):
    """How often each function names a local or a parameter, by clang's dump of
    its AST. For C."""
    command = [options.clang, *flags, "-fsyntax-only", "-Xclang", "-ast-dump",
               "-fno-color-diagnostics", str(source)]
    counts, local, function = collections.Counter(), set(), None
    dump = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    for line in dump.stdout:
        node = AST_NODE.match(line)
        if not node:
            continue
        depth, kind, address = node.groups()
        if len(depth) == 2:  # a declaration of the file
            name = re.search(rb" (\w+) '", line)
            function = name.group(1).decode() if kind == b"FunctionDecl" and name else None
        elif kind == b"VarDecl" and not AST_ELSEWHERE.search(line):
            local.add(address)
        elif kind == b"DeclRefExpr":
            variable = AST_VARIABLE.search(line)
            if variable and (variable.group(1) == b"ParmVar" or variable.group(2) in local):
                counts[function] += 1
    if dump.wait():
        raise SystemExit(f"{' '.join(command)}: exit {dump.returncode}")
    return counts


def check_uses(tally, source, function, expected):
    number = len(function["accesses"])
    tally.count("uses compared")
    if number != expected:
        tally.fail("uses", f"{source.name} {function['name']}: {number} uses, clang's AST has {expected}")


def check_object(tally, source, ours, clangs):
    tally.count("objects")
    mine, theirs = elf.loaded_sections(ours), elf.loaded_sections(clangs)
    tally.count("sections", len(theirs))
    if not any(kind == 1 and flags & 4 and size for _, kind, flags, size, _ in theirs):
        tally.count("objects without code")
    if [s[0] for s in mine] != [s[0] for s in theirs]:
        tally.fail("object", f"{source.name}: other sections")
    elif mine != theirs:
        names = [a[0] for a, b in zip(mine, theirs) if a != b]
        tally.fail("object", f"{source.name}: {', '.join(names)} differ")


# ---- one set of flags ----------------------------------------------------


def run(tally, what, command):
    start = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    tally.seconds[what] += time.monotonic() - start
    if done.returncode:
        text = done.stdout.decode("utf-8", "replace").strip()[-1500:]
        tally.fail(what, f"{' '.join(command)}: exit {done.returncode}\n{text}")
    return done.returncode == 0


def compare(options, work, source, flags, optimised):
    tally = Tally()
    clangs, ours, json_file = (str(work / name) for name in ("clang.o", "ours.o", "report.json"))
    if not run(tally, "clang", [options.clang, *flags, "-g", "-fstack-usage", "-c", str(source),
                              "-o", clangs]):
        return tally
    usage = stack_usage(work / "clang.su")
    command = [options.framewalk, "explain", "--all", "--format=json", "-o", json_file]
    command += [f"--dump-object={ours}", str(source), "--", *flags, "-g"]
    if not run(tally, "framewalk", command):
        return tally
    check_object(tally, source, ours, clangs)
    dwarf = subprocess.run([options.dwarf_slots, clangs], stdout=subprocess.PIPE, check=True)
    truths = collections.defaultdict(list)
    for line in dwarf.stdout.splitlines():
        truth = json.loads(line)
        truths[truth["function"]].append(truth)
    named = None
    if flags[-1] == "-O0" and source.suffix == ".c":
        named = references(options, source, flags)
    start = time.monotonic()
    tally.count("json megabytes", os.path.getsize(json_file) / 1e6)
    for function in report.functions(json_file):
        for truth in truths.pop(function["linkageName"], []):
            check_slots(tally, source, truth, function)
        check_ledger(tally, source, function, optimised)
        check_size(tally, source, function, usage.get(function["linkageName"]))
        check_accesses(tally, source, function)
        if named is not None:
            check_uses(tally, source, function, named[function["linkageName"]])
    for name, missing in truths.items():
        # clang makes some up: destructors of arrays, initialisers of globals.
        if not any(v["name"] and v["where"] == "slot" for truth in missing for v in truth["variables"]):
            tally.count("compiler's own functions")
            continue
        tally.fail("function", f"{source.name}: {name} is in the object and not in the report")
    tally.seconds["python"] += time.monotonic() - start
    for path in (clangs, ours, json_file):
        if os.path.exists(path):
            os.remove(path)
    return tally


def merge(total, part):
    for name in ("counts", "bad", "reasons", "seconds"):
        getattr(total, name).update(getattr(part, name))
    for what, examples in part.examples.items():
        room = SHOWN - len(total.examples[what])
        total.examples[what] += examples[: max(room, 0)]


def share(part, whole):
    return f"{part}/{whole} ({100 * part / whole:.2f}%)" if whole else "none"


def report_tally(name, flags, tally):
    c, bad = tally.counts, tally.bad
    slots = c["slots"] + c["slots, other base"]
    own = c["compiler's own functions"]
    print(f"{name} {' '.join(flags)}: {c['functions']} functions"
          + (f" and {own} without locals that only the object has" if own else ""))
    print(f"  slots     {share(slots - bad['slots'], slots)} as in DWARF"
          f" ({c['slots, other base']} from another register than the frame base),"
          f" {share(c['indirect'] - bad['indirect'], c['indirect'])} indirect;"
          f" in DWARF without a fixed place: {c['dwarf list']} move, {c['dwarf pieces']} in pieces,"
          f" {c['dwarf none']} nowhere, {c['dwarf other']} other")
    print(f"  object    {share(c['objects'] - bad['object'], c['objects'])} identical in {c['sections']} loaded sections")
    print(f"  ledger    {share(c['functions'] - bad['ledger'], c['functions'])} sum;"
          f" {c['unattributed']} of {c['frame bytes']} bytes unattributed")
    print(f"  size      {share(c['sizes'] - bad['size'], c['sizes'])} as -fstack-usage says"
          f" ({c['sizes left out']} left out)")
    print(f"  accesses  {share(c['linked'], c['uses'])} linked"
          + (f"; {share(c['uses compared'] - bad['uses'], c['uses compared'])} of the functions have as many"
             " uses as clang's AST" if c["uses compared"] else ""))
    for reason, number in tally.reasons.most_common(12 if flags == ("-O0",) else 3):
        print(f"    {number:6d}  {reason}   e.g. {tally.examples['unlinked: ' + reason][0].rsplit(': ', 1)[0]}")
    times = ", ".join(f"{what} {seconds:.1f} s" for what, seconds in tally.seconds.items())
    print(f"  ({times}; {c['json megabytes']:.1f} MB of JSON)")
    if bad["slots"]:
        print(f"  of the missing slots {c['slots missing, inlined']} are of inlined variables,"
              f" {c['slots missing, its own']} of the function's own")
    for what, number in sorted(bad.items()):
        print(f"  FAILED {what}: {number}")
        for example in tally.examples[what]:
            print("    " + example.replace("\n", "\n      "))
    sys.stdout.flush()


def passes(name, flags, tally):
    good = not tally.bad
    c = tally.counts
    if not c["slots"] or not c["functions"] or not c["sections"] or not c["uses"]:
        print("  FAILED: nothing was compared")
        good = False
    if flags == ("-O0",) and c["uses"] and c["linked"] / c["uses"] < LINKED[name]:
        print(f"  FAILED accesses: less than {100 * LINKED[name]:.0f}% linked")
        good = False
    return good


def self_check():
    """Would each kind of difference be caught?"""

    def slot(at, size, kind="variable", name="x", displacement=None):
        return {"id": 0, "kind": kind, "cfaOffset": at, "size": size, "base": "rbp",
                "displacement": at + 16 if displacement is None else displacement,
                "occupants": [{"name": name, "line": 3, "offset": 0}]}

    def frame(size, *slots):
        return {"size": {"min": size, "max": size}, "slots": list(slots)}

    whole = [slot(-8, 8, "returnAddress"), slot(-16, 8, "savedFramePointer"), slot(-20, 4)]
    assert ledger_problem(frame(20, *whole)) is None
    assert ledger_problem(frame(20, slot(0, 8, "parameter"), *whole, slot(-148, 128, "redZone"))) is None
    assert "sum" in ledger_problem(frame(24, *whole))
    assert "not -16" in ledger_problem(frame(21, *whole[:2], slot(-21, 4)))  # a hole
    assert "not -20" in ledger_problem(frame(24, *whole, slot(-20, 4)))  # an overlap
    assert "overlap" in ledger_problem(frame(20, *whole, slot(0, 8, "parameter"), slot(4, 8, "parameter")))

    def found(**change):
        variable = {"name": "x", "line": 3, "base": "rbp", "displacement": -4, **change}
        return find_occupant(whole, variable)[0]

    assert found() and found(base="cfa", displacement=-20) and found(line=0)
    assert not found(displacement=-8) and not found(base="rsp") and not found(name="y")
    assert not found(line=4)


def main():
    self_check()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--framewalk", required=True)
    parser.add_argument("--dwarf-slots", required=True)
    parser.add_argument("--clang", required=True)
    parser.add_argument("--flags", action="append", help='only this set, as "-O0 -m32" (repeatable)')
    parser.add_argument("input", choices=FLAGS)
    options = parser.parse_args()

    (wanted,) = inputs.demand(options.input)
    known = [" ".join(flags) for flags in FLAGS[options.input]]
    for flags in options.flags or []:
        if flags not in known:
            parser.error(f"{options.input} is not compared with {flags}; sets: {', '.join(known)}")
    good = True
    with tempfile.TemporaryDirectory(prefix="framewalk-compare-") as folder:
        for flags in FLAGS[options.input]:
            if options.flags and " ".join(flags) not in options.flags:
                continue
            total = Tally()
            for source in wanted.sources:
                merge(total, compare(options, pathlib.Path(folder), source,
                                     (*wanted.flags, *flags), "-O0" not in flags))
            report_tally(options.input, flags, total)
            good &= passes(options.input, flags, total)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
