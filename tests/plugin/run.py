#!/usr/bin/env python3
"""The real clang with framewalk-clang.so: the object is the one that it writes
without, the findings are those of `check`, the reports those of `explain`."""

import concurrent.futures
import json
import os
import pathlib
import re
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "tidy"))
sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "inputs"))

import hosts  # noqa: E402
import inputs  # noqa: E402
from hosts import ROOT, Failures, by_flags, extra_flags, run, sources, units  # noqa: E402

WARNING = re.compile(r"^(?P<file>[^\n:]+):(?P<line>\d+):(?P<column>\d+): "
                     r"(?P<level>warning|error|remark): (?P<message>.*) \[(?:-Werror,)?(?P<rule>framewalk-[-\w]+)\]$", re.M)
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


def findings(clang, test, folder):
    """Those of `check`, over testdata/dangling, both ways; with debug information
    and without it."""
    total = 0
    for flags, files in by_flags("testdata/dangling").items():
        for level in (("-O0", "-g"), ("-O2",)):
            both = ["-Wall", *flags, *level]
            ours = {}
            for unit in units(clang.framewalk, "check", files, both):
                ours[unit["source"]] = {
                    (f["file"], f["line"], f["column"], f["message"], f["rule"])
                    for f in unit["findings"]}
            for source in files:
                found, done = clang.warnings("-c", *both, source, "-o", folder / "x.o")
                expected = ours[str(source)]
                total += len(expected)
                test.check(found == expected,
                           f"{source.name} {' '.join(both)}: only framewalk: {sorted(expected - found)[:3]}; "
                           f"only the plugin: {sorted(found - expected)[:3]}; {done.stderr[-300:]}")
    print(f"  {total} findings")
    test.check(total > 500, f"only {total} findings")


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


PARTS = {"loads": loads, "objects": objects, "findings": findings, "reports": reports, "names": names,
         "options": options, "precompiled": precompiled, "parallel": parallel}


if __name__ == "__main__":
    sys.exit(hosts.main(__doc__, Clang, PARTS))
