#!/usr/bin/env python3
"""The real clang-tidy with framewalk-tidy.so: what it says is what framewalk
says, and it is one of clang-tidy's checks in every other respect."""

import json
import pathlib
import re
import shutil
import sys
import tempfile

import hosts
from hosts import ROOT, Failures, by_flags, extra_flags, run, sources, units

DIAGNOSTIC = re.compile(
    r"^(?P<file>[^\n:]+):(?P<line>\d+):(?P<column>\d+): "
    r"(?P<level>warning|error|remark|note): (?P<message>.*?)(?: \[(?P<check>[-\w.,]+)\])?$",
    re.M,
)
DANGLING = "-*,framewalk-dangling-*"


class Tidy:
    def __init__(self, options):
        self.program = options.tools / "clang-tidy"
        self.tools, self.module, self.framewalk = options.tools, options.module, options.framewalk

    def __call__(self, *arguments, **how):
        return run([self.program, f"-load={self.module}", "--quiet", *arguments], **how)

    def diagnostics(self, *arguments, **how):
        """(file, line, column, level, message, check) of each."""
        done = self(*arguments, **how)
        return [
            (m["file"], int(m["line"]), int(m["column"]), m["level"], m["message"], m["check"])
            for m in DIAGNOSTIC.finditer(done.stdout)
        ], done


#===--- What it says is what framewalk says -------------------------------===#


def loads(tidy, test, _):
    """Each rule is a check; nothing of LLVM's is linked a second time."""
    rules = json.loads((ROOT / "tests/schema/framewalk-1.schema.json").read_text())
    names = set(re.findall(r"framewalk-dangling-[-\w]+", json.dumps(rules)))
    names |= {"framewalk-frame-size", "framewalk-large-object", "framewalk-padding"}
    done = tidy("-checks=-*,framewalk-*", "-list-checks")
    listed = {line.strip() for line in done.stdout.splitlines() if line.startswith("    ")}
    test.check(names <= listed, f"-list-checks: {names - listed} missing; {done.stderr}")
    needed = run([tidy.tools / "llvm-readelf", "-d", tidy.module]).stdout
    test.check("NEEDED" in needed, "llvm-readelf says nothing")
    for library in ("libLLVM", "libclang", "tcmalloc"):
        test.check(library not in needed, f"the module links {library}")


def findings(tidy, test, _):
    """Over testdata/dangling, both ways."""
    total = 0
    for flags, files in by_flags("testdata/dangling", "-O0", "-g").items():
        ours = set()
        for unit in units(tidy.framewalk, "check", files, flags):
            for finding in [*unit["findings"], *unit.get("suppressed", [])]:
                if finding["rule"].startswith("framewalk-dangling-"):
                    ours.add((finding["file"], finding["line"], finding["column"],
                              finding["message"], finding["rule"]))
        said, done = tidy.diagnostics(f"-checks={DANGLING}", "-header-filter=.*", *files, "--", *flags)
        theirs = {(f, l, c, m, check) for f, l, c, level, m, check in said if level != "note"
                  and check and check.startswith("framewalk-")}
        hidden = {f for f in ours - theirs if is_hidden(f)}
        total += len(ours)
        test.check(ours - hidden == theirs,
                   f"{' '.join(flags)}: only framewalk: {sorted(ours - hidden - theirs)[:5]}; "
                   f"only clang-tidy: {sorted(theirs - ours)[:5]}\n{done.stderr[-500:]}")
    print(f"  {total} findings")
    test.check(total > 300, f"only {total} findings")


def is_hidden(finding):
    """By a NOLINT comment, which is clang-tidy's business as well."""
    lines = pathlib.Path(finding[0]).read_text(encoding="utf-8").splitlines()
    near = lines[max(0, finding[1] - 2): finding[1]]
    return any("NOLINT" in line for line in near)


SIZE = re.compile(r"the frame of '(.*)' takes (at least )?(\d+) bytes")
LARGE = re.compile(r"takes (\d+) bytes of the frame of '(.*)'")
ALL = "{CheckOptions: {framewalk-frame-size.Threshold: 0, framewalk-large-object.Threshold: 0}}"


def compare_frames(tidy, test, source, flags):
    said, done = tidy.diagnostics(
        "-checks=-*,framewalk-frame-size,framewalk-large-object", f"--config={ALL}",
        "-header-filter=.*", "--system-headers", source, "--", *flags)
    frames, objects = set(), set()
    for file, line, column, level, message, check in said:
        if check == "framewalk-frame-size":
            name, least, size = SIZE.search(message).groups()
            frames.add((name, line, int(size), bool(least)))
        elif check == "framewalk-large-object":
            size, name = LARGE.search(message).groups()
            objects.add((name, int(size)))
    expected, variables = set(), set()
    (unit,) = units(tidy.framewalk, "explain", [source], flags, "--all", "--show=frame")
    for function in unit["functions"]:
        size = function["frame"]["size"]
        expected.add((function["name"], function["line"], size["max"] or size["min"],
                      size["max"] is None))
        for variable in function["variables"]:
            slots = [function["frame"]["slots"][s] for s in variable["slots"]]
            below = any(s["cfaOffset"] is None or s["cfaOffset"] < 0 for s in slots)
            if below and variable["size"]:
                variables.add((function["name"], variable["size"]))
    test.check(frames == expected,
               f"{source.name} {' '.join(flags)}: only framewalk: {sorted(expected - frames)[:3]}, "
               f"only clang-tidy: {sorted(frames - expected)[:3]} {done.stderr[-300:]}")
    test.check(objects == variables,
               f"{source.name} {' '.join(flags)}: objects: {sorted(objects ^ variables)[:5]}")
    return len(frames)


def frames(tidy, test, folder):
    """Every function's size and every local's, over testdata/frames and two
    templates: exactly those of `explain`."""
    total = 0
    templates = folder / "templates.cpp"
    templates.write_text("""
template <int Size> int fill(int n) {
  char buffer[Size]; int total = 0;
  for (int i = 0; i < n; ++i) { buffer[i % Size] = char(i); total += buffer[(i * 7) % Size]; }
  return total;
}
struct Big { long part[20]; Big(int n) { for (long &p : part) p = n; } ~Big(); long sum() const { return part[3]; } };
template <typename T> long keep(int n) { T first(n); T second(n + 1); return first.sum() + second.sum(); }
int use(int n) { auto inner = [n] { char more[100]; more[n] = 1; return fill<40>(more[n]); };
  return fill<10>(n) + fill<100>(n) + inner() + int(keep<Big>(n)); }
""")
    for source in [*sources("testdata/frames"), templates]:
        for level in ([], ["-O0"], ["-O2"]):
            flags = [*extra_flags(source), *level, "-g"]
            total += compare_frames(tidy, test, source, flags)
    print(f"  {total} frames")


#===--- In every other respect a check of clang-tidy's ---------------------===#

DEFECT = """int *dangling(void) {
  int local = 1;
  return &local;%s
}
"""


def options_of(tidy, test, folder):
    """.clang-tidy, --config, --dump-config, --verify-config, wrong values."""
    (folder / "a.c").write_text("void use(char *);\nvoid f(void) { char b[3000]; use(b); }\n")
    call = ("-checks=-*,framewalk-frame-size", folder / "a.c", "--", "-O0")
    said, _ = tidy.diagnostics(*call)
    test.check([m for *_, m, c in said if c] == ["the frame of 'f' takes 3024 bytes: 976 more than "
                                                 "the threshold of 2048"], f"default threshold: {said}")
    test.check(any("3000 of them: 'b'" in m for *_, m, _ in said), f"no costs: {said}")
    (folder / ".clang-tidy").write_text(
        "Checks: '-*,framewalk-frame-size'\nCheckOptions:\n  framewalk-frame-size.Threshold: 5000\n")
    said, _ = tidy.diagnostics(folder / "a.c", "--", "-O0")
    test.check(not said, f".clang-tidy: {said}")
    dumped = tidy("--dump-config", "-checks=-*,framewalk-*", folder / "a.c", "--").stdout
    for line in ("framewalk-frame-size.Threshold: '5000'", "framewalk-large-object.Threshold: '1024'",
                 "framewalk-padding.Threshold: '8'"):
        test.check(line in dumped, f"--dump-config without {line}:\n{dumped}")
    verified = run([tidy.program, f"-load={tidy.module}", "--verify-config", "--config="
                    "{Checks: 'framewalk-frame-sise', CheckOptions: {framewalk-frame-size.Treshold: 1}}"])
    for name in ("framewalk-frame-sise", "framewalk-frame-size.Treshold"):
        test.check(name in verified.stderr + verified.stdout, f"--verify-config says nothing of {name}")
    fine = run([tidy.program, f"-load={tidy.module}", "--verify-config",
                "--config={CheckOptions: {framewalk-padding.Threshold: 1}}"])
    test.check(fine.returncode == 0 and "No config errors" in fine.stdout + fine.stderr, f"{fine}")
    for wrong in ("many", "-1", "1.5", ""):
        done = tidy("-checks=-*,framewalk-frame-size", "--config={CheckOptions: "
                    f"{{framewalk-frame-size.Threshold: '{wrong}'}}}}", folder / "a.c", "--", "-O0")
        test.check(f"invalid configuration value '{wrong}'" in done.stdout,
                   f"Threshold '{wrong}': {done.stdout}{done.stderr}")


def fixes(tidy, test, folder):
    """-fix over testdata/dangling/fix: what is left compiles and is clean."""
    fixed = 0
    for source in sorted((ROOT / "testdata/dangling/fix").glob("*.c*")):
        copy = folder / source.name
        shutil.copy(source, copy)
        before = copy.read_text()
        tidy(f"-checks={DANGLING}", "-fix", copy, "--", "-O0", "-g")
        (unit,) = units(tidy.framewalk, "check", [source], ["-O0", "-g"])
        offered = [f for f in unit["findings"] if f["fixes"]]
        test.check((copy.read_text() != before) == bool(offered),
                   f"{source.name}: {len(offered)} fixes offered, changed: {copy.read_text() != before}")
        if not offered:
            continue
        fixed += 1
        compiler = "clang++" if source.suffix == ".cpp" else "clang"
        done = run([tidy.tools / compiler, "-fsyntax-only", copy])
        test.check(done.returncode == 0, f"{source.name} fixed: {done.stderr}")
        (left,) = units(tidy.framewalk, "check", [copy], ["-O0", "-g"])
        kept = [f for f in left["findings"] if f["fixes"]]
        test.check(not kept, f"{source.name}: still {[f['message'] for f in kept]}")
    print(f"  {fixed} programs fixed")


def comments(tidy, test, folder):
    """NOLINT in its forms, --warnings-as-errors, --export-fixes, notes."""
    def warnings(text):
        (folder / "n.c").write_text(text)
        said, _ = tidy.diagnostics(f"-checks={DANGLING}", folder / "n.c", "--")
        return [check for *_, check in said if check]

    rule = "framewalk-dangling-return"
    test.check(warnings(DEFECT % "") == [rule], "the defect is not found")
    for comment in (f" // NOLINT({rule})", " // NOLINT", " // NOLINT(framewalk-*)"):
        test.check(not warnings(DEFECT % comment), f"{comment} hides nothing")
    test.check(warnings(DEFECT % " // NOLINT(bugprone-*)") == [rule], "another rule's NOLINT hides it")
    block = f"// NOLINTBEGIN({rule})\n{DEFECT % ''}// NOLINTEND({rule})\n"
    test.check(not warnings(block), "NOLINTBEGIN hides nothing")
    test.check(not warnings(DEFECT.replace("  return", f"  // NOLINTNEXTLINE({rule})\n  return") % ""),
               "NOLINTNEXTLINE hides nothing")

    (folder / "n.c").write_text(DEFECT % "")
    done = tidy(f"-checks={DANGLING}", "--warnings-as-errors=*", folder / "n.c", "--")
    test.check(done.returncode == 1 and f"[{rule},-warnings-as-errors]" in done.stdout,
               f"--warnings-as-errors: {done.returncode} {done.stdout}")
    shutil.copy(ROOT / "testdata/dangling/fix/buffer.c", folder / "f.c")
    tidy(f"-checks={DANGLING}", f"--export-fixes={folder}/fixes.yaml", folder / "f.c", "--")
    text = (folder / "fixes.yaml").read_text()
    for part in (f"DiagnosticName:  {rule}", "Notes:", "ReplacementText:"):
        test.check(part in text, f"--export-fixes has no {part}:\n{text}")
    said, _ = tidy.diagnostics(f"-checks={DANGLING}", folder / "n.c", "--")
    (unit,) = units(tidy.framewalk, "check", [folder / "n.c"], ["-O0", "-g"])
    for step in unit["findings"][0]["trace"]:
        test.check(any(m == step["message"] and l == step["line"] for _, l, _, _, m, _ in said),
                   f"no note says {step['message']}")


def projects(tidy, test, folder):
    """CMAKE_<LANG>_CLANG_TIDY, run-clang-tidy, databases and what they lack."""
    (folder / "bad.cpp").write_text(DEFECT % "")
    (folder / "big.c").write_text("void use(char *);\nvoid g(void) { char b[3000]; use(b); }\n")
    (folder / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.20)\nproject(small C CXX)\n"
        "set(CMAKE_EXPORT_COMPILE_COMMANDS ON)\nadd_library(small bad.cpp big.c)\n")
    tidy_call = f"{tidy.program};-load={tidy.module};-checks=-*,framewalk-*"
    made = run(["cmake", "-S", folder, "-B", folder / "build", f"-DCMAKE_CXX_CLANG_TIDY={tidy_call}",
                f"-DCMAKE_C_CLANG_TIDY={tidy_call}", f"-DCMAKE_C_COMPILER={tidy.tools}/clang",
                f"-DCMAKE_CXX_COMPILER={tidy.tools}/clang++", "-DCMAKE_BUILD_TYPE=Release"])
    test.check(made.returncode == 0, f"cmake: {made.stderr}")
    built = run(["cmake", "--build", folder / "build"])
    said = built.stdout + built.stderr
    for rule in ("framewalk-dangling-return", "framewalk-frame-size"):
        test.check(f"[{rule}]" in said, f"CMAKE_CXX_CLANG_TIDY: no {rule}:\n{said}")
    test.check("compilation database" not in said, f"the build's own command is doubted:\n{said}")

    runner = tidy.tools / "run-clang-tidy"
    if not runner.exists():
        runner = shutil.which("run-clang-tidy-22")
    done = run([runner, f"-clang-tidy-binary={tidy.program}", f"-load={tidy.module}",
                "-checks=-*,framewalk-*", "-p", folder / "build", "-j2", "-quiet"])
    for rule in ("framewalk-dangling-return", "framewalk-frame-size"):
        test.check(f"[{rule}]" in done.stdout, f"run-clang-tidy: no {rule}:\n{done.stdout}{done.stderr}")

    # The real command: -O2 and the others from the database.
    said, done = tidy.diagnostics("-p", folder / "build", "-checks=-*,framewalk-frame-size",
                                  f"--config={ALL}", folder / "big.c")
    (unit,) = json.loads(run([tidy.framewalk, "explain", "-p", folder / "build", "--format=json",
                              folder / "big.c"]).stdout)["units"]
    sizes = {int(SIZE.search(m).group(3)) for *_, m, c in said if c}
    test.check(sizes == {f["frame"]["size"]["max"] for f in unit["functions"]},
               f"with -p: {sizes}; {done.stderr}")
    test.check("database" not in done.stdout, f"a command of the build's is doubted: {done.stdout}")
    extra, _ = tidy.diagnostics("-p", folder / "build", "--extra-arg=-fstack-protector-all",
                                "-checks=-*,framewalk-frame-size", f"--config={ALL}", folder / "big.c")
    test.check({m for *_, m, _ in extra} != {m for *_, m, _ in said}, "--extra-arg changes nothing")

    # Options of LLVM's are those of one command.
    (folder / "apart").mkdir()
    database = []
    for name, more in (("one.c", ["-mllvm", "-no-stack-coloring"]), ("two.c", [])):
        (folder / "apart" / name).write_text(
            "void use(char *);\nvoid f(int n) { { char a[3000]; use(a); } if (n) { char b[3000]; use(b); } }\n")
        database.append({"directory": str(folder / "apart"), "file": name,
                         "arguments": ["clang", "-O2", *more, "-c", name]})
    (folder / "apart/compile_commands.json").write_text(json.dumps(database))
    said, _ = tidy.diagnostics("-p", folder / "apart", "-checks=-*,framewalk-frame-size",
                               folder / "apart/one.c", folder / "apart/two.c")
    sizes = {pathlib.Path(f).name: int(SIZE.search(m).group(3)) for f, *_, m, c in said if c}
    test.check(sizes == {"one.c": 6032, "two.c": 3024}, f"-mllvm: {sizes}")

    (folder / "new.c").write_text("void use(char *);\nvoid h(void) { char b[3000]; use(b); }\n")
    done = tidy("-p", folder / "build", "-checks=-*,framewalk-frame-size", folder / "new.c")
    test.check("the compilation database does not have" in done.stdout and "inferred" in done.stdout,
               f"a guessed command is not told: {done.stdout}{done.stderr}")
    alone = folder / "alone"
    alone.mkdir()
    (alone / "x.c").write_text("int *p(void) { int a; return &a; }\n")
    with tempfile.TemporaryDirectory() as elsewhere:
        shutil.copy(alone / "x.c", elsewhere)
        done = tidy(f"-checks={DANGLING}", pathlib.Path(elsewhere) / "x.c")
        test.check("no compilation database" in done.stdout, f"no database: {done.stdout}")
        test.check("[framewalk-dangling-return]" in done.stdout, f"no database: {done.stdout}")
        broken = pathlib.Path(elsewhere) / "broken"
        broken.mkdir()
        (broken / "compile_commands.json").write_text("[{")
        done = tidy(f"-checks={DANGLING}", "-p", broken, pathlib.Path(elsewhere) / "x.c")
        test.check("no compilation database can be read in" in done.stdout, f"a broken database: {done.stdout}")
    # clang-tidy looks above the folder that -p names, too.
    (folder / "build/below").mkdir()
    for name, guessed in (("big.c", False), ("new.c", True)):
        done = tidy("-p", folder / "build/below", "-checks=-*,framewalk-frame-size", folder / name)
        test.check(("inferred" in done.stdout) == guessed and "without any flags" not in done.stdout,
                   f"-p below the database's folder, {name}: {done.stdout}")


PROJECT = {
    "all.h": """#pragma once
#include <string>
template <class T, int N> int fill(T v) { T room[N]; for (int i = 0; i < N; ++i) room[i] = v; return int(room[v % N]); }
inline const char *inHeader(int n) { std::string s(n, 'a'); return s.c_str(); }
struct Big { double d[30]; int get(int i) const { double copy[40]; for (int k = 0; k < 30; ++k) copy[k] = d[k]; return copy[i]; } };
""",
    "a.cpp": """#include "all.h"
int a(int n) { return fill<long, 50>(n) + fill<char, 70>(n); }
int *returned() { int v = 1; return &v; }
static int twice(int n) { Big b{}; return b.get(n); }
int c(int n) { return twice(n) + (inHeader(n) ? 1 : 0); }
""",
    "b.cpp": """#include "all.h"
int d(int n) { return fill<long, 50>(n) + fill<int, 80>(n); }
static int twice(char n) { char b[30] = {n}; return b[n]; }
int e(int n) { return twice(n); }
""",
    "CMakeLists.txt": """cmake_minimum_required(VERSION 3.20)
project(several CXX)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
add_library(several a.cpp b.cpp)
if(PRECOMPILED)
  target_precompile_headers(several PRIVATE all.h)
endif()
""",
}


def builds(tidy, test, folder):
    """Templates, headers and several units in CMAKE_CXX_CLANG_TIDY: what `explain`
    says of the same database."""
    for name, text in PROJECT.items():
        (folder / name).write_text(text)
    # What CMake precompiles is for clang a system's.
    call = f"{tidy.program};-load={tidy.module};-checks=-*,framewalk-*;--config={ALL};--system-headers"
    for name, *flags in (("debug", "-DCMAKE_BUILD_TYPE=Debug"), ("release", "-DCMAKE_BUILD_TYPE=Release"),
                         ("unity", "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_UNITY_BUILD=ON"),
                         ("precompiled", "-DCMAKE_BUILD_TYPE=Release", "-DPRECOMPILED=ON")):
        build = folder / name
        made = run(["cmake", "-S", folder, "-B", build, f"-DCMAKE_CXX_COMPILER={tidy.tools}/clang++",
                    f"-DCMAKE_CXX_CLANG_TIDY={call}", *flags])
        built = run(["cmake", "--build", build])
        test.check(made.returncode == 0 and built.returncode == 0, f"{name}: {made.stderr}{built.stdout}{built.stderr}")
        said = [m for m in DIAGNOSTIC.finditer(built.stdout + built.stderr)
                if m["check"] and pathlib.Path(m["file"]).parent == folder]
        frames = {(m["file"], int(m["line"]), *SIZE.search(m["message"]).group(1, 3))
                  for m in said if m["check"] == "framewalk-frame-size"}
        found = {(m["file"], int(m["line"]), m["message"]) for m in said
                 if m["check"].startswith("framewalk-dangling")}
        files = [e["file"] for e in json.loads((build / "compile_commands.json").read_text())
                 if "pch" not in e["file"]]
        reports = json.loads(run([tidy.framewalk, "explain", "-p", build, "--all", "--format=json", *files]).stdout)["units"]
        expected = {(f["file"], f["line"], f["name"], str(f["frame"]["size"]["max"]))
                    for unit in reports for f in unit["functions"] if pathlib.Path(f["file"]).parent == folder}
        findings = {(f["file"], f["line"], f["message"]) for unit in reports for f in unit["findings"]}
        test.check(frames == expected and len(frames) >= 4,
                   f"{name}: only framewalk: {sorted(expected - frames)}; only clang-tidy: {sorted(frames - expected)}")
        test.check(found == findings and findings, f"{name}: framewalk: {sorted(findings)}; clang-tidy: {sorted(found)}")


def bad_input(tidy, test, folder):
    """Sources with errors, crashes of ours, headers."""
    (folder / "e.c").write_text(DEFECT % "" + "int wrong = ;\n")
    done = tidy("-checks=-*,framewalk-*", folder / "e.c", "--")
    test.check("framewalk" not in done.stdout and "clang-diagnostic-error" in done.stdout,
               f"errors: {done.stdout}")
    # clang-tidy defines the macro, the compilation for the frames does not.
    (folder / "c.c").write_text(DEFECT % "" + "#ifndef __clang_analyzer__\n#pragma clang __debug crash\n#endif\n")
    (folder / "n.c").write_text(DEFECT % "")
    said, done = tidy.diagnostics("-checks=-*,framewalk-*,bugprone-*", folder / "c.c", folder / "n.c", "--")
    test.check("clang crashed on" in done.stdout and "Stack dump" not in done.stderr, f"a crash: {done.stdout}{done.stderr}")
    test.check(any(c == "framewalk-dangling-return" for *_, c in said), "no file after a crash")
    (folder / "h.h").write_text("static inline int *inside(void) { int a; return &a; }\n"
                                "static inline int big(int n) { volatile char b[3000]; b[n] = 1; return b[n]; }\n")
    (folder / "u.c").write_text('#include "h.h"\nint user(int n) { return big(n) + *inside(); }\n')
    call = ("-checks=-*,framewalk-frame-size", folder / "u.c", "--", "-O0")
    test.check(not tidy.diagnostics("-header-filter=^$", *call)[0], "the header filter is passed by")
    said, _ = tidy.diagnostics("-header-filter=.*", *call)
    test.check([c for *_, c in said if c] == ["framewalk-frame-size"], f"in a header: {said}")
    # Generated code: the places are those in the file that is there.
    (folder / "g.c").write_text("/* generated */\n\n#line 1\n\n\n\n" + DEFECT % ""
                                + '#line 70 "grammar.y"\n\n' + DEFECT.replace("dangling", "second") % ""
                                + '#line 90 "grammar.y"\n' + DEFECT.replace("dangling", "third") % " // NOLINT")
    said, done = tidy.diagnostics(f"-checks={DANGLING}", folder / "g.c", "--")
    test.check([(f, l) for f, l, *_, c in said if c] == [(str(folder / "g.c"), 9), (str(folder / "g.c"), 15)],
               f"#line: {said} {done.stdout}")
    # -Werror of the build: the object exists without it.
    said, done = tidy.diagnostics("-checks=-*,framewalk-dangling-*", folder / "n.c", "--", "-Wall", "-Werror")
    test.check(any(c and "framewalk-dangling-return" in c for *_, c in said), f"-Werror: {done.stdout}")


#===--- framewalk-padding --------------------------------------------------===#

RECORDS = """
#include <stdint.h>
struct Plain { char a; long b; char c; int d; };
struct Bits { char a; unsigned b : 3; unsigned c : 7; long d; char e; };
struct __attribute__((packed)) Packed { char a; long b; };
struct Tight { long a; int b; char c; };
struct Aligned { char a; _Alignas(16) int b; char c; long d; };
struct Flexible { char a; long b; char c; char rest[]; };
struct Nested { char a; struct Plain b; char c; };
union Either { char a; long b; };
"""
CLASSES = """
struct Base { virtual ~Base(); int a; char b; };
struct Derived : Base { long c; char d; long e; char f; };
struct Empty {};
struct Overlapping { char a; [[no_unique_address]] Empty b; long c; char d; };
template <typename T> struct Holder { char a; T b; char c; };
Holder<long> one; Holder<char> two;
class Hidden { char a; double b; protected: char c; public: Hidden(); int d; };
"""
PADDED = re.compile(r"'(.*)' takes (\d+) bytes, (\d+) of them padding; with its members in another "
                    r"order it would take (\d+)")


def padding(tidy, test, folder):
    """Sizes and proposals, compiled."""
    for name, text in (("p.c", RECORDS), ("p.cpp", CLASSES)):
        (folder / name).write_text(text + ("void f(void) { struct Plain many[10]; (void)many; }\n"
                                           if name == "p.c" else ""))
        said, done = tidy.diagnostics("-checks=-*,framewalk-padding", "--config={CheckOptions: "
                                      "{framewalk-padding.Threshold: 1}}", folder / name, "--")
        proposals = {}
        for index, (*_, message, check) in enumerate(said):
            found = PADDED.match(message)
            if found:
                order = said[index + 1][4].split("laid it out: ")[1].split(", ")
                proposals[found.group(1)] = (*map(int, found.groups()[1:]), order)
        expected = {"struct Plain", "struct Bits", "struct Aligned", "struct Nested", "struct Flexible"} \
            if name == "p.c" else {"Derived", "Overlapping", "Holder<long>", "Hidden"}
        found = {p.replace("struct ", "") for p in proposals}
        test.check(found == {e.replace("struct ", "") for e in expected},
                   f"{name}: {sorted(proposals)}: {done.stdout}{done.stderr}")
        for record, (size, hole, smaller, order) in proposals.items():
            test.check(smaller < size and hole >= size - smaller, f"{record}: {size} {hole} {smaller}")
            check_order(tidy, test, folder, name, text, record, size, smaller, order)
    (folder / "huge.c").write_text("struct Huge { char a; char most[5000000000ul]; long c; char d; };\n")
    said, _ = tidy.diagnostics("-checks=-*,framewalk-padding", folder / "huge.c", "--")
    test.check(any("takes 5000000024 bytes, 14 of them" in m and "take 5000000016" in m for *_, m, _ in said),
               f"a huge record: {said}")
    said, _ = tidy.diagnostics("-checks=-*,framewalk-padding", folder / "p.c", "--")
    test.check(any("'many' in 'f' would take 160 bytes instead of 240" in m for *_, m, _ in said),
               f"no local is told of: {said}")


def check_order(tidy, test, folder, name, text, record, size, smaller, order):
    """Writes the members in the order proposed, and asks the compiler."""
    bare = record.replace("struct ", "").split("<")[0]
    body = re.search(r"(?:struct|class)[^\n]* ?\b%s(?: : \w+)? \{(.*)\};" % bare, text).group(1)
    access = "public:" if name == "p.cpp" else ""
    members = [m.strip() for m in re.sub(r"\b\w+:(?!:)(?! *\d)", "", body).split(";")
               if m.strip() and "(" not in m.replace("_Alignas(16)", "")]
    named = {re.search(r"(\w+)(?: : \d+|\[\])?$", m).group(1): m for m in members}
    assert len(named) == len(order), (record, named, order)
    new = "; ".join(named[o.split(":")[0]] for o in order) + ";"
    rest = [m for m in body.split(";") if "(" in m.replace("_Alignas(16)", "")]
    changed = text.replace(body, f"{access} {new} {';'.join(re.sub(r'public:', '', r) for r in rest)}{';' if rest else ''} ")
    word = "_Static_assert" if name == "p.c" else "static_assert"
    for content, bytes_ in ((text, size), (changed, smaller)):
        source = folder / f"order-{name}"
        source.write_text(content + f'{word}(sizeof({record}) == {bytes_}, "");\n')
        done = run([tidy.tools / ("clang" if name == "p.c" else "clang++"), "-fsyntax-only",
                    "-std=c11" if name == "p.c" else "-std=c++20", source])
        test.check(done.returncode == 0, f"{record}: not {bytes_}: {done.stderr}")


PARTS = {"loads": loads, "findings": findings, "frames": frames, "options": options_of, "fixes": fixes,
         "comments": comments, "projects": projects, "builds": builds, "bad-input": bad_input, "padding": padding}


if __name__ == "__main__":
    sys.exit(hosts.main(__doc__, Tidy, PARTS))
