#!/usr/bin/env python3
"""Renders --format=markdown as GitHub does, with GitHub's own library
(Debian's cmark-gfm), and looks at what comes out: each table has its columns,
names and types are those of the JSON report, whatever marks are in them, code
blocks hold the source's lines, and no tag is there that framewalk did not
write.
"""

import argparse
import html.parser
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SKIPPED = 77

# Names and types with everything that Markdown, HTML and tables act on.
NASTY = r"""
template <class T> struct A { T x; };
template <class... T> struct Pack {};
int take(void *);
int pipes(int a_b_c, A<A<int>> x) { int __under_score__ = 1; return take(&x) | a_b_c | __under_score__; }
int emoji(void) { int größe = 1, 名前 = 2; return größe + 名前; }
auto lambda() { A<int *(*)(const char *)> star; return take(&star); }
Pack<int, char> pack(Pack<A<int>, A<char>> p) { take(&p); return {}; }
int *returned(void) { int x_[4] = {1}; return &x_[1]; } // `ticks` ``more`` | pipe <script>alert(1)</script>
int operator|(A<int> a, A<char> b) { return take(&a) + take(&b); }
"""

TAGS = {
    "h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "blockquote",
    "details", "summary", "ol", "li", "strong",
}


class Page(html.parser.HTMLParser):
    """Tables as lists of rows of texts; blocks of code; the tags seen."""

    def __init__(self):
        super().__init__()
        self.tables, self.blocks, self.tags, self.headings = [], [], set(), []
        self.cell = self.block = self.heading = None

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.cell = ""
        elif tag == "pre":
            self.block = ""
        elif tag in ("h2", "h3"):
            self.heading = ""

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.tables[-1][-1].append(self.cell)
            self.cell = None
        elif tag == "pre":
            self.blocks.append(self.block)
            self.block = None
        elif tag in ("h2", "h3"):
            self.headings.append(self.heading)
            self.heading = None

    def handle_data(self, data):
        for part in ("cell", "block", "heading"):
            if getattr(self, part) is not None:
                setattr(self, part, getattr(self, part) + data)


def complaints(framewalk, source, flags):
    def run(what, form):
        command = [framewalk, what, str(source), f"--format={form}", "--", *flags]
        done = subprocess.run(command, capture_output=True, cwd=ROOT)
        assert done.returncode in (0, 1), done.stderr
        return done.stdout

    markdown = run("explain", "markdown")
    report = json.loads(run("explain", "json"))["units"][0]
    rendered = subprocess.run(
        ["cmark-gfm", "--unsafe", "-e", "table", "-e", "strikethrough", "-e", "autolink", "-e", "tagfilter"],
        input=markdown, capture_output=True, check=True,
    ).stdout.decode()
    page = Page()
    page.feed(rendered)
    if page.tags - TAGS:
        yield f"tags that nobody wrote: {sorted(page.tags - TAGS)}"
    for table in page.tables:
        if len({len(row) for row in table}) != 1:
            yield f"a table has rows of different lengths: {table}"
    ledgers = [t for t in page.tables if t[0][0] == "CFA" or "what" in t[0] and "bytes" in t[0]]
    functions = report["functions"]
    if len(ledgers) != len(functions):
        yield f"{len(ledgers)} ledgers of {len(functions)} functions"
    for function, table in zip(functions, ledgers):
        signature = function.get("signature", function["name"])
        if signature not in page.headings:
            yield f"no heading {signature}"
        what = table[0].index("what")
        types = table[0].index("type") if "type" in table[0] else None
        shown = [(row[what], row[types] if types is not None else "") for row in table[1:]]
        for slot in function["frame"]["slots"]:
            for occupant in slot["occupants"]:
                if occupant["name"] and (occupant["name"], occupant["type"]) not in shown:
                    yield f"{function['name']}: no row for {occupant['name']}: {occupant['type']}"
        sizes = [row[table[0].index("bytes")] for row in table[1:]]
        if not sizes:
            yield f"{function['name']}: no sizes"
    lines = pathlib.Path(source).read_text(encoding="utf-8").split("\n")
    for finding in report["findings"]:
        line = lines[finding["line"] - 1]
        if len(line) < 120 and not any(line in block.split("\n") for block in page.blocks):
            yield f"line {finding['line']} is not in a block: {page.blocks}"
    return len(functions)


def comments(framewalk, folder):
    """--comment: what GitHub takes, with the findings first, and a word about
    the rest."""
    source = folder / "long.c"
    source.write_text(
        "".join(f"int f{i}(int n) {{ char größe{i}[{i + 1}]; größe{i}[n] = n; return größe{i}[0]; }}\n" for i in range(300))
        + "int *last(void) { int x; return &x; }\n",
        encoding="utf-8",
    )

    def run(*more):
        command = [framewalk, "explain", str(source), "--format=markdown", *more, "--", "-w"]
        return subprocess.run(command, capture_output=True, check=True).stdout.decode()

    whole, short = run(), run("--comment")
    if len(whole) <= 65536:
        yield "the whole is no longer than a comment: this tests nothing"
    if not 50000 < len(short.encode()) <= 65536:
        yield f"a comment has {len(short.encode())} bytes"
    if "framewalk-dangling-return" not in short or "### Frames" not in short:
        yield "a comment without its finding or its table"
    shown = short.count("\n### `int ")
    if f"{301 - shown} functions." not in short.splitlines()[-1] or not short.splitlines()[-1].startswith("> Left out"):
        yield f"{shown} functions are shown: {short.splitlines()[-1]}"
    rendered = subprocess.run(["cmark-gfm", "--unsafe", "-e", "table"], input=short.encode(), capture_output=True).stdout
    page = Page()
    page.feed(rendered.decode())
    if len(page.headings) != shown + 3:
        yield f"{len(page.headings)} headings, {shown} functions"
    source.write_text("int f(void) { return 1; }\n")
    if run() != run("--comment"):
        yield "a short report is another one as a comment"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", required=True)
    arguments = parser.parse_args()
    if not shutil.which("cmark-gfm"):
        print("SKIPPED: no cmark-gfm")
        return SKIPPED
    wrong = []
    with tempfile.TemporaryDirectory() as name:
        nasty = pathlib.Path(name) / "na_sty*.cpp"
        nasty.write_text(NASTY, encoding="utf-8")
        cases = [(nasty, ["-std=c++20", "-O0", "-g", "-w"]), (nasty, ["-std=c++20", "-O2", "-g", "-w"])]
        cases += [(ROOT / "testdata/sum.c", ["-O0", "-g"]), (ROOT / "testdata/sum.c", ["-O2", "-g"])]
        cases += [(p, ["-O0", "-g", "-w", *(["-std=c++20"] if p.suffix == ".cpp" else [])]) for p in sorted((ROOT / "testdata/dangling").glob("*.c*"))]
        for source, flags in cases:
            wrong += [f"{source.name} {flags}: {each}" for each in complaints(arguments.framewalk, source, flags)]
        wrong += comments(arguments.framewalk, pathlib.Path(name))
    for each in wrong[:40]:
        print(each)
    print(f"{len(cases)} documents, {len(wrong)} complaints")
    return min(len(wrong), 100)


if __name__ == "__main__":
    sys.exit(main())
