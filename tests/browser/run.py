#!/usr/bin/env python3
"""Opens HTML reports in a real browser: Debian's chromium, driven by node.

Makes the reports, brings the two npm packages (package-lock.json) into the
build folder, and runs the tests there. Screenshots stay in OUT/screenshots.
Skips where node, npm or chromium is missing, or the packages cannot be had.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent

sys.path.insert(0, str(HERE.parent))
import npm  # noqa: E402

# Names that would run, break out or reorder, if they were let.
HOSTILE_NAME = "evil <img src=x onerror=hacked=1> \"'& 😀.cpp"
# Where a path may have them, the end of a script and a change of direction.
HOSTILE_PATH = "</script><img src=x onerror=hacked=1>\u202e.c"
HOSTILE = """// </script><script>hacked = 1</script> <!-- <script> &lt; &amp; ' " `
// right to left: \u202e txet siht \u202c, and \u05d0\u05d1\u05d2
// control: \x01 \x7f \x0c; tab:\t; an emoji 😀 before the code
const char *text = "</script><img src=x onerror=hacked=1>";
namespace \u05d0\u05d1\u05d2 {
/* 😀 */ int שלום(int größe) { int עולם = größe; return עולם; }
} // namespace
template <typename T> T twice(T v) { T w = v; return w + v; }
template int twice<int>(int);
template double twice<double>(double);
int operator<(struct S &, int v) { int local = v; return local; }
int %(long)s(int %(long)s_parameter) { int %(long)s_local = %(long)s_parameter; return %(long)s_local; }
int named(int x) __asm__("</script><b>\\"'&");
int named(int x) { int y = x; return y; }
int *dangle() { int \u05d3 = 1; return &\u05d3; }
auto lambda = [](int a) { int b = a; return [=](int c) { return b + c; }(a); };
int use() { return lambda(3); }
""" % {"long": "x" * 10_000}


def make_reports(framewalk, out):
    pages = out / "pages"
    shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir(parents=True)
    (pages / HOSTILE_NAME).write_text(HOSTILE, encoding="utf-8")

    def explain(name, *arguments, cwd=ROOT):
        for suffix in ("html", "json"):
            subprocess.run(
                [framewalk, "explain", *arguments[:1], f"--format={suffix}", "-o", str(pages / f"{name}.{suffix}"), *arguments[1:]],
                cwd=cwd, check=True, stderr=subprocess.DEVNULL, timeout=120,
            )

    explain("sum", "testdata/sum.c")
    explain("sum32", "testdata/sum.c", "--", "-O0", "-g", "-m32")
    explain("dangling", "testdata/dangling.c")
    explain("several", "testdata/sum.c", "testdata/dangling.c", "testdata/walkthrough.c")
    explain("hostile", HOSTILE_NAME, "--", "-O0", "-g", "-std=c++20", cwd=pages)
    (pages / "empty.c").write_text("int nothing;\n", encoding="utf-8")
    explain("empty", "empty.c", "--", "-O0", "-g", cwd=pages)
    # Many that share one slot, one after the other.
    scopes = "".join(f"  {{ char room{i}[16]; use(room{i}); }}\n" for i in range(40))
    (pages / "shared.c").write_text(f"void use(void *);\nvoid shared(void) {{\n{scopes}}}\n", encoding="utf-8")
    explain("shared", "shared.c", "--", "-O1", "-g", cwd=pages)
    (pages / "broken.c").write_text("int f( {\n", encoding="utf-8")
    subprocess.run([framewalk, "explain", "broken.c", "--format=html", "-o", "broken.html"], cwd=pages, stderr=subprocess.DEVNULL)
    explain("large", "testdata/memory/large.c")
    frames = sorted(str(f.relative_to(ROOT)) for f in (ROOT / "testdata/frames").iterdir() if f.suffix in (".c", ".cpp"))
    for source in frames:
        standard = ["-std=c++20"] if source.endswith(".cpp") else []
        first = (ROOT / source).read_text(encoding="utf-8").splitlines()[0]
        own = first.removeprefix("// flags:").split() if first.startswith("// flags:") else ["-O0"]
        for name, flags in (("own", own), ("O1", ["-O1"])):
            explain(f"frames-{pathlib.Path(source).stem}-{name}", source, "--", *standard, *flags, "-g")
    subprocess.run([framewalk, "explain", "testdata/dangling.c", f"--html-dir={pages / 'folder'}"], cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
    again = subprocess.run([framewalk, "explain", "testdata/dangling.c", "--format=html"], cwd=ROOT, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    if again != (pages / "dangling.html").read_bytes():
        sys.exit("the same report has other bytes the second time")
    if str(ROOT).encode() in again:
        sys.exit("the report names the folder it was made in")
    make_project(framewalk, pages)
    return pages


def make_project(framewalk, pages):
    """A folder of reports with its index, and a page of what moved."""
    for name in ("sum.c", "dangling.c", "memory/calls.c"):
        shutil.copy(ROOT / "testdata" / name, pages)
    (pages / HOSTILE_PATH).parent.mkdir()
    (pages / HOSTILE_PATH).write_text("int *odd(void) { int here = 1; return &here; }\n", encoding="utf-8")
    database = [
        {"directory": str(pages), "file": file, "arguments": [compiler, *flags, "-O0", "-g", "-w", "-c", file]}
        for compiler, flags, files in (
            ("clang", [], ("sum.c", "dangling.c", "calls.c", HOSTILE_PATH)),
            ("clang++", ["-std=c++20"], (HOSTILE_NAME,)),
        )
        for file in files
    ]
    # Clang reads no surrogates; CMake, too, writes names as they are.
    (pages / "compile_commands.json").write_text(json.dumps(database, ensure_ascii=False), encoding="utf-8")
    subprocess.run(
        [framewalk, "report", "-p", str(pages), "-o", str(pages / "project"), "--no-cache", "--stack-budget=128"],
        check=True, stderr=subprocess.DEVNULL,
    )
    for name, source, flags, folder in (
        ("moved", "testdata/memory/calls.c", "", ROOT),
        ("moved-hostile", HOSTILE_NAME, "-std=c++20", pages),
    ):
        for suffix in ("html", "json"):
            with open(pages / f"{name}.{suffix}", "wb") as out:
                subprocess.run(
                    [framewalk, "diff", source, f"--flags=-O0 {flags}", f"--flags=-O2 {flags}", f"--format={suffix}"],
                    cwd=folder, check=True, stdout=out, stderr=subprocess.DEVNULL,
                )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", default=str(ROOT / "build/release/bin/framewalk"))
    parser.add_argument("--out", default=str(ROOT / "build/release/browser"))
    parser.add_argument("--only", help="tests whose name has this")
    options = parser.parse_args()

    npm.need("chromium")
    out = pathlib.Path(options.out).resolve()
    (out / "screenshots").mkdir(parents=True, exist_ok=True)
    npm.bring_or_skip(HERE, out)
    pages = make_reports(str(pathlib.Path(options.framewalk).resolve()), out)
    for script in HERE.glob("*.mjs"):
        shutil.copy(script, out / script.name)
    environment = {"CHROMIUM": npm.chromium(), "PAGES": str(pages), "SCREENSHOTS": str(out / "screenshots"), "HOSTILE_NAME": HOSTILE_NAME, "HOSTILE_PATH": HOSTILE_PATH}
    return npm.run_tests(sorted(out.glob("*.test.mjs")), out, environment, options.only)


if __name__ == "__main__":
    sys.exit(main())
