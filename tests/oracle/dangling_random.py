#!/usr/bin/env python3
"""Random C programs, run under AddressSanitizer and checked by framewalk.

Each case is a function with helpers of its own. It moves pointers through
variables, structures, arrays, out-parameters, globals and calls; what it does
is decided by the bits of its argument, one bit per branch, so that every path
runs. Built with clang's use-after-scope and use-after-return checks it is run
on every argument, and afterwards all that it left behind is read. A local that
AddressSanitizer names must be in a finding of its case; a local that a finding
names must be one that AddressSanitizer has seen, but for these, which it cannot
see, and which are counted apart:

  revived   the local's block has been entered again, in a loop, so that the
            stale pointer points to a local that lives (C17 6.2.4p6: another one)
"""

import argparse
import collections
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

HEADER = """#include <stdlib.h>
#include <string.h>
struct node { int number; int *p; struct node *next; };
struct pair { int *first, *second; };
static int base = 7;
static volatile int sink;
static struct node stand_in = {1, &base, &stand_in};
static int *same(int *p) { return p; }
static void set(int **to, int *what) { *to = what; }
static void set_field(struct node *to, int *what) { to->p = what; }
static struct pair both(int *a, int *b) { struct pair r = {a, b}; return r; }
static struct node in_node(int n, int *p) { struct node r = {n, p, &stand_in}; return r; }
static int look(const int *p) { return *p; }
static int *pick(int c, int *a, int *b) { return c ? a : b; }
static struct node *made(int *p) {
  struct node *n = malloc(sizeof *n);
  n->number = 1; n->p = p; n->next = &stand_in;
  return n;
}
"""

MOST_BITS = 5

HARNESS = """
#include <stdio.h>
#include <unistd.h>
#include <sys/wait.h>
void __asan_set_error_report_callback(void (*)(const char *));
static int case_number, argument, entry;
static void told(const char *report) {
  const char *mark = strstr(report, "<== Memory access");
  if (!mark) return;
  const char *begin = mark;
  while (*begin != '\\n') --begin;
  printf("%d %d %.*s\\n", case_number, argument, (int)(mark - begin - 1), begin + 1);
  fflush(stdout);
}
__attribute__((noinline)) static void probe(int *p) { sink += *p; }
int main(void) {
  __asan_set_error_report_callback(told);
  for (case_number = 0; case_number < (int)(sizeof cases / sizeof *cases); ++case_number)
    for (entry = 0; entry < 3; ++entry)
    for (argument = 0; argument < 1 << bits[case_number]; ++argument) {
      if (entry && !helpers[case_number][entry - 1]) break;
      fflush(stdout);
      pid_t child = fork();
      if (!child) {
        int *out = &base;
        struct node object = {1, &base, &stand_in};
        int *result = entry ? helpers[case_number][entry - 1](argument, &base, &out)
                            : cases[case_number](argument, &out, &object);
        probe(result);
        probe(out);
        probe(object.p);
        probe(object.next->p);
        probe(*globals[case_number]);
        _exit(0);
      }
      int status;
      waitpid(child, &status, 0);
      if (!WIFEXITED(status) || WEXITSTATUS(status)) printf("%d %d crash\\n", case_number, argument);
    }
  return 0;
}
"""


class Case:
    """One function, its helpers and its global."""

    def __init__(self, number, seed):
        self.number = number
        self.random = random.Random(seed)
        self.bits = 0
        self.names = 0
        self.labels = 0
        self.loops = 0
        self.lines = []
        self.in_loops = set()  # locals that a loop makes again
        self.helpers = []

    def name(self, kind):
        self.names += 1
        return f"{kind}{self.number}_{self.names}"

    def emit(self, text, depth):
        self.lines.append("  " * depth + text)

    def bit(self):
        """A condition of its own, so that no path depends on another."""
        self.bits += 1
        return f"(c >> {self.bits - 1} & 1)"

    def can_branch(self, ways=1):
        return self.bits + ways <= MOST_BITS

    def generate(self):
        self.emit(f"static int *g{self.number} = &base;", 0)
        for index in range(self.random.randrange(3)):
            self.helper(index)
        self.emit(f"static int *case{self.number}(int c, int **out, struct node *object) {{", 0)
        scope = Scope(None)
        scope.pointers += ["*out", "object->p", "object->next->p", f"g{self.number}"]
        scope.nodes.append("(*object)")
        self.block(scope, 1, 3, self.random.randrange(5, 12))
        self.emit(f"return {self.value(scope)};", 1)
        self.emit("}", 0)

    def helper(self, index):
        """int *helper(int c, int *a, int **o)"""
        name = f"helper{self.number}_{index}"
        self.emit(f"static int *{name}(int c, int *a, int **o) {{", 0)
        scope = Scope(None)
        scope.pointers += ["a", "*o", f"g{self.number}"]
        self.block(scope, 1, 1, self.random.randrange(2, 5))
        self.emit(f"return {self.value(scope)};", 1)
        self.emit("}", 0)
        self.helpers.append(name)

    # What may be pointed to, and what may point.

    def value(self, scope):
        """An expression that is a pointer to an int."""
        r = self.random
        ints, pointers = scope.all("ints"), scope.all("pointers")
        kind = r.randrange(12)
        if ints and kind < 4:
            return f"&{r.choice(ints)}"
        if kind < 5:
            return "&base"
        if kind < 9:
            return r.choice(pointers)
        if kind < 10:
            return f"same({self.value(scope)})"
        if kind < 11 and self.can_branch():
            return f"pick({self.bit()}, {self.value(scope)}, {self.value(scope)})"
        if self.helpers and pointers:
            return f"{r.choice(self.helpers)}(c, {self.value(scope)}, &{r.choice(pointers)})"
        return r.choice(pointers)

    def block(self, scope, depth, nesting, length):
        for _ in range(length):
            self.statement(scope, depth, nesting)

    def statement(self, scope, depth, nesting):
        r = self.random
        kind = r.choices(
            ["int", "array", "pointer", "node", "table", "assign", "use", "write", "call", "copy", "heap",
             "two", "block", "if", "loop", "switch", "leave", "return", "reset"],
            [5, 1, 4, 2, 1, 8, 5, 1, 3, 1, 1, 1, 3 * (nesting > 0), 4 * (nesting > 0), 2 * (nesting > 0),
             1 * (nesting > 0), 1 * (nesting > 0), 1 * (depth > 1), 1])[0]
        ways = {"if": 1, "loop": 3, "switch": 1, "leave": 1, "return": 1}.get(kind, 0)
        if not self.can_branch(ways):
            kind = "use"
        getattr(self, "make_" + kind)(scope, depth, nesting)

    def declare(self, scope, kind, name, lvalues):
        getattr(scope, kind).extend(lvalues)
        if self.loops:
            self.in_loops.add(name)

    def make_int(self, scope, depth, _):
        name = self.name("x")
        self.emit(f"int {name} = {self.random.randrange(9)};", depth)
        self.declare(scope, "ints", name, [name])

    def make_array(self, scope, depth, _):
        name = self.name("a")
        self.emit(f"int {name}[3] = {{1, 2, 3}};", depth)
        self.declare(scope, "ints", name, [f"{name}[{i}]" for i in range(3)])

    def make_pointer(self, scope, depth, _):
        name = self.name("p")
        self.emit(f"int *{name} = {self.value(scope)};", depth)
        self.declare(scope, "pointers", name, [name])
        if self.random.randrange(4) == 0:
            to = self.name("q")
            self.emit(f"int **{to} = &{self.random.choice(scope.all('pointers'))};", depth)
            self.declare(scope, "pointers", to, [f"*{to}"])

    def make_node(self, scope, depth, _):
        name = self.name("n")
        value = self.value(scope)
        start = self.random.choice([f"{{1, {value}, &stand_in}}", f"in_node(1, {value})"])
        self.emit(f"struct node {name} = {start};", depth)
        self.declare(scope, "pointers", name, [f"{name}.p"])
        scope.nodes.append(name)

    def make_table(self, scope, depth, _):
        name = self.name("t")
        self.emit(f"int *{name}[2] = {{{self.value(scope)}, &base}};", depth)
        self.declare(scope, "pointers", name, [f"{name}[0]", f"{name}[1]"])

    def make_assign(self, scope, depth, _):
        self.emit(f"{self.random.choice(scope.all('pointers'))} = {self.value(scope)};", depth)

    def make_reset(self, scope, depth, _):
        self.emit(f"{self.random.choice(scope.all('pointers'))} = &base;", depth)

    def make_use(self, scope, depth, _):
        pointer = self.random.choice(scope.all("pointers"))
        self.emit(f"sink += {self.random.choice([f'*{pointer}', f'look({pointer})'])};", depth)

    def make_write(self, scope, depth, _):
        self.emit(f"*{self.random.choice(scope.all('pointers'))} = 3;", depth)

    def make_call(self, scope, depth, _):
        pointer = self.random.choice(scope.all("pointers"))
        if scope.all("nodes") and self.random.randrange(3) == 0:
            self.emit(f"set_field(&{self.random.choice(scope.all('nodes'))}, {self.value(scope)});", depth)
        elif self.helpers and self.random.randrange(2):
            helper = self.random.choice(self.helpers)
            self.emit(f"{pointer} = {helper}({self.random.choice(['c', '~c'])}, {self.value(scope)}, &{pointer});", depth)
        else:
            self.emit(f"set(&{pointer}, {self.value(scope)});", depth)

    def make_copy(self, scope, depth, _):
        nodes = scope.all("nodes")
        if not nodes:
            return self.make_node(scope, depth, _)
        a, b = self.random.choice(nodes), self.random.choice(nodes)
        if self.random.randrange(2):
            self.emit(f"{b} = {a};", depth)
        else:
            self.emit(f"memcpy(&{b}, &{a}, sizeof {a});", depth)

    def make_heap(self, scope, depth, _):
        name = self.name("h")
        self.emit(f"struct node *{name} = made({self.value(scope)});", depth)
        self.declare(scope, "pointers", name, [f"{name}->p"])

    def make_two(self, scope, depth, _):
        name = self.name("r")
        self.emit(f"struct pair {name} = both({self.value(scope)}, {self.value(scope)});", depth)
        self.declare(scope, "pointers", name, [f"{name}.first", f"{name}.second"])

    # What decides.

    def make_block(self, scope, depth, nesting):
        self.emit("{", depth)
        self.block(Scope(scope), depth + 1, nesting - 1, self.random.randrange(2, 6))
        self.emit("}", depth)

    def make_if(self, scope, depth, nesting):
        self.emit(f"if ({self.bit()}) {{", depth)
        self.block(Scope(scope), depth + 1, nesting - 1, self.random.randrange(1, 4))
        if self.random.randrange(2):
            self.emit("} else {", depth)
            self.block(Scope(scope), depth + 1, nesting - 1, self.random.randrange(1, 4))
        self.emit("}", depth)

    def make_loop(self, scope, depth, nesting):
        i = self.name("i")
        self.loops += 1
        times = f"{self.bit()} + {self.bit()}"
        self.emit(f"for (int {i} = 0; {i} < {times}; ++{i}) {{", depth)
        inner = Scope(scope)
        self.block(inner, depth + 1, nesting - 1, self.random.randrange(2, 5))
        if self.random.randrange(3) == 0 and self.can_branch():
            self.emit(f"if ({self.bit()}) {self.random.choice(['break', 'continue'])};", depth + 1)
            self.block(inner, depth + 1, 0, 1)
        self.emit("}", depth)
        self.loops -= 1

    def make_switch(self, scope, depth, nesting):
        self.emit(f"switch ({self.bit()}) {{", depth)
        for label in ("case 0", "default"):
            self.emit(f"{label}: {{", depth)
            self.block(Scope(scope), depth + 1, nesting - 1, self.random.randrange(1, 4))
            self.emit("}", depth)
            if self.random.randrange(3):
                self.emit("break;", depth)
        self.emit("}", depth)

    def make_leave(self, scope, depth, nesting):
        """A jump out of two blocks."""
        self.labels += 1
        label = f"out{self.number}_{self.labels}"
        self.emit("{", depth)
        inner = Scope(scope)
        self.block(inner, depth + 1, nesting - 1, 2)
        if self.can_branch():
            self.emit(f"if ({self.bit()}) goto {label};", depth + 1)
        self.block(inner, depth + 1, 0, 2)
        self.emit("}", depth)
        self.emit(f"{label}:;", depth)

    def make_return(self, scope, depth, _):
        self.emit(f"if ({self.bit()}) return {self.value(scope)};", depth)


class Scope:
    def __init__(self, outer):
        self.outer = outer
        self.ints, self.pointers, self.nodes = [], [], []

    def all(self, kind):
        outer = self.outer.all(kind) if self.outer else []
        return outer + getattr(self, kind)


def program(first_seed, count):
    cases = []
    lines = HEADER.splitlines()
    begins = []
    for number in range(count):
        case = Case(number, first_seed + number)
        case.generate()
        begins.append(len(lines) + 1)
        lines += case.lines
        cases.append(case)
    body = "\n".join(lines)
    table = ", ".join(f"case{c.number}" for c in cases)
    bits = ", ".join(str(c.bits) for c in cases)
    helpers = ", ".join("{" + ", ".join(c.helpers or ["0"]) + "}" for c in cases)
    addresses = ", ".join(f"&g{c.number}" for c in cases)
    tables = (
        f"\nint *(*const cases[])(int, int **, struct node *) = {{{table}}};\n"
        f"static const int bits[] = {{{bits}}};\n"
        f"static int *(*const helpers[][2])(int, int *, int **) = {{{helpers}}};\n"
        f"static int **const globals[] = {{{addresses}}};\n"
    )
    return cases, begins, body, tables + HARNESS


def seen_by_sanitizer(clang, source, folder):
    """The locals that each case uses when they are dead."""
    binary = folder / "program"
    subprocess.run(
        [clang, "-w", "-O0", "-g1", "-fsanitize=address", "-fsanitize-address-use-after-scope",
         "-fsanitize-recover=address", source, "-o", binary],
        check=True,
    )
    options = "detect_stack_use_after_return=1:halt_on_error=0:symbolize=0:detect_leaks=0:suppress_equal_pcs=0:log_path=/dev/null"
    done = subprocess.run([binary], capture_output=True, text=True, env={"ASAN_OPTIONS": options, "PATH": "/usr/bin:/bin"})
    seen = collections.defaultdict(lambda: collections.defaultdict(set))
    crashes = 0
    for line in done.stdout.splitlines():
        crashes += line.endswith("crash")
        if match := re.match(r"(\d+) (\d+) .*'(\w+)'", line):
            seen[int(match[1])][match[3]].add(int(match[2]))
    if done.returncode:
        raise RuntimeError(f"the program ends with {done.returncode}: {done.stderr[-500:]}")
    return seen, crashes


def said_by_framewalk(framewalk, source):
    done = subprocess.run(
        [framewalk, "check", str(source), "--unused", "--format=json", "--", "-O0", "-g", "-w"], capture_output=True, text=True
    )
    if done.returncode not in (0, 1):
        raise RuntimeError(f"check ends with {done.returncode}: {done.stderr[-500:]}")
    return json.loads(done.stdout)["units"][0]["findings"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--framewalk", required=True)
    parser.add_argument("--tools", required=True)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="write the programs to this folder")
    parser.add_argument("--least-recall", type=float, default=0.97)
    parser.add_argument("--most-false", type=float, default=0.01, help="false findings per case")
    arguments = parser.parse_args()
    per_program = 60
    total = collections.Counter()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(arguments.keep or temporary)
        folder.mkdir(exist_ok=True)
        for first in range(arguments.seed, arguments.seed + arguments.cases, per_program):
            count = min(per_program, arguments.seed + arguments.cases - first)
            cases, begins, body, rest = program(first, count)
            checked, run = folder / f"cases-{first}.c", folder / f"run-{first}.c"
            # framewalk sees the cases alone, used from outside.
            checked.write_text(body.replace("static int *case", "int *case") + "\n")
            run.write_text(body + rest)
            seen, crashes = seen_by_sanitizer(pathlib.Path(arguments.tools) / "clang", run, folder)
            findings = said_by_framewalk(arguments.framewalk, checked)
            named = collections.defaultdict(list)
            for f in findings:
                number = sum(f["line"] >= b for b in begins) - 1
                named[number].append(f)
            total["crashes"] += crashes
            for number, case in enumerate(cases):
                said = {f["variable"]: f for f in named[number]}
                real = set(seen[number])
                total["cases"] += 1
                total["clean cases"] += not real
                total["real"] += len(real)
                for variable in sorted(real):
                    if variable in said:
                        total["found"] += 1
                    else:
                        at = sorted(seen[number][variable])
                        print(f"missed: seed {first + number}, {variable}, with arguments {at[:6]}: {checked}:{begins[number]}")
                for variable, f in sorted(said.items()):
                    total["findings"] += 1
                    if variable in real:
                        continue
                    if variable in case.in_loops:
                        total["revived"] += 1
                        continue
                    total["false"] += 1
                    print(f"false: seed {first + number}, {variable}, {f['rule']}: {checked}:{f['line']}")
    print(", ".join(f"{value} {key}" for key, value in total.items()))
    recall = total["found"] / max(total["real"], 1)
    rate = total["false"] / max(total["cases"], 1)
    print(f"recall {recall:.4f}, false findings per case {rate:.4f}")
    return not (total["real"] and recall >= arguments.least_recall and rate <= arguments.most_false)


if __name__ == "__main__":
    sys.exit(main())
