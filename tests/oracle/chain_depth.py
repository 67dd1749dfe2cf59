#!/usr/bin/env python3
"""How deep the stack gets, against the running program: each case is compiled
with clang, and gdb steps through root() one instruction at a time and keeps the
lowest stack pointer. What `framewalk report` says of root's deepest chain must
be that very number where it says that it is bounded, and no realignment makes
it depend on the caller; then it must be the most that can come.

The programs take their deepest way, and are compiled without a red zone: bytes
below the stack pointer are in a frame, but no stack pointer shows them.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77

MAIN = "int root(int); int main(void) { return root(3) == 12345; }\n"

# (name, bounded, flags, files); each has root().
CASES = [
    ("chain", True, [], {"a.c": """
        __attribute__((noinline)) int leaf(int n) { char v[100]; for (int i = 0; i < 100; ++i) v[i] = n; return v[n]; }
        __attribute__((noinline)) int middle(int n) { int v[9]; for (int i = 0; i < 9; ++i) v[i] = n; return leaf(n) + v[n]; }
        int root(int n) { return middle(n) + 1; }"""}),
    ("two ways", True, [], {"a.c": """
        __attribute__((noinline)) int small(int n) { return n * 3; }
        __attribute__((noinline)) int large(int n) { char v[333]; for (int i = 0; i < 333; ++i) v[i] = n; return v[n]; }
        int root(int n) { return small(n) + large(n) + small(n); }"""}),
    ("many arguments", True, [], {"a.c": """
        __attribute__((noinline)) int many(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j)
        { int v[4] = {a, b, c, d}; return v[j & 3] + e + f + g + h + i; }
        int root(int n) { return many(n, 1, 2, 3, 4, 5, 6, 7, 8, 9) + 1; }"""}),
    ("over units", True, [], {
        "a.c": "int far(int); int root(int n) { char v[64]; for (int i = 0; i < 64; ++i) v[i] = n; return far(v[n]) + 1; }",
        "b.c": "static int near(int n) { char w[40]; for (int i = 0; i < 40; ++i) w[i] = n; return w[n]; }\n"
               "int far(int n) { return near(n) + 2; }"}),
    ("jumps", True, [], {"a.c": """
        __attribute__((noinline)) int last(int n) { char v[77]; for (int i = 0; i < 77; ++i) v[i] = n; return v[n]; }
        __attribute__((noinline)) int jump(int n) { return last(n + 1); }
        int root(int n) { return jump(n) + 1; }"""}),
    ("recursion", False, [], {"a.c": """
        __attribute__((noinline)) int down(int n) { int v[4] = {n, n, n, n}; return n ? down(n - 1) + v[n & 3] : 0; }
        int root(int n) { return down(n * 0) + 1; }"""}),
    ("pointer", False, [], {"a.c": """
        __attribute__((noinline)) int back(int n) { char v[50]; for (int i = 0; i < 50; ++i) v[i] = n; return v[n]; }
        int (*volatile way)(int) = back;
        int root(int n) { return way(n) + back(n) + 1; }"""}),
    ("realigned", True, [], {"a.c": """
        __attribute__((noinline)) int wide(int n) { _Alignas(128) char v[128]; for (int i = 0; i < 128; ++i) v[i] = n; return v[n]; }
        int root(int n) { return wide(n) + 1; }"""}),
    ("constructors", True, [], {"a.cpp": """
        struct Base { int n; __attribute__((noinline)) Base(int n) : n(n) { char v[60]; for (int i = 0; i < 60; ++i) v[i] = n; this->n = v[n]; } };
        struct Derived : Base { Derived(int n); __attribute__((noinline)) ~Derived() { n = 0; } };
        Derived::Derived(int n) : Base(n) {}
        extern "C" int root(int n) { Derived d(n); return d.n; }"""}),
]

STEPPER = """
import gdb
gdb.execute("set pagination off")
gdb.execute("set confirm off")
gdb.execute("break *root")
gdb.execute("run > /dev/null")
register = "$rsp" if gdb.selected_frame().architecture().name() == "i386:x86-64" else "$esp"
word = 8 if register == "$rsp" else 4
read = lambda: int(gdb.parse_and_eval("(unsigned long)" + register))
cfa = read() + word
lowest = cfa
while True:
    at = read()
    lowest = min(lowest, at)
    if at >= cfa:
        break
    gdb.execute("stepi", to_string=True)
print("DEPTH", cfa - lowest)
"""


def measured(program, folder):
    script = folder / "step.py"
    script.write_text(STEPPER)
    done = subprocess.run(["gdb", "-q", "-batch", "-nx", "-x", str(script), str(program)], capture_output=True, text=True)
    depths = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("DEPTH")]
    return int(depths[0]) if depths else None


def told(framewalk, folder, files, flags):
    database = [
        {"directory": str(folder), "file": name, "arguments": ["clang++" if name.endswith("cpp") else "clang", *flags, "-c", name]}
        for name in files
    ]
    (folder / "compile_commands.json").write_text(json.dumps(database))
    out = folder / "out"
    subprocess.run([framewalk, "report", "-p", str(folder), "-o", str(out), "--no-cache"], check=True)
    index = json.loads((out / "index.json").read_text())
    (root,) = [f for f in index["functions"] if f["name"] == "root"]
    return root["stack"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", required=True)
    parser.add_argument("--tools", required=True)
    options = parser.parse_args()
    framewalk = os.path.abspath(options.framewalk)
    if not shutil.which("gdb"):
        print("SKIPPED: no gdb")
        return SKIPPED
    compared = wrong = bounded = 0
    for bits in ("-m64", "-m32"):
        for level in ("-O0", "-O1", "-O2"):
            for name, is_bounded, more, files in CASES:
                flags = [bits, level, "-g", "-w", "-mno-red-zone", "-fno-builtin", *more]
                with tempfile.TemporaryDirectory() as where:
                    folder = pathlib.Path(where)
                    for file, text in {**files, "main.c": MAIN}.items():
                        (folder / file).write_text(text + "\n")
                    program = folder / "program"
                    built = subprocess.run(
                        [os.path.join(options.tools, "clang"), *flags, *files, "main.c", "-o", str(program)],
                        cwd=folder, capture_output=True, text=True,
                    )
                    real = measured(program, folder) if built.returncode == 0 else None
                    if real is None:
                        print(f"{name} {bits} {level}: cannot be built or run here: {built.stderr[:200]}")
                        continue
                    stack = told(framewalk, folder, files, flags)
                compared += 1
                bounded += stack["bounded"]
                here = f"{name} {bits} {level}: told {stack['bytes']}, measured {real}"
                right = stack["bytes"] >= real if name == "realigned" else stack["bytes"] == real
                if stack["bounded"] and not right:
                    print(here)
                    wrong += 1
                if stack["bounded"] != is_bounded:
                    print(f"{here}: {stack['doubts']}")
                    wrong += 1
    print(f"{compared} programs, {bounded} of them bounded, {wrong} wrong")
    return 1 if wrong or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
