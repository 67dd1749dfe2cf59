#!/usr/bin/env python3
"""Who gets a dead local's bytes, against the running program.

For each program in testdata/dangling/heir/: `framewalk check` says where the
dead local was and which part of which later frame will own its bytes; the same
flags make the program, which runs under gdb. Compared there:

  - the dead bytes are where debug information puts the local
  - what they hold when the function returns is the stale value, where one is told
  - the heir's frame is at the distance that the prediction rests on
  - a return address, a saved register, a variable (by debug information) is there
  - bytes that nothing writes still hold the stale ones when the heir returns

The two comments at a program's begin are its flags and the heir that one of the
predicted parts must have, so that the cases stay what their names say.
"""

import argparse
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CASES = ROOT / "testdata" / "dangling" / "heir"
SKIPPED = 77
FEWEST = 20


def header(source, word):
    match = re.search(rf"^// {word}: (.*)$", source.read_text(encoding="utf-8"), re.M)
    return match.group(1) if match else ""


def findings_of(framewalk, source, flags):
    done = subprocess.run(
        [framewalk, "check", str(source), "--format=json", "--", *flags],
        capture_output=True,
        text=True,
    )
    if done.returncode != 1:
        raise RuntimeError(f"check ends with {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)["units"][0]["findings"]


def build(tools, source, flags, folder):
    program = folder / source.stem
    compiler = "clang++" if source.suffix == ".cpp" else "clang"
    subprocess.run(
        [pathlib.Path(tools) / compiler, *flags, "-g", "-w", str(source), "-o", program], check=True
    )
    return program


def observe(program, request, folder):
    """What gdb saw; inside_heirs.py writes it."""
    wanted, answer = folder / "request.json", folder / "answer.json"
    answer.unlink(missing_ok=True)
    wanted.write_text(json.dumps(request), encoding="utf-8")
    env = dict(os.environ, FRAMEWALK_REQUEST=str(wanted), FRAMEWALK_ANSWER=str(answer))
    script = pathlib.Path(__file__).resolve().parent / "inside_heirs.py"
    done = subprocess.run(
        ["gdb", "-nx", "-batch", "-x", str(script), str(program)],
        capture_output=True,
        text=True,
        env=env,
        timeout=120,
    )
    if not answer.exists():
        raise RuntimeError("gdb said nothing: " + done.stderr.strip()[-200:])
    return json.loads(answer.read_text(encoding="utf-8"))


class Judge:
    def __init__(self, finding, seen):
        self.finding, self.seen = finding, seen
        self.wrong, self.compared = [], 0

    def check(self, what, ours, theirs):
        self.compared += 1
        if ours != theirs:
            self.wrong.append(f"{what}: framewalk {ours}, the program {theirs}")

    def place(self):
        if self.seen["variable"] is not None:
            self.check("the dead local's address", self.seen["dead"], self.seen["variable"])
        stale = self.finding["heir"].get("staleValue")
        if stale is not None:
            size = self.finding["place"]["size"]
            value = int.from_bytes(bytes(self.seen["stale"]), "little", signed=True)
            self.check("the stale value", int(stale), value)
            assert size == len(self.seen["stale"])

    def part(self, part, frame):
        what = f"bytes {part['offset']}+{part['size']}, {part['owner']}"
        first = self.seen["dead"] + part["offset"]
        stale = self.seen["stale"][part["offset"] : part["offset"] + part["size"]]
        now = frame["bytes"][part["offset"] : part["offset"] + part["size"]]
        if part["cfaOffset"] is not None:
            self.check(what + ": address", frame["cfa"] + part["cfaOffset"], first)
        if part["written"] == "never":
            self.check(what + ": still stale", stale, now)
        if part["kind"] == "returnAddress":
            whole = frame["returnAddress"].to_bytes(8, "little")
            begin = part["cfaOffset"] + 8
            self.check(what, list(whole[begin : begin + part["size"]]), now)
        saved = re.search(r"saved (r\w+)$", part["owner"])
        if saved:
            begin = part["cfaOffset"] % 8
            whole = frame["registers"][saved.group(1)].to_bytes(8, "little")
            self.check(what, list(whole[begin : begin + part["size"]]), now)
        if part["kind"] == "stackProtector":
            begin = part["cfaOffset"] % 8
            whole = self.seen["canary"].to_bytes(8, "little")
            self.check(what, list(whole[begin : begin + part["size"]]), now)
        if part["variable"]:
            lives = frame["variables"].get(part["variable"])
            inside = lives and lives[0] <= first and first + part["size"] <= sum(lives)
            self.check(what + ": inside the variable", True, bool(inside))
        if part["variable"] and part["written"] == "always":
            self.check(what + ": overwritten", True, stale != now)


def judge(framewalk, tools, source, folder):
    flags = header(source, "flags").split()
    findings = findings_of(framewalk, source, flags)
    finding = next(f for f in findings if f["heir"] and f["heir"]["kind"] == "laterCall")
    heir = finding["heir"]
    expected = header(source, "heir")
    owners = [part["owner"] for part in heir["parts"]]
    program = build(tools, source, flags, folder)
    seen = observe(
        program,
        {
            "owner": finding["function"],
            "variable": finding["variable"],
            "cfaOffset": finding["place"]["cfaOffset"],
            "size": finding["place"]["size"],
            "heirs": sorted({p["function"] for p in heir["parts"] if p["function"]}),
        },
        folder,
    )
    verdict = Judge(finding, seen)
    if expected and expected not in owners:
        verdict.wrong.append(f"the case wants {expected}, predicted are {owners}")
    if sum(part["size"] for part in heir["parts"]) != finding["place"]["size"]:
        verdict.wrong.append("the parts do not cover the object")
    verdict.place()
    for part in heir["parts"]:
        frame = seen["frames"].get(part["function"])
        if part["function"] in seen["foreign"]:
            continue
        if frame is None:
            verdict.wrong.append(f"{part['function']}() was never reached")
        else:
            verdict.part(part, frame)
    return verdict


def random_program(dice):
    """A function whose local dies, and a few that are called afterwards. No two
    values are the same, so that what is overwritten changes."""
    flags = dice.choice(
        ["-O0", "-O0", "-O1", "-O2", "-O0 -fomit-frame-pointer", "-O1 -fno-omit-frame-pointer"]
        + ["-O0 -fstack-protector-all", "-O0 -mno-red-zone", "-Os"]
    )
    types = {"char": 1, "short": 2, "int": 4, "long": 8, "double": 8}
    lines = [
        f"// flags: {flags}",
        "static inline void keep(const volatile void *p) { __asm__ volatile(\"\" ::\"r\"(p) : \"memory\"); }",
    ]

    def locals_of(prefix, first):
        names = []
        for number in range(dice.randint(1, 6)):
            kind, name = dice.choice(sorted(types)), f"{prefix}{number}"
            if dice.random() < 0.3:
                count = dice.choice([2, 3, 7, 16, 40])
                values = ", ".join(str(first + number + i % 3) for i in range(count))
                lines.append(f"  {kind} {name}[{count}] = {{{values}}};")
                names.append((kind, name, True))
            else:
                lines.append(f"  {kind} {name} = {first + number};")
                names.append((kind, name, False))
        lines.append("  " + " ".join(f"keep(&{name});" for _, name, _ in names))
        return names

    lines.append("__attribute__((noinline)) void *f(void) {")
    victim = dice.choice(locals_of("v", 1))
    lines += [f"  return {victim[1] if victim[2] else '&' + victim[1]};", "}"]
    functions = []
    for number in range(dice.randint(1, 4)):
        arguments = [(dice.choice(sorted(types)), f"a{i}") for i in range(dice.randint(0, 9))]
        spelled = ", ".join(" ".join(a) for a in arguments) or "void"
        lines.append(f"__attribute__((noinline)) long g{number}({spelled}) {{")
        names = locals_of("w", 20 * (number + 2))
        if functions and dice.random() < 0.7:
            name, count = dice.choice(functions)
            lines.append(f"  long r = {name}({', '.join('9' for _ in range(count))});")
            lines.append("  keep(&r);")
        lines += [f"  return {150 + number};", "}"]
        functions.append((f"g{number}", len(arguments)))
    name, count = dice.choice(functions)
    call = f"{name}({', '.join('8' for _ in range(count))})"
    lines.append("int main(void) { void *p = f(); keep(p); " + f"long r = {call}; keep(&r); return 0; }}")
    return "\n".join(lines) + "\n"


def self_check():
    """A wrong prediction must be told."""
    finding = {"heir": {"staleValue": "42"}, "place": {"size": 4}}
    seen = {"dead": 1000, "variable": 1004, "stale": [43, 0, 0, 0], "canary": 0}
    verdict = Judge(finding, seen)
    verdict.place()
    frame = {"cfa": 1020, "bytes": [1, 0, 0, 0], "returnAddress": 7, "variables": {"b": [996, 4]}}
    part = {"offset": 0, "size": 4, "owner": "'b' of g()", "cfaOffset": -24, "written": "never"}
    verdict.part(dict(part, kind="variable", variable="b"), frame)
    verdict.part(dict(part, kind="returnAddress", variable="", cfaOffset=-8), frame)
    assert len(verdict.wrong) == 8, verdict.wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", required=True)
    parser.add_argument("--tools", required=True, help="the folder that clang is in")
    parser.add_argument("--random", type=int, default=0, help="so many programs made by chance")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("cases", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()
    self_check()
    if not shutil.which("gdb"):
        print("SKIPPED: gdb is not installed")
        return SKIPPED
    wrong = compared = 0
    with tempfile.TemporaryDirectory() as folder:
        cases = arguments.cases or sorted(CASES.glob("*.c*"))
        if arguments.random:
            dice, cases = random.Random(arguments.seed), []
            for number in range(arguments.random):
                cases.append(pathlib.Path(folder) / f"random-{number}.c")
                cases[-1].write_text(random_program(dice), encoding="utf-8")
        for source in cases:
            try:
                verdict = judge(arguments.framewalk, arguments.tools, source, pathlib.Path(folder))
            except (RuntimeError, StopIteration, subprocess.SubprocessError) as error:
                print(f"{source.name}: {error!r}")
                wrong += 1
                continue
            compared += verdict.compared
            for complaint in verdict.wrong:
                print(f"{source.name}: {complaint}")
            if verdict.wrong and arguments.random:
                print(source.read_text(encoding="utf-8"))
            wrong += bool(verdict.wrong)
    print(f"{len(cases)} programs, {compared} comparisons, {wrong} programs with a wrong heir")
    return 1 if wrong or (not arguments.cases and len(cases) < FEWEST) else 0


if __name__ == "__main__":
    sys.exit(main())
