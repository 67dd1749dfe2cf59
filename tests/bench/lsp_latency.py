#!/usr/bin/env python3
"""How long an editor waits for the language server: after an edit, until the
hover, the hints and the diagnostics of the new text are there; how long a
hover takes while a long list is made; and how much memory the server and its
processes have as the edits go on.

Memory is what the processes have of their own. The pages of LLVM's libraries
come on top, some 60 MB, which all share with whoever else runs clang.

A generated C file of 1,000 lines with headers, and sqlite3.c where
tests/inputs/fetch has brought it."""

import argparse
import os
import pathlib
import random
import statistics
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT / "tests/inputs"), str(ROOT / "tests/lsp")]
import inputs  # noqa: E402
from client import Client  # noqa: E402

HEADER = """#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "records.h"

"""

RECORDS = """#pragma once
#include <stddef.h>
#include <stdint.h>
struct record { char key[24]; uint32_t hash; double weight; struct record *next; };
struct table { struct record *buckets[64]; size_t count; char name[17]; };
enum state { EMPTY, OPEN, CLOSED };
"""

# What programs do: tables, strings, loops, numbers, callbacks, a pointer that
# outlives its local.
FUNCTIONS = [
    """static uint32_t hash_{n}(const char *text, size_t length) {{
  uint32_t value = 2166136261u;
  for (size_t i = 0; i < length; ++i) {{
    unsigned char byte = (unsigned char)text[i];
    value ^= byte;
    value *= 16777619u;
  }}
  return value;
}}
""",
    """struct record *find_{n}(struct table *table, const char *key) {{
  char folded[24];
  size_t length = strlen(key);
  if (length >= sizeof folded)
    length = sizeof folded - 1;
  for (size_t i = 0; i < length; ++i)
    folded[i] = (char)tolower((unsigned char)key[i]);
  folded[length] = 0;
  uint32_t hash = hash_{m}(folded, length);
  for (struct record *at = table->buckets[hash % 64]; at; at = at->next) {{
    bool same = at->hash == hash && strcmp(at->key, folded) == 0;
    if (same)
      return at;
  }}
  return NULL;
}}
""",
    """int report_{n}(FILE *out, const struct table *table) {{
  struct {{ char c; int count; short s; double sum; }} line = {{0, 0, 0, 0.0}};
  char text[128];
  for (int bucket = 0; bucket < 64; ++bucket) {{
    const struct record *at = table->buckets[bucket];
    while (at) {{
      line.count++;
      line.sum += at->weight;
      at = at->next;
    }}
  }}
  int written = snprintf(text, sizeof text, "%s: %d records, %.2f\\n", table->name, line.count, line.sum);
  if (written < 0 || fwrite(text, 1, (size_t)written, out) != (size_t)written)
    return -errno;
  return line.count;
}}
""",
    """double median_{n}(double *values, int count) {{
  double sorted[32];
  int used = count < 32 ? count : 32;
  memcpy(sorted, values, (size_t)used * sizeof *sorted);
  for (int i = 1; i < used; ++i) {{
    double value = sorted[i];
    int j = i - 1;
    while (j >= 0 && sorted[j] > value) {{
      sorted[j + 1] = sorted[j];
      --j;
    }}
    sorted[j + 1] = value;
  }}
  return used % 2 ? sorted[used / 2] : (sorted[used / 2 - 1] + sorted[used / 2]) / 2;
}}
""",
    """const char *name_{n}(enum state state, int code) {{
  char buffer[32];
  switch (state) {{
  case EMPTY:
    return "empty";
  case OPEN:
    snprintf(buffer, sizeof buffer, "open %d", code);
    break;
  default:
    return "closed";
  }}
  return buffer;
}}
""",
    """long fold_{n}(const int *values, size_t count, long (*step)(long, int)) {{
  long result = 0;
  for (size_t i = 0; i < count; ++i) {{
    int value = values[i];
    result = step(result, value);
  }}
  time_t now = time(NULL);
  struct tm parts;
  if (gmtime_r(&now, &parts) && parts.tm_year > 70)
    result += parts.tm_yday;
  return result;
}}
""",
]


def generated():
    """Some 1,000 lines."""
    text, n, hashed = HEADER, 0, 0
    while text.count("\n") < 985:
        pattern = FUNCTIONS[n % len(FUNCTIONS)]
        if n % len(FUNCTIONS) == 0:
            hashed = n
        text += pattern.format(n=n, m=hashed) + "\n"
        n += 1
    return text


class Document:
    """The text as an editor has it, in ASCII: units do not matter here."""

    def __init__(self, text):
        self.lines = text.split("\n")

    def replace(self, line, begin, end, text):
        """The change event for a replacement within a line, or of whole ones."""
        old = self.lines[line]
        new = (old[:begin] + text + old[end:]).split("\n")
        self.lines[line:line + 1] = new
        return {"range": {"start": {"line": line, "character": begin}, "end": {"line": line, "character": end}}, "text": text}


def edits(document, rng):
    """An edit of any kind at a random place, and what takes it back (None: it
    stays). Some do not compile."""
    while True:
        line = rng.randrange(12, len(document.lines) - 1)
        text = document.lines[line]
        kind = rng.choice(["letter", "letter", "local", "statement", "number", "break", "blank", "comment"])
        stripped = text.strip()
        if kind == "letter" and stripped.endswith(";"):
            # As one types: the line is broken until it is whole again.
            at = len(text) - 1
            return document.replace(line, at, at, " + x"), lambda: document.replace(line, at, at + 4, "")
        if kind == "local" and text.startswith("  ") and stripped.endswith(";") and not stripped.startswith(("return", "break", "else")) and text[2] != " ":
            size = rng.randrange(1, 200)
            added = f"  char extra_{rng.randrange(10**6)}[{size}]; (void)sizeof(int);\n"
            return document.replace(line, 0, 0, added), None if len(document.lines) < 1040 else (lambda: document.replace(line, 0, len(document.lines[line]), ""))
        if kind == "statement" and text.startswith("  return ") and stripped.endswith(";"):
            return document.replace(line, 0, 0, "  fputs(\"here\", stderr);\n"), None if len(document.lines) < 1040 else (lambda: document.replace(line, 0, len(document.lines[line]), ""))
        if kind == "number" and "[32]" in text:
            at = text.index("[32]")
            return document.replace(line, at, at + 4, f"[{rng.randrange(32, 99)}]"), None
        if kind == "break" and stripped.endswith("{"):
            at = len(text) - 1
            return document.replace(line, at, at + 1, ""), lambda: document.replace(line, at, at, "{")
        if kind == "blank":
            return document.replace(line, 0, 0, "\n"), None if len(document.lines) < 1040 else (lambda: document.replace(line, 0, len(document.lines[line]), ""))
        if kind == "comment" and stripped.endswith(";"):
            return document.replace(line, len(text), len(text), f" // {rng.randrange(100)}"), None


def processes(root):
    """The server and its children."""
    found = [root]
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stat = pathlib.Path(f"/proc/{entry}/stat").read_text()
            except OSError:
                continue
            if int(stat.rsplit(")", 1)[1].split()[1]) == root:
                found.append(int(entry))
    return found


def memory(pid):
    """In MB, without files' pages; pages that several processes share are
    divided."""
    try:
        for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss_Anon:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def distribution(name, times):
    ordered = sorted(t * 1000 for t in times)

    def at(share):
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    print(f"{name:34} n {len(ordered):5}  min {ordered[0]:7.1f}  median {at(.5):7.1f}  p90 {at(.9):7.1f}  p95 {at(.95):7.1f}  p99 {at(.99):7.1f}  max {ordered[-1]:7.1f} ms")
    return at(.95)


CAPABILITIES = {
    "textDocument": {"hover": {"contentFormat": ["markdown"]}, "publishDiagnostics": {"versionSupport": True, "relatedInformation": True}},
}


def place_of_local(lines, rng):
    """Somewhere that a hover has something to say."""
    while True:
        line = rng.randrange(12, len(lines))
        for word in ("value", "written", "length", "result", "used", "folded"):
            at = lines[line].find(word)
            if at > 0:
                return {"line": line, "character": at}


def small(options, folder):
    rng = random.Random(options.seed)
    (folder / "records.h").write_text(RECORDS)
    text = generated()
    path = folder / "table.c"
    path.write_text(text)
    uri = path.as_uri()
    document = Document(text)
    client = Client([options.framewalk, "lsp"])
    client.initialize(folder, CAPABILITIES)
    start = time.perf_counter()
    client.open(uri, text)
    when, _ = client.diagnostics(uri, 1)
    print(f"{len(document.lines)} lines; the first diagnostics after {1000 * (when - start):.0f} ms")
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 100_000, "character": 0}}
    hovers, hints, diagnostics, alls, empty = [], [], [], [], 0
    version, undo, broken = 1, None, 0
    rss = []
    for number in range(options.edits):
        version += 1
        if undo:
            change, undo = undo(), None
        else:
            change, undo = edits(document, rng)
        place = place_of_local(document.lines, rng)
        start = time.perf_counter()
        client.change(uri, version, [change])
        hover = client.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": place})
        hint = client.request("textDocument/inlayHint", {"textDocument": {"uri": uri}, "range": whole})
        found, _ = client.diagnostics(uri, version)
        when, message = client.answer(hover)
        hovers.append(when - start)
        empty += message.get("result") is None
        when, message = client.answer(hint)
        assert "result" in message, message
        hints.append(when - start)
        diagnostics.append(found - start)
        alls.append(max(hovers[-1], hints[-1], diagnostics[-1]))
        if number % max(1, options.edits // 10) == 0 or number == options.edits - 1:
            rss.append(sum(memory(pid) for pid in processes(client.process.pid)))
        time.sleep(options.pause / 1000)
    for name, times in (("hover", hovers), ("hints", hints), ("diagnostics", diagnostics)):
        distribution(name, times)
    worst = distribution("all three", alls)
    print(f"hovers without an answer: {empty} of {len(hovers)}")
    print("memory of all processes (MB) as it goes on: " + " ".join(f"{m:.0f}" for m in rss))
    print("exit code", client.close())
    return worst <= 150


def large(options):
    path = inputs.cache() / "sqlite3/sqlite3.c"
    if not path.exists():
        print("sqlite3.c: not there; tests/inputs/fetch brings it")
        return True
    rng = random.Random(options.seed)
    uri = path.as_uri()
    text = path.read_text(encoding="utf-8", errors="replace")
    lines = text.split("\n")
    client = Client([options.framewalk, "lsp"])
    client.initialize(path.parent, CAPABILITIES)
    start = time.perf_counter()
    client.open(uri, text)
    when, _ = client.diagnostics(uri, 1, 600)
    print(f"sqlite3.c, {len(lines)} lines: analysed in {when - start:.1f} s")

    def hover(timeout=60):
        line = rng.randrange(20_000, len(lines) - 20_000)
        while not lines[line].startswith("  "):
            line += 1
        start = time.perf_counter()
        when, message = client.answer(client.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": line, "character": len(lines[line]) // 2}}), timeout)
        return when - start, message

    hover()
    ready = [hover()[0] for _ in range(300)]
    worst = distribution("hover, analysed", ready)
    behind = []
    for _ in range(5):
        symbols = client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
        behind += [hover()[0] for _ in range(5)]
        client.answer(symbols, 60)
    worst = max(worst, distribution("hover, while symbols are listed", behind))
    rss, version, during, told = [], 1, [], 0
    for _ in range(options.large_edits):
        version += 1
        client.change(uri, version, [{"range": {"start": {"line": 100_000, "character": 0}, "end": {"line": 100_000, "character": 0}}, "text": "\n"}])
        lines.insert(100_000, "")
        for _ in range(5):
            took, message = hover()
            during.append(took)
            told += message.get("result") is not None
            time.sleep(.1)
        client.diagnostics(uri, version, 600)
        rss.append(sum(memory(pid) for pid in processes(client.process.pid)))
    distribution("hover, while an edit is analysed", during)
    print(f"of those {told} had an answer other than null")
    print("memory of all processes (MB) after each edit: " + " ".join(f"{m:.0f}" for m in rss))
    print("exit code", client.close())
    return worst <= 50


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", default=str(ROOT / "build/release/bin/framewalk"))
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--large-edits", type=int, default=5)
    parser.add_argument("--pause", type=float, default=20, help="milliseconds between edits")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=("small", "large"))
    options = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    good = True
    if options.only != "large":
        with tempfile.TemporaryDirectory() as folder:
            good &= small(options, pathlib.Path(folder))
    if options.only != "small":
        good &= large(options)
    print("within the limits" if good else "NOT within the limits")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
