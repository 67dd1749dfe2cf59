"""The third-party inputs that tests/inputs/fetch brought, and how each one is
compiled."""

import dataclasses
import json
import os
import pathlib
import shlex
import sys

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77  # ctest's SKIP_RETURN_CODE


@dataclasses.dataclass(frozen=True)
class Input:
    name: str
    sources: tuple
    flags: tuple


def cache():
    if "FRAMEWALK_CACHE" in os.environ:
        base = pathlib.Path(os.environ["FRAMEWALK_CACHE"])
    else:
        home = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
        base = pathlib.Path(home) / "framewalk"
    return base / "inputs"


def available():
    """The inputs that are there, by name."""
    base = cache()
    found = {}

    def add(name, sources, *flags):
        sources = tuple(sorted(sources))
        if sources and all(source.exists() for source in sources):
            found[name] = Input(name, sources, ("-w", *flags))

    add("sqlite3", [base / "sqlite3/sqlite3.c"])
    add("zlib", (base / "zlib").glob("*.c"), "-DHAVE_UNISTD_H", "-D_LARGEFILE64_SOURCE=1")
    add("lua", (base / "lua/src").glob("*.c"))
    header = base / "json/single_include/nlohmann/json.hpp"
    if header.exists():
        add("json", [HERE / "json_workout.cpp"], "-std=c++20", f"-I{header.parent.parent}")
    return found


@dataclasses.dataclass(frozen=True)
class Project:
    """What compile_commands.json holds of a whole project."""

    name: str
    root: pathlib.Path
    commands: tuple  # (folder, file, flags)

    def write_database(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        database = [
            {"directory": str(where), "file": file, "arguments": ["clang", *flags, "-c", file]}
            for where, file, flags in self.commands
        ]
        (folder / "compile_commands.json").write_text(json.dumps(database, indent=1))


def redis():
    """redis as its Makefile compiles it, with the libc's malloc; None: it has
    not been fetched."""
    root = cache() / "redis"
    if not (root / "src/server.c").exists():
        return None
    flags = ("-pedantic", "-DREDIS_STATIC=", "-std=c11", "-w", "-O2", "-g", "-fno-omit-frame-pointer")
    includes = ("-I../deps/hiredis", "-I../deps/linenoise", "-I../deps/lua/src", "-I../deps/hdr_histogram")
    # Those of other systems' and of TLS are not compiled on Linux.
    other = ("ae_evport.c", "ae_kqueue.c", "ae_select.c", "ae_epoll.c", "tls.c")
    commands = [
        (root / "src", file.name, (*flags, *includes))
        for file in sorted((root / "src").glob("*.c"))
        if file.name not in other
    ]
    for library in ("hiredis", "lua/src", "hdr_histogram", "linenoise"):
        for file in sorted((root / "deps" / library).glob("*.c")):
            if file.name not in ("ssl.c", "example.c", "test.c"):
                commands.append((file.parent, file.name, ("-w", "-O2", "-g", "-DENABLE_CJSON_GLOBAL",
                                 '-DHDR_MALLOC_INCLUDE="hdr_redis_malloc.h"')))
    return Project("redis", root, tuple(commands))


def project_of(build, debug):
    """What a build's own compile_commands.json says; with -g where DEBUG says
    so."""
    commands = []
    for entry in json.loads((build / "compile_commands.json").read_text()):
        arguments = entry.get("arguments") or shlex.split(entry["command"])
        flags = []
        skip = True  # the compiler
        for argument in arguments:
            if skip:
                skip = False
            elif argument in ("-o", "-c"):
                skip = argument == "-o"
            elif argument != entry["file"]:
                flags.append(argument)
        if debug and "-g" not in flags:
            flags.append("-g")
        commands.append((pathlib.Path(entry["directory"]), entry["file"], tuple(flags)))
    return Project("the database's", build, tuple(commands))


def demand(*names):
    """These inputs, in this order. Ends the test as skipped where none is
    there; says loudly which are not."""
    found = available()
    missing = [name for name in names if name not in found]
    if missing:
        print(f"SKIPPED: {', '.join(missing)}: not fetched (tests/inputs/fetch does it)", flush=True)
    if len(missing) == len(names):
        sys.exit(SKIPPED)
    return [found[name] for name in names if name in found]
