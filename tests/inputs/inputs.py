"""The third-party inputs that tests/inputs/fetch brought, and how each one is
compiled."""

import dataclasses
import os
import pathlib
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
