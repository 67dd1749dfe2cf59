#!/usr/bin/env python3
"""Real editors, without a screen, talk to the language server, set up with
exactly the lines that README.md gives for them.

What they show is compared with what `framewalk explain --format=json` says of
the same file. editors/neovim.lua and editors/emacs.el are what the user does;
this says what to do and judges what was seen.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77

SOURCE = """\
int digits(char *to, int n);

/* \U0001f600: what comes behind is counted in other units */
int sum(int n, char c) {
  char buf[16]; int total = 0, length = digits(buf, n);
  for (int i = 0; i < length; ++i) { total += buf[i] * c; }
  return total;
}

char *name(int n) {
  char text[24]; char *p = text; /* \U0001f600 */ digits(text, n);
  return p;
}
"""
# The names that are hovered, and the line they are on.
HOVERS = [("sum", 4), ("total", 5), ("total", 6), ("return", 7), ("text", 11)]


def snippet(language):
    """The block of README.md that sets the editor up."""
    text = (ROOT / "README.md").read_text()
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)
    if len(blocks) != 1:
        raise SystemExit(f"README.md has {len(blocks)} blocks of {language}")
    return blocks[0]


class Failures(list):
    def check(self, condition, text):
        if not condition:
            self.append(text)


class Workspace:
    """A folder with the source, and what explain says of it."""

    def __init__(self, folder, framewalk, flags=("-O0", "-g")):
        self.folder = pathlib.Path(folder)
        self.framewalk = framewalk
        self.file = self.folder / "sum.c"
        self.file.write_text(SOURCE)
        command = {"directory": folder, "file": "sum.c", "arguments": ["clang", *flags, "-c", "sum.c"]}
        (self.folder / "compile_commands.json").write_text(json.dumps([command]))
        self.flags = flags
        self.unit = self.explain(self.file)
        # The oracle itself is worth something.
        assert len(self.unit["functions"]) == 2 and len(self.unit["findings"]) == 1

    def explain(self, file):
        done = subprocess.run(
            [self.framewalk, "explain", "--format=json", file.name, "--", *self.flags],
            cwd=self.folder, stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout)["units"][0]

    def place(self, name, line):
        """As the editors count columns: characters, from 1."""
        text = SOURCE.splitlines()[line - 1]
        return {"line": line, "column": re.search(rf"\b{name}\b", text).start() + 1}

    def place_in_bytes(self, name, line):
        place = self.place(name, line)
        text = SOURCE.splitlines()[line - 1][: place["column"] - 1]
        return {"line": line, "column": len(text.encode()) + 1}

    def function(self, name):
        return next(f for f in self.unit["functions"] if f["name"] == name)

    def slot_of(self, function, variable):
        for slot in self.function(function)["frame"]["slots"]:
            for occupant in slot["occupants"]:
                if occupant["name"] == variable:
                    return slot
        raise KeyError(variable)

    def task(self, servers, in_bytes):
        place = self.place_in_bytes if in_bytes else self.place
        finding = self.unit["findings"][0]
        line = SOURCE.splitlines()[finding["line"] - 1].encode()
        column = finding["column"]
        if not in_bytes:
            column = len(line[: column - 1].decode()) + 1
        return {
            "file": str(self.file), "servers": servers, "timeout": 60,
            "findings": len(self.unit["findings"]), "functions": len(self.unit["functions"]),
            "hovers": [place(*each) for each in HOVERS],
            "fix": {"line": finding["line"], "column": column},
        }


def size_text(function):
    return f"{function['frame']['size']['min']} bytes"


def operand(slot):
    return f"[{slot['base']}-{-slot['displacement']:#x}]"


def judge_hovers(space, hovers, bad):
    sum_hover, declared, used, left, text = hovers
    bad.check("framewalk" in sum_hover and f"sum: {size_text(space.function('sum'))}" in sum_hover.replace("`", "").replace("*", ""),
              f"hover of the function: {sum_hover}")
    where = operand(space.slot_of("sum", "total"))
    for hover in (declared, used):
        bad.check(where in hover, f"hover of total does not say {where}: {hover}")
    accesses = [a for a in space.function("sum")["accesses"] if a["variable"] == "total" and a["line"] == 6]
    for instruction in accesses[0]["instructions"]:
        bad.check(instruction["text"] in used, f"{instruction['text']} is not in the hover: {used}")
    bad.check(accesses[0]["virtualAddress"] in used and accesses[0]["physicalAddress"] in used,
              f"the access's addresses are not in the hover: {used}")
    for instruction in space.function("sum")["epilogues"][0]:
        bad.check(instruction["text"] in left, f"{instruction['text']} is not in the return's hover: {left}")
    where = operand(space.slot_of("name", "text"))
    bad.check(where in text, f"hover of text does not say {where}: {text}")


def judge_fix(space, seen, bad):
    fixes = [fix["title"] for fix in space.unit["findings"][0]["fixes"]]
    offered = " | ".join(seen.get("offered", []))
    for title in fixes:
        bad.check(title in offered, f"'{title}' is not offered: {offered}")
    bad.check("NOLINT" in offered, f"no suppression is offered: {offered}")
    fixed = space.folder / "fixed.c"
    fixed.write_text(seen.get("text", ""))
    bad.check(seen.get("text", SOURCE) != SOURCE, "the text is as it was")
    bad.check(not space.explain(fixed)["findings"], "explain still finds something after the fix")
    bad.check(seen.get("findingsAfter") == 0, "the editor still shows a finding after the fix")


def run(command, space, task, environment):
    """What the editor saw."""
    (space.folder / "task.json").write_text(json.dumps(task))
    output = space.folder / "seen.json"
    environment = dict(os.environ, **environment)
    environment["PATH"] = os.path.dirname(space.framewalk) + os.pathsep + environment["PATH"]
    environment.update(FRAMEWALK_TASK=str(space.folder / "task.json"), FRAMEWALK_SEEN=str(output),
                       HOME=str(space.folder), XDG_CONFIG_HOME=str(space.folder / "config"),
                       XDG_DATA_HOME=str(space.folder / "data"), XDG_STATE_HOME=str(space.folder / "state"),
                       XDG_CACHE_HOME=str(space.folder / "cache"))
    done = subprocess.run(command, cwd=space.folder, env=environment, timeout=300,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if not output.exists():
        raise SystemExit(f"{command[0]} wrote nothing, exit {done.returncode}:\n{done.stdout.decode(errors='replace')}")
    return json.loads(output.read_text())


def neovim(space, bad, servers=("framewalk",), extra=""):
    init = space.folder / "init.lua"
    init.write_text(snippet("lua") + extra)
    command = ["nvim", "--headless", "-n", "-i", "NONE", "-u", str(init), "-c", f"luafile {HERE / 'editors/neovim.lua'}"]
    seen = run(command, space, space.task(list(servers), in_bytes=True), {})
    for problem in seen["problems"]:
        bad.append(problem)
    return seen


def judge_neovim(space, seen, bad):
    judge_hovers(space, seen["hovers"], bad)
    finding = space.unit["findings"][0]
    bad.check(len(seen["diagnostics"]) == 1, f"diagnostics: {seen['diagnostics']}")
    for each in seen["diagnostics"]:
        bad.check((each["line"], each["column"]) == (finding["line"], finding["column"]),
                  f"the diagnostic is at {each['line']}:{each['column']}")
        bad.check(finding["message"] in each["message"], f"its message: {each['message']}")
        bad.check(each.get("code") in (finding["rule"], None), f"its code: {each.get('code')}")
    titles = {lens["line"]: lens["title"] for lens in seen["lenses"]}
    for function in space.unit["functions"]:
        title = titles.get(function["line"], "")
        bad.check(title.startswith(size_text(function)), f"code lens of {function['name']}: {title}")
        padding = sum(s["size"] for s in function["frame"]["slots"] if s["kind"] == "padding")
        bad.check(not padding or f"{padding} padding" in title, f"{title} does not say {padding} padding")
    names = " ".join(each["text"] for each in seen.get("symbols", []))
    for name in ("sum", "total", "name", "text"):
        bad.check(re.search(rf"\b{name}\b", names), f"no symbol {name}: {names}")
    if "hints" in seen:
        labels = [each["label"] for each in seen["hints"]]
        for function in space.unit["functions"]:
            for slot in function["frame"]["slots"]:
                for occupant in slot["occupants"]:
                    label = f"{operand(slot)[1:-1]}, {slot['size']} B"
                    bad.check(label in labels, f"no hint {label} for {occupant['name']}: {labels}")
    judge_fix(space, seen, bad)


def test_neovim(space, bad):
    judge_neovim(space, neovim(space, bad), bad)


BESIDE = """
vim.api.nvim_create_autocmd("FileType", { pattern = { "c" }, callback = function()
  vim.lsp.buf_attach_client(0, vim.lsp.start_client({ name = "clangd", cmd = { "clangd-22" }, root_dir = vim.fn.getcwd() }))
end })
"""


def test_clangd(space, bad):
    """Both servers for one buffer: each has its say, and none says it twice."""
    seen = neovim(space, bad, servers=("framewalk", "clangd"), extra=BESIDE)
    judge_hovers(space, [each["framewalk"] for each in seen["answers"]], bad)
    for (name, line), each in zip(HOVERS, seen["answers"]):
        ours, theirs = each["framewalk"], each["clangd"]
        bad.check(name == "return" or theirs, f"clangd says nothing about {name}")
        bad.check("framewalk" in ours.splitlines()[0], f"not labelled: {ours}")
        # clangd's hover ends in the declaration; ours must not have it as well.
        for declaration in re.findall(r"```cpp\n(.*?)\n```", theirs, re.S):
            last = declaration.splitlines()[-1]
            bad.check(last not in ours, f"the declaration {last} is in both")
    messages = [(d["message"], d["line"]) for d in seen["allDiagnostics"]]
    bad.check(len(set(messages)) == len(messages), f"a diagnostic is doubled: {messages}")
    ours = [d for d in seen["allDiagnostics"] if d["source"] == "framewalk"]
    bad.check(len(ours) == 1, f"framewalk's diagnostics: {ours}")


def test_emacs(space, bad):
    init = space.folder / "init.el"
    init.write_text(snippet("elisp"))
    command = ["emacs", "--batch", "-f", "package-initialize", "-l", str(init), "-l", str(HERE / "editors/emacs.el")]
    seen = run(command, space, space.task(["framewalk"], in_bytes=False), {"LC_ALL": "C.UTF-8"})
    bad.extend(seen["problems"])
    if bad:
        return
    judge_hovers(space, seen["hovers"], bad)
    finding = space.unit["findings"][0]
    bad.check(len(seen["diagnostics"]) == 1, f"diagnostics: {seen['diagnostics']}")
    for each in seen["diagnostics"]:
        bad.check(each["line"] == finding["line"], f"the diagnostic is in line {each['line']}")
        bad.check(finding["message"] in each["message"], f"its message: {each['message']}")
    names = " ".join(seen["symbols"])
    for name in ("sum", "total", "name", "text"):
        bad.check(re.search(rf"\b{name}\b", names), f"no symbol {name}: {names}")
    judge_fix(space, seen, bad)


TESTS = {
    "neovim": (test_neovim, ["nvim"]),
    "clangd": (test_clangd, ["nvim", "clangd-22"]),
    "emacs": (test_emacs, ["emacs"]),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", required=True, type=pathlib.Path)
    parser.add_argument("editor", choices=sorted(TESTS))
    arguments = parser.parse_args()
    test, programs = TESTS[arguments.editor]
    for program in programs:
        if not shutil.which(program):
            print(f"SKIPPED: no {program}")
            return SKIPPED
    bad = Failures()
    with tempfile.TemporaryDirectory(prefix="framewalk-editor-") as folder:
        test(Workspace(os.path.realpath(folder), str(arguments.framewalk.resolve())), bad)
    for text in bad:
        print(f"FAILED: {text}")
    print(f"{arguments.editor}: {len(bad)} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
