#!/usr/bin/env python3
"""The real clang with framewalk-clang.so: the object is the one that it writes
without, the findings are those of `check`, the reports those of `explain`."""

import concurrent.futures
import json
import os
import pathlib
import re
import sys
import typing

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "tidy"))
sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "inputs"))

import hosts  # noqa: E402
import inputs  # noqa: E402
from hosts import ROOT, Failures, by_flags, extra_flags, run, sources, units  # noqa: E402

WARNING = re.compile(r"^(?P<file>[^\n:]+):(?P<line>\d+):(?P<column>\d+): "
                     r"(?P<level>warning|error|remark): (?P<message>.*) \[(?:-Werror,)?(?P<rule>framewalk-[-\w]+)\]$", re.M)
PLACE = re.compile(r":(?P<line>\d+):\d+: note: .* is (?P<size>\d+) bytes? at \[(?P<where>[^\]]+)\]")
NO_PLACE = re.compile(r":(\d+):\d+: note: where .* was is not known: ")
DEFECT = "int *dangling(void) {\n  int local = 1;\n  int *p = &local;\n  return p;\n}\n"


class Clang:
    def __init__(self, options):
        self.tools, self.plugin, self.framewalk = options.tools, options.module, options.framewalk

    def __call__(self, *arguments, plugin=None, **how):
        """plugin: its arguments; None: without it."""
        cxx = any(str(a).endswith(".cpp") for a in arguments)
        command = [self.tools / ("clang++" if cxx else "clang")]
        if plugin is not None:
            command += [f"-fplugin={self.plugin}", *(f"-fplugin-arg-framewalk-{a}" for a in plugin)]
        return run([*command, *arguments], **how)

    def warnings(self, *arguments, plugin=(), **how):
        done = self(*arguments, plugin=plugin, **how)
        return {(m["file"], int(m["line"]), int(m["column"]), m["message"], m["rule"])
                for m in WARNING.finditer(done.stderr)}, done


def loads(clang, test, folder):
    needed = run([clang.tools / "llvm-readelf", "-d", clang.plugin]).stdout
    test.check("NEEDED" in needed, "llvm-readelf says nothing")
    for library in ("libLLVM", "libclang", "tcmalloc"):
        test.check(library not in needed, f"the plugin links {library}")
    # Each compilation waits for them; one more table of clang's visitor is 1,024.
    names = run([clang.tools / "llvm-readelf", "-r", clang.plugin]).stdout.count("R_X86_64_64")
    test.check(0 < names < 1000, f"the loader has {names} entries of tables to look up")
    (folder / "d.c").write_text(DEFECT)
    found, done = clang.warnings("-c", "-O2", folder / "d.c", "-o", folder / "d.o")
    test.check(len(found) == 1 and done.returncode == 0, f"{found} {done.stderr}")
    test.check("1 warning generated" in done.stderr, done.stderr)


def same_object(clang, test, folder, source, flags):
    name = f"{source.name}-{abs(hash(tuple(flags)))}"
    objects = []
    for index, plugin in enumerate((None, (), (f"report={folder}/r", "all", "frame-size=1"))):
        out = folder / f"{name}-{index}.o"
        # Debug information and warnings name the object nowhere; the command the same.
        done = clang("-c", *flags, source, "-o", out, plugin=plugin)
        test.check(done.returncode == 0, f"{source} {flags} {plugin}: {done.stderr[-600:]}")
        objects.append(out.read_bytes() if out.exists() else None)
        out.unlink(missing_ok=True)
    test.check(objects[0] is not None and objects[1:] == objects[:1] * 2,
               f"{source.name} {' '.join(flags)}: the object is another")


def objects(clang, test, folder):
    """cmp, over testdata and what is there of other people's programs."""
    for directory in ("testdata/frames", "testdata/memory", "testdata/dangling"):
        for flags, files in by_flags(directory).items():
            if directory.endswith("dangling"):
                files = [f for f in files if f.parent.name == "dangling"]
            for source in files:
                for level in (("-O0",), ("-O2", "-g")):
                    same_object(clang, test, folder, source, ["-w", *flags, *level])
    there = inputs.available()
    for name, count in (("sqlite3", 1), ("zlib", 30), ("lua", 40), ("json", 1)):
        if name not in there:
            print(f"  SKIPPED: {name} is not in the cache")
            continue
        for source in there[name].sources[:count]:
            same_object(clang, test, folder, source, [*there[name].flags, "-O2"])


def address(base, displacement):
    return f"{base}{displacement:+#x}" if displacement else base


class Place(typing.NamedTuple):
    """Of a dead local."""

    line: int
    size: int
    where: str

    @staticmethod
    def of_text(text):
        return {Place(int(m["line"]), int(m["size"]), m["where"]) for m in PLACE.finditer(text)}

    @staticmethod
    def of_report(findings):
        """With the function of the finding."""
        return {Place(f["declared"]["line"], f["place"]["size"],
                      address(f["place"]["base"], f["place"]["displacement"])): f["function"]
                for f in findings if f.get("place") and f.get("declared")}


class Code:
    """The addresses in the frame that each function of an object has in its
    instructions, by llvm-objdump."""

    OPERAND = re.compile(r"\[(?P<base>[er][bs]p)(?: (?P<sign>[-+]) (?P<bytes>0x[0-9a-f]+))?\]|, (?P<whole>[er][bs]p)$", re.M)

    def __init__(self, tools, path):
        text = run([tools / "llvm-objdump", "-dC", "-M", "intel", "--no-show-raw-insn", path]).stdout
        self.addresses = {}
        for name, code in re.findall(r"^[0-9a-f]+ <(.*)>:\n((?:.+\n)*)", text, re.M):
            if ")::" not in name:  # a lambda within
                self.addresses[name.split("(")[0]] = {
                    (m["whole"] or m["base"], int((m["sign"] or "+") + (m["bytes"] or "0"), 16))
                    for m in self.OPERAND.finditer(code)}

    def has(self, place, function):
        """Whether an instruction of FUNCTION has an address within these bytes."""
        base, begin = place.where[:3], int(place.where[3:] or "0", 16)
        return any(b == base and begin <= d < begin + place.size for b, d in self.addresses.get(function, ()))


class PlaceCounts:
    """Where in the frame the locals were: of `check`, and of the plugin, whose
    places are held against the object, too."""

    def __init__(self):
        self.same = self.missing = self.unexplained = self.other = self.seen_in_object = 0

    def compare(self, expected, text, code):
        found = Place.of_text(text)
        told = {int(line) for line in NO_PLACE.findall(text)}
        self.unexplained += sum(place.line not in told for place in expected.keys() - found)
        self.same += len(found & expected.keys())
        self.missing += len(expected.keys() - found)
        self.other += len(found - expected.keys())
        # Of a finding in the function that has the local: nearly all are.
        self.seen_in_object += sum(code.has(place, expected[place]) for place in found & expected.keys())

    def __str__(self):
        return (f"{self.same} places as check has them, {self.seen_in_object} of them seen in the object's code, "
                f"{self.missing} missing, {self.unexplained} of them without a word, {self.other} others")


def compare_findings(clang, test, folder, files, flags, counts):
    """Those of the plugin with those of `check`. Returns how many there are."""
    total, ours, placed = 0, {}, {}
    for unit in units(clang.framewalk, "check", files, flags):
        ours[unit["source"]] = {
            (f["file"], f["line"], f["column"], f["message"], f["rule"])
            for f in unit["findings"]}
        placed[unit["source"]] = Place.of_report(unit["findings"])
    for source in files:
        found, done = clang.warnings("-c", *flags, source, "-o", folder / "x.o")
        expected = ours[str(source)]
        total += len(expected)
        counts.compare(placed[str(source)], done.stderr, Code(clang.tools, folder / "x.o"))
        test.check(found == expected,
                   f"{source.name} {' '.join(flags)}: only framewalk: {sorted(expected - found)[:3]}; "
                   f"only the plugin: {sorted(found - expected)[:3]}; {done.stderr[-300:]}")
    return total


def findings(clang, test, folder):
    """Those of `check`, over testdata/dangling, both ways; with debug information
    and without it."""
    total, levels = 0, (("-O0", "-g"), ("-O0",), ("-O2",))
    counts = {level: PlaceCounts() for level in levels}
    for flags, files in by_flags("testdata/dangling").items():
        for level in levels:
            total += compare_findings(clang, test, folder, files, ["-Wall", *flags, *level], counts[level])
    print(f"  {total} findings")
    for level, seen in counts.items():
        print(f"  {' '.join(level)}: {seen}")
        # Without -g a frame is told of where code generated again is the object's:
        # some of what callers tell of a static function is known to the user's
        # optimiser alone.
        most_missing = 0 if "-O0" in level else 15
        test.check(seen.same > 250 and seen.missing <= most_missing and not seen.unexplained
                   and not seen.other and seen.seen_in_object > seen.same * 0.9, f"{level}: {seen}")
    test.check(total > 500, f"only {total} findings")


CODE_FLAGS = ("-O2 -g", "-O2 -gline-tables-only", "-O1", "-O3", "-Os", "-O2 -m32", "-O2 -fPIC", "-O2 -fno-pic",
              "-O2 -fno-omit-frame-pointer", "-O2 -fstack-protector-strong", "-O2 -ffunction-sections",
              "-O1 -fprofile-instr-generate", "-O0 -fsanitize=undefined", "-O0 -fsanitize=address",
              "-O1 -fsanitize=address")


def flags(clang, test, folder):
    """The same with other code, and the object is the one without the plugin."""
    chosen = {f: [s for s in files if s.parent.name == "use-after-scope" or s.name in ("return.c", "left.c", "scope.c")]
              for f, files in by_flags("testdata/dangling").items()}
    for level in CODE_FLAGS:
        seen = PlaceCounts()
        for given, files in chosen.items():
            if not files:
                continue
            both = ["-Wall", *given, *level.split()]
            compare_findings(clang, test, folder, files, both, seen)
            same_object(clang, test, folder, files[0], both)
        print(f"  {level}: {seen}")
        test.check(not seen.other and not seen.unexplained and seen.missing <= 3, f"{level}: {seen}")
        # AddressSanitizer has locals elsewhere.
        test.check("address" in level or seen.seen_in_object > seen.same * 0.9 > 0, f"{level}: {seen}")


def reports(clang, test, folder):
    """The JSON is, byte for byte, what `explain` says."""
    for source in sources("testdata/frames"):
        for level in (["-O0"], ["-O2"]):
            flags = [*extra_flags(source), *level, "-g", "-fno-discard-value-names"]
            done = clang("-c", *flags, source, "-o", folder / "x.o", plugin=[f"report={folder}/r"])
            test.check(done.returncode == 0, f"{source.name}: {done.stderr[-300:]}")
            compare_report(clang, test, folder / "r" / f"{folder.relative_to('/')}/x.o.json", source, flags)
    # Without -g the frames are those of a compilation with it, as explain's are.
    for source in sources("testdata/frames")[:6]:
        flags = [*extra_flags(source), "-O1"]
        clang("-c", *flags, source, "-o", folder / "x.o", plugin=[f"report={folder}/r"])
        compare_report(clang, test, folder / "r" / f"{folder.relative_to('/')}/x.o.json", source, flags)


def compare_report(clang, test, report, source, flags):
    if not test.check(report.exists(), f"{source.name}: no {report}"):
        return
    expected = run([clang.framewalk, "explain", "--format=json", source, "--", *flags]).stdout
    said = report.read_text()
    report.unlink()
    if not test.check(said == expected, f"{source.name} {' '.join(flags)}: another report"):
        ours, theirs = json.loads(expected)["units"][0], json.loads(said)["units"][0]
        for key in ours:
            if ours[key] != theirs.get(key):
                print(f"    {key}: {str(ours[key])[:300]}\n      {str(theirs.get(key))[:300]}")


def names(clang, test, folder):
    """Where a report is: below DIR as the object is named."""
    (folder / "src").mkdir()
    (folder / "src/a.c").write_text("int main(void) { return 0; }\n")
    def files():
        found = {str(p.relative_to(folder / "r")) for p in (folder / "r").rglob("*.json")}
        for path in (folder / "r").rglob("*.json"):
            path.unlink()
        return found
    report = ["report=r"]
    for arguments, expected in (
            (["-c", "src/a.c", "-o", "out.o"], "out.o.json"), (["-c", "src/a.c"], "a.o.json"),
            (["src/a.c", "-o", "program"], "src/a.c.json"),
            (["-c", "src/a.c", "-o", "src/../b.o"], "src/up/b.o.json"),
            (["-fsyntax-only", "src/a.c"], "src/a.c.json"), (["-S", "src/a.c", "-o", "a.s"], "a.s.json")):
        for debug in (["-g"], []):
            done = clang(*arguments, *debug, plugin=report, cwd=folder)
            test.check(done.returncode == 0, f"{arguments}: {done.stderr}")
            found = files()
            test.check(found == {expected}, f"{arguments} {debug}: {found} instead of {expected}")
    done = clang("-E", "src/a.c", plugin=report, cwd=folder)
    test.check(done.returncode == 0 and not files(), f"-E: {done.stderr}")


def options(clang, test, folder):
    """-Werror, -w, checks=, frame-size=, and what is wrong."""
    source, out = folder / "d.c", folder / "d.o"
    source.write_text(DEFECT + "void use(char *);\nvoid big(void) { char b[3000]; use(b); }\n")
    def call(*flags, plugin=()):
        out.unlink(missing_ok=True)
        return clang.warnings("-c", *flags, source, "-o", out, plugin=plugin)
    for debug in ([], ["-g"]):
        found, done = call("-Werror", *debug)
        test.check(done.returncode == 1 and not out.exists() and "error: " in done.stderr and len(found) == 1,
                   f"-Werror {debug}: {done.returncode} {done.stderr}")
        found, done = call("-w", *debug)
        test.check(done.returncode == 0 and not done.stderr and out.exists(), f"-w: {done.stderr}")
        found, done = call(*debug, plugin=["frame-size=1000"])
        rules = {f[4] for f in found}
        test.check(rules == {"framewalk-dangling-return", "framewalk-frame-size"}, f"{done.stderr}")
        test.check("the frame of 'big' takes 3024 bytes" in done.stderr and "3000 of them: 'b'" in done.stderr,
                   done.stderr)
        test.check(not call(*debug, plugin=["checks=framewalk-dangling-global"])[0], "checks= adds")
        test.check(not call(*debug, plugin=["checks=*,-framewalk-dangling-*"])[0], "checks= with a minus")
        test.check(call(*debug, plugin=["checks=framewalk-dangling-r*"])[0], "checks= with a glob")
    for wrong, words in (("bogus", "no option is called 'bogus'"), ("frame-size=many", "a number of bytes"),
                         ("report=", "needs a folder"), ("checks=nonsense", "no rule is called 'nonsense'")):
        found, done = call(plugin=[wrong])
        test.check(done.returncode == 1 and words in done.stderr, f"{wrong}: {done.stderr}")
    # A report that cannot be written: a warning, the compilation goes on.
    (folder / "file").write_text("")
    for place in (folder / "file" / "r", "/proc/nowhere"):
        found, done = call("-g", "-Werror=unused", plugin=[f"report={place}"])
        test.check(done.returncode == 0 and out.exists() and "framewalk: warning: cannot" in done.stderr,
                   f"{place}: {done.returncode} {done.stderr}")
    source.write_text("int wrong = ;\n" + DEFECT)
    found, done = call(plugin=[f"report={folder}/r"])
    test.check(done.returncode == 1 and not found and "framewalk" not in done.stderr, f"errors: {done.stderr}")
    test.check(not (folder / "r").exists(), "a report of what does not compile")


def precompiled(clang, test, folder):
    """A header that the build precompiles, with the plugin as all the others."""
    (folder / "all.hpp").write_text("int number();\n")
    (folder / "a.cpp").write_text("int *f(int n) { int x = n + number(); int *p = &x; return p; }\n")
    made = clang("-x", "c++-header", folder / "all.hpp", "-o", folder / "all.pch", plugin=())
    test.check(made.returncode == 0, made.stderr)
    for debug in ([], ["-g"]):
        call = ["-c", *debug, "-include-pch", folder / "all.pch", folder / "a.cpp", "-o"]
        found, done = clang.warnings(*call, folder / "with.o")
        test.check({f[4] for f in found} == {"framewalk-dangling-return"}, f"{debug}: {done.stderr}")
        clang(*call, folder / "without.o")
        test.check(not done.returncode and (folder / "with.o").read_bytes() == (folder / "without.o").read_bytes(),
                   f"{debug}: the object is another")


def crashes(clang, test, folder):
    """Of the analysis: the user has the object, and a word."""
    source = folder / "d.c"
    source.write_text(DEFECT)
    for debug in ([], ["-g"]):
        plain, out = folder / "plain.o", folder / "d.o"
        clang("-c", *debug, source, "-o", plain)
        found, done = clang.warnings("-c", "-Werror", *debug, source, "-o", out, plugin=["debug-crash"])
        test.check(done.returncode == 0 and not found, f"{debug}: {done.returncode} {done.stderr[-600:]}")
        test.check(out.exists() and out.read_bytes() == plain.read_bytes(), f"{debug}: the object is another")
        test.check(f"framewalk: warning: a crash while looking at {source}" in done.stderr
                   and "leave -fplugin= out" in done.stderr, done.stderr)


def no_object(clang, test, folder):
    """Without an object there are no frames, and nothing is compiled for them."""
    (folder / "d.c").write_text(DEFECT)
    for arguments in (["-fsyntax-only"], ["-S"], ["-c", "-flto"], ["-c", "-emit-llvm"]):
        found, done = clang.warnings(*arguments, "-O1", "d.c", cwd=folder)
        test.check(done.returncode == 0 and len(found) == 1, f"{arguments}: {done.stderr}")
        test.check(" at [" not in done.stderr and "no object is made here" in done.stderr,
                   f"{arguments}: {done.stderr}")


def parallel(clang, test, folder):
    """Many at once into one folder."""
    text = DEFECT + "".join(f"int f{i}(int a) {{ int b[{i + 1}]; b[0] = a; return b[0]; }}\n" for i in range(60))
    for index in range(12):
        (folder / f"p{index}.c").write_text(text)
    def one(index):
        source = folder / f"p{index % 12}.c"
        return clang("-c", "-g", source, "-o", folder / f"p{index % 12}.o", plugin=[f"report={folder}/r"])
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for done in pool.map(one, range(24)):  # each twice
            test.check(done.returncode == 0, done.stderr)
    reports_ = list((folder / "r").rglob("*"))
    written = [r for r in reports_ if r.is_file()]
    test.check(len(written) == 12, f"{len(written)} reports")
    for report in written:
        test.check(len(json.loads(report.read_text())["units"][0]["functions"]) == 61, f"{report}")


PARTS = {"loads": loads, "objects": objects, "findings": findings, "flags": flags, "reports": reports, "names": names,
         "options": options, "crashes": crashes, "no-object": no_object, "precompiled": precompiled,
         "parallel": parallel}


if __name__ == "__main__":
    sys.exit(hosts.main(__doc__, Clang, PARTS))
