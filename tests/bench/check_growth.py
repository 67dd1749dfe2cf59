#!/usr/bin/env python3
"""How the cost of `framewalk check` grows: C files of one shape each, with 10
times as many parts from one size to the next. Prints CPU time (user + system),
time per part, and the largest resident memory, beside the same of
`clang -O0 -g -c`; and how much of what check adds to a bare parse grows faster
than the file does ("growth": 1.0 is linear from the size before).

    tests/bench/check_growth.py                     all shapes
    tests/bench/check_growth.py --sizes 1000,10000 --shapes chain,cycle

A run that takes longer than --most seconds ends its shape.
"""

import argparse
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

HEAD = "struct node { struct node *next; int *value; };\nint *kept;\nvoid use(void *);\n"


def independent(n):
    """Functions that do not know each other."""
    for i in range(n):
        yield f"int f{i}(struct node *n, int a) {{ int x = a; n->value = &x; int r = *n->value; n->value = 0; return r; }}\n"


def chain(n):
    """Each calls the one before, with a local and a node to write to."""
    yield "static void f0(struct node *n, int *p) { n->value = p; }\n"
    for i in range(1, n):
        yield f"static void f{i}(struct node *n, int *p) {{ struct node m; int x; f{i - 1}(&m, &x); f{i - 1}(n, p); }}\n"
    yield f"void top(struct node *n) {{ static int x; f{n - 1}(n, &x); }}\n"


def cycle(n):
    """One strongly connected component."""
    for i in range(n):
        yield f"int *f{i}(struct node *n, int *p, int d);\n"
    for i in range(n):
        yield (
            f"int *f{i}(struct node *n, int *p, int d) {{ struct node m = {{n, p}}; if (d == {i}) return n->value;\n"
            f"  n->value = p; return d & 1 ? f{(i + 1) % n}(&m, p, d - 1) : f{(i * 7 + 3) % n}(n, m.value, d - 2); }}\n"
        )


def blocks(n):
    """One function with a switch of so many cases in a loop."""
    yield "void f(struct node *n, int *p, int (*op)(void)) { struct node m = {n, p}; int x; int *q = p;\n  for (;;) switch (op()) {\n"
    for i in range(n):
        yield f"  case {i}: if (m.value) {{ q = n->value; n->next = &m; }} else q = &x; n->next = 0; break;\n"
    yield "  default: return; } }\n"


def fields(n):
    """One structure with so many pointers, all set."""
    yield f"struct wide {{ int *p[{n}]; }};\nvoid f(struct wide *out, int *p) {{ struct wide w; int x;\n"
    for i in range(n):
        yield f"  w.p[{i}] = {'&x' if i % 3 == 0 else 'p'};\n"
    yield "  use(&x); *out = w;\n"
    for i in range(n):
        yield f"  out->p[{i}] = 0;\n"
    yield "}\n"


def aliases(n):
    """One pointer that may point to any of so many locals."""
    yield "int *f(int k) { int *p = 0;\n"
    for i in range(n):
        yield f"  int x{i}; if (k == {i}) p = &x{i};\n"
    yield "  *p = 1; return 0; }\n"


def list_of_locals(n):
    """Locals that are linked one to the next."""
    yield "void f(struct node *n) {\n"
    for i in range(n):
        yield f"  struct node x{i} = {{{'n' if i == 0 else f'&x{i - 1}'}, 0}}; use(x{i}.next);\n"
    yield "}\n"


def scopes(n):
    """Blocks one after the other, each with a local that is pointed to."""
    yield "int f(int k) { int *p = 0; int r = 0;\n"
    for i in range(n):
        yield f"  {{ int x{i} = k; p = &x{i}; r += *p; p = 0; }}\n"
    yield "  return r; }\n"


def nested(n):
    """Blocks in blocks, 100 deep, with locals that point outwards."""
    depth = min(n, 100)
    for i in range(n // depth):
        yield f"int f{i}(int k) {{ int x0 = k; int *p0 = &x0;\n"
        for d in range(1, depth):
            yield f" if (k > {d}) {{ int x{d} = *p{d - 1}; int *p{d} = k & {d} ? &x{d} : p{d - 1};\n"
        yield f" k += *p{depth - 1};" + "}" * (depth - 1) + " return k; }\n"


def calls(n):
    """So many calls of one function with many effects."""
    yield "static void many(struct node *a, struct node *b, int *p) {\n"
    for i in range(8):
        yield f"  a{'->next' * (i % 3)}->value = p; b{'->next' * (i % 2)}->next = a; a->next = b{'->next' * (i % 3)};\n"
    yield "}\nvoid f(struct node *n) { static int s; struct node a = {n, 0}, b = {&a, 0};\n"
    for i in range(n):
        yield f"  many({'&a, &b' if i % 2 else '&b, n'}, &s);\n"
    yield "}\n"


def findings(n):
    """Functions with a finding each, called one after the other."""
    for i in range(n):
        yield f"int *f{i}(int a) {{ int x = a; int *p = &x; return p; }}\nvoid g{i}(void) {{ f{i}({i}); use(f{max(0, i - 1)}(1)); }}\n"


SHAPES = {
    "independent": (independent, 100000),
    "chain": (chain, 100000),
    "cycle": (cycle, 100000),
    "blocks": (blocks, 10000),
    "fields": (fields, 10000),
    "aliases": (aliases, 10000),
    "list": (list_of_locals, 10000),
    "scopes": (scopes, 10000),
    "nested": (nested, 10000),
    "calls": (calls, 10000),
    "findings": (findings, 10000),
}


def measure(command, most):
    """(CPU seconds, megabytes); None where it took too long."""
    with open(os.devnull, "wb") as nowhere:
        child = subprocess.Popen(
            command,
            stdout=nowhere,
            stderr=nowhere,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1)),
        )
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode < 0:
        return None
    if child.returncode > 1:
        sys.exit(f"{' '.join(command)}: exit {child.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--framewalk", default=str(ROOT / "build/release/bin/framewalk"))
    parser.add_argument("--clang", default="clang-22")
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--shapes", default=",".join(SHAPES))
    parser.add_argument("--most", type=int, default=120, help="seconds")
    options = parser.parse_args()

    print("                       framewalk check             clang -c")
    print("shape        parts    CPU s  us/part     MB     CPU s      MB   ratio  growth")
    with tempfile.TemporaryDirectory() as folder:
        for shape in options.shapes.split(","):
            generate, largest = SHAPES[shape]
            before = None
            for size in map(int, options.sizes.split(",")):
                if size > largest:
                    continue
                source = os.path.join(folder, f"{shape}.c")
                with open(source, "w") as file:
                    file.write(HEAD)
                    file.writelines(generate(size))
                flags = ["-w", "-O0", "-g"]
                parse = measure([options.clang, *flags, "-fsyntax-only", source], options.most)
                theirs = measure([options.clang, *flags, "-c", source, "-o", os.devnull], options.most)
                ours = measure([options.framewalk, "check", source, "--", *flags], options.most)
                if not ours or not parse:
                    print(f"{shape:12s} {size:6d}  more than {options.most} s", flush=True)
                    break
                added = max(ours[0] - parse[0], 0.001)
                growth = f"{added / before[0] / (size / before[1]):7.2f}" if before else ""
                other = f"{theirs[0]:8.2f} {theirs[1]:7.0f}  {ours[0] / theirs[0]:6.2f}" if theirs else " " * 25
                print(
                    f"{shape:12s} {size:6d} {ours[0]:8.2f} {ours[0] / size * 1e6:8.0f} {ours[1]:6.0f}  {other} {growth}",
                    flush=True,
                )
                before = (added, size)


if __name__ == "__main__":
    main()
