#!/usr/bin/env python3
"""Holds the arrows between the libraries: who may include what.

The table is the design's. Run without arguments; the exit code is the number
of forbidden includes, capped. Before it looks at the sources it checks that it
would catch a forbidden include of each kind.
"""

import argparse
import pathlib
import re
import sys

# Direct arrows; what a library may use it may use through another one, too.
ARROWS = {
    "Support": [],
    "Model": ["Support"],
    "Ast": [],
    "Paging": ["Support"],
    "Frontend": ["Model", "Ast"],
    "Codegen": ["Model"],
    "Layout": ["Frontend", "Codegen"],
    "Escape": ["Model", "Ast"],
    "Simulation": ["Model", "Paging"],
    "Render": ["Model"],
    "Pipeline": ["Layout", "Escape", "Simulation", "Render"],
    "Project": ["Pipeline"],
    "Lsp": ["Pipeline", "Project"],
    "Tidy": ["Pipeline"],
    "Plugin": ["Pipeline"],
    "tool": ["Pipeline", "Project", "Lsp", "Tidy", "Plugin"],
}

CLANG = {"Ast", "Frontend", "Escape", "Tidy", "Plugin"}  # clang/
MACHINE = {"Codegen"}  # llvm/CodeGen, llvm/MC, llvm/Target, llvm/Object ...
IR = {"Codegen", "Escape", "Frontend"}  # llvm/ beyond ADT and Support
LSP = {"Lsp"}  # llvm/Support/LSP
OPTIONS = {"tool"}  # cl::opt
# Frontend hands a user's -mllvm options to LLVM; it defines none of its own.
OPTION_PARSERS = OPTIONS | {"Frontend"}  # llvm/Support/CommandLine.h

MACHINE_HEADERS = ("llvm/CodeGen/", "llvm/CodeGenTypes/", "llvm/MC/", "llvm/Target/")
PLAIN_LLVM = ("llvm/ADT/", "llvm/Support/", "llvm/Config/llvm-config.h")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)
OPTION = re.compile(r"\bcl::(opt|list|bits|alias)\b")


def reachable(library):
    seen, todo = {library}, [library]
    while todo:
        for used in ARROWS[todo.pop()]:
            if used not in seen:
                seen.add(used)
                todo.append(used)
    return seen


def objection(library, quote, header):
    """Why LIBRARY may not include HEADER; None where it may."""
    first = header.split("/")[0]
    if header.endswith("RecursiveASTVisitor.h") and library != "Ast":
        return "the walk through the AST is Ast/AstWalk.h"
    if first in ("clang", "clang-c", "clang-tidy"):
        if library not in CLANG:
            return "clang headers belong to " + ", ".join(sorted(CLANG))
    elif first in ("llvm", "llvm-c"):
        if header.startswith(MACHINE_HEADERS) and library not in MACHINE:
            return "CodeGen and MC headers belong to Codegen"
        if header.startswith("llvm/Support/LSP/") and library not in LSP:
            return "the language server's protocol belongs to Lsp"
        if header == "llvm/Support/CommandLine.h" and library not in OPTION_PARSERS:
            return "command-line options belong to tool"
        if not header.startswith(PLAIN_LLVM) and library not in IR:
            return "only llvm/ADT and llvm/Support are for everybody"
    elif first in ARROWS:
        if first not in reachable(library):
            return f"{library} may use {', '.join(sorted(reachable(library)))}"
    elif quote == '"' and library != "tool":
        return "includes start at lib/: the first folder is the library"
    return None


def objections(library, text):
    code = COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)
    for match in INCLUDE.finditer(code):
        reason = objection(library, match.group(1), match.group(2))
        if reason:
            line = code.count("\n", 0, match.start(2)) + 1
            yield line, f"{match.group(2)}: {reason}"
    if library not in OPTIONS:
        for match in OPTION.finditer(code):
            yield code.count("\n", 0, match.start()) + 1, "cl::opt belongs to tool"


def self_check():
    forbidden = [
        ("Layout", '#include "clang/AST/Decl.h"'),
        ("Codegen", '#include "clang/AST/Decl.h"'),
        ("tool", '#include "clang/Tooling/Tooling.h"'),
        ("Frontend", '#include "llvm/CodeGen/MachineFunction.h"'),
        ("Escape", '#include "clang/AST/RecursiveASTVisitor.h"'),
        ("Frontend", '#include "clang/AST/DynamicRecursiveASTVisitor.h"'),
        ("Layout", '#include "llvm/MC/MCInst.h"'),
        ("Pipeline", '#include "llvm/IR/Module.h"'),
        ("Pipeline", '#include "llvm/Support/LSP/Protocol.h"'),
        ("Render", '#include "llvm/Support/CommandLine.h"'),
        ("Render", "static llvm::cl::opt<int> X;"),
        ("Frontend", "static llvm::cl::opt<int> X;"),
        ("Paging", '#include "Model/Access.h"'),
        ("Model", '#include "Layout/FrameBuilder.h"'),
        ("Codegen", '#include "Frontend/SourceFacts.h"'),
        ("Render", '#  include  "Pipeline/Explain.h"'),
        ("Render", '#include "HtmlRenderer.h"'),
        ("Support", "#include <clang/Basic/Version.h>"),
    ]
    allowed = [
        ("Frontend", '#include "clang/AST/Decl.h"'),
        ("Codegen", '#include "llvm/CodeGen/MachineFunction.h"'),
        ("Layout", '#include "Support/Units.h"\n#include "Codegen/Capture.h"'),
        ("tool", '#include "llvm/Support/CommandLine.h"\nllvm::cl::opt<int> X;'),
        ("Paging", '#include "llvm/Support/Error.h"\n#include <vector>'),
        ("Render", '// #include "Pipeline/Explain.h"\n/* cl::opt */'),
        ("Render", "#include <fmt/format.h>"),
    ]
    for library, text in forbidden:
        assert list(objections(library, text)), f"not caught: {library}: {text}"
    for library, text in allowed:
        assert not list(objections(library, text)), f"wrongly caught: {library}: {text}"


def declared_arrows(root):
    """The DEPENDS of each library's CMakeLists.txt."""
    for file in sorted((root / "lib").glob("*/CMakeLists.txt")):
        match = re.search(r"framewalk_library\((\w+)([^)]*)\)", file.read_text())
        if match:
            depends = re.search(r"DEPENDS((?:\s+(?!LINKS\b)\w+)*)", match.group(2))
            yield file, match.group(1), (depends.group(1).split() if depends else [])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    default = pathlib.Path(__file__).resolve().parent.parent
    parser.add_argument("--root", type=pathlib.Path, default=default)
    root = parser.parse_args().root
    self_check()

    count = files = 0
    for folder in [*sorted((root / "lib").iterdir()), root / "tool"]:
        if not folder.is_dir():
            continue
        if folder.name not in ARROWS:
            print(f"lib/{folder.name}: not in the table of {pathlib.Path(__file__).name}")
            count += 1
            continue
        for file in sorted(folder.rglob("*")):
            if file.suffix not in (".h", ".cpp", ".inc", ".def"):
                continue
            files += 1
            text = file.read_text(encoding="utf-8")
            for line, what in objections(folder.name, text):
                print(f"{file.relative_to(root)}:{line}: {what}")
                count += 1
    for file, library, depends in declared_arrows(root):
        for other in depends:
            if other not in ARROWS.get(library, []):
                print(f"{file.relative_to(root)}: {library} may not depend on {other}")
                count += 1
    print(f"{files} files, {count} forbidden includes")
    return min(count, 100)


if __name__ == "__main__":
    sys.exit(main())
