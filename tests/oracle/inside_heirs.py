"""Runs inside gdb, started by heirs.py: follows one run of a program with a
dangling pointer. FRAMEWALK_REQUEST and FRAMEWALK_ANSWER name the files.

Stops at the first instruction of the function whose local dies and at its
`ret`; then, with the local dead, at the first instruction and each `ret` of the
functions that may own its bytes.
"""

import json
import os
import re

import gdb

request = json.load(open(os.environ["FRAMEWALK_REQUEST"], encoding="utf-8"))
gdb.execute("set pagination off")
gdb.execute("set startup-with-shell off")
gdb.execute("set print inferior-events off")

REGISTERS = ["rax", "rbx", "rbp", "r12", "r13", "r14", "r15"]
MASK = (1 << 64) - 1


def register(name):
    return int(gdb.newest_frame().read_register(name)) & MASK


def read(address, size):
    return list(bytes(gdb.selected_inferior().read_memory(address, size)))


def word(address):
    return int.from_bytes(bytes(read(address, 8)), "little")


def spot(function):
    return re.sub(r"\(.*", "", function)


def entry(function):
    """The first instruction, before the prologue."""
    block = gdb.block_for_pc(gdb.decode_line(spot(function))[1][0].pc)
    while block.function is None:
        block = block.superblock
    return block.start


def returns_of(function):
    text = gdb.execute(f"disassemble {entry(function):#x}", to_string=True)
    return [int(m, 16) for m in re.findall(r"(0x[0-9a-f]+) <\+\d+>:\s+ret", text)]


def variables():
    """Name to address and size, of the function that has just been entered."""
    found, block = {}, gdb.newest_frame().block()
    while block.function is None:
        block = block.superblock
    # Blocks inside, too: gdb only knows the way up, so take them by address.
    frame, seen = gdb.newest_frame(), set()
    for address in range(block.start, block.end):
        inner = gdb.block_for_pc(address)
        while inner is not None and inner.start >= block.start and inner.end <= block.end:
            if (inner.start, inner.end) in seen:
                break
            seen.add((inner.start, inner.end))
            for symbol in inner:
                if not (symbol.is_variable or symbol.is_argument) or not symbol.needs_frame:
                    continue
                try:
                    value = symbol.value(frame)
                    if value.address is not None:
                        size = value.type.sizeof
                        if value.type.code in (gdb.TYPE_CODE_REF, gdb.TYPE_CODE_RVALUE_REF):
                            continue
                        found[symbol.name] = [int(value.address) & MASK, size]
                except (gdb.error, gdb.MemoryError):
                    pass
            if inner.function is not None:
                break
            inner = inner.superblock
    return found


def run_to(addresses):
    """Goes on to the first of these instructions; false: the program is over."""
    breaks = [gdb.Breakpoint(f"*{a:#x}") for a in addresses]
    try:
        gdb.execute("continue", to_string=True)
        gdb.newest_frame()
        return True
    except gdb.error:
        return False
    finally:
        for each in breaks:
            if each.is_valid():
                each.delete()


def pass_prologue(function):
    """Debug information knows the variables there."""
    probe = gdb.Breakpoint(spot(function))
    behind = int(re.search(r"0x[0-9a-f]+", gdb.execute("info breakpoints", to_string=True))[0], 16)
    probe.delete()
    if behind != register("rip"):
        run_to([behind] + returns_of(function))


answer = {"frames": {}, "variable": None}
gdb.execute("break main")
gdb.execute("run", to_string=True)
gdb.execute("delete")
try:
    answer["canary"] = word(register("fs_base") + 0x28)
except (gdb.error, ValueError):
    answer["canary"] = 0

owner = request["owner"]
run_to([entry(owner)])
cfa = register("rsp") + 8
answer["dead"] = cfa + request["cfaOffset"]
lines = returns_of(owner)
pass_prologue(owner)
known = variables().get(request["variable"])
answer["variable"] = known[0] if known else None
run_to(lines)
answer["stale"] = read(answer["dead"], request["size"])

# A function of another file may be reached by ways of its own: lazy binding,
# one of several implementations.
own = [h for h in request["heirs"] if gdb.solib_name(entry(h)) is None]
answer["foreign"] = [h for h in request["heirs"] if h not in own]
pending = {entry(h): h for h in own}


def follow():
    """From the first instruction of an heir to its own return, not that of a
    recursive call, and through the heirs on the way."""
    heir = pending.pop(register("rip"))
    depth = register("rsp")
    frame = answer["frames"][heir] = {
        "cfa": depth + 8,
        "returnAddress": word(depth),
        "registers": {r: register(r) for r in REGISTERS},
    }
    pass_prologue(heir)
    frame["variables"] = variables()
    returns = returns_of(heir)
    while not (register("rip") in returns and register("rsp") == depth):
        if not run_to(returns + list(pending)):
            break
        if register("rip") in pending:
            follow()
    frame["bytes"] = read(answer["dead"], request["size"])


while pending and run_to(list(pending)):
    follow()

json.dump(answer, open(os.environ["FRAMEWALK_ANSWER"], "w", encoding="utf-8"))
gdb.execute("kill", to_string=True)
