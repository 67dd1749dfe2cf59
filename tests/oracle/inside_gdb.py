"""Runs inside gdb, started by nasty_cases.py: stops where it is told and writes
one line of JSON for each stop. FRAMEWALK_REQUEST and FRAMEWALK_ANSWER name the
files.
"""

import json
import os
import re

import gdb

request = json.load(open(os.environ["FRAMEWALK_REQUEST"], encoding="utf-8"))
out = open(os.environ["FRAMEWALK_ANSWER"], "w", encoding="utf-8")
gdb.execute("set pagination off")
gdb.execute("set print inferior-events off")
gdb.execute("set startup-with-shell off")
for spot in request["breaks"]:
    gdb.Breakpoint(spot)

def number(value):
    return int(value) & (2 ** (8 * request["pointer"]) - 1)

def variables(frame):
    try:
        block = frame.block()
    except RuntimeError:
        return
    while block is not None:
        for symbol in block:
            if not (symbol.is_variable or symbol.is_argument):
                continue
            try:
                value = symbol.value(frame) if symbol.needs_frame else None
                address = None if value is None else value.address
                kinds = (gdb.TYPE_CODE_REF, gdb.TYPE_CODE_RVALUE_REF)
                yield {"name": symbol.name, "line": symbol.line,
                       "reference": value is not None and value.type.code in kinds,
                       "address": None if address is None else number(address)}
            except (gdb.error, gdb.MemoryError):
                pass
        if block.function is not None:
            return
        block = block.superblock

def read(address):
    memory = gdb.selected_inferior().read_memory(address, request["pointer"])
    return int.from_bytes(bytes(memory), "little")

def stop_report():
    frame = gdb.newest_frame()
    info = gdb.execute("info frame", to_string=True)
    saved = {m[0]: int(m[1], 16) for m in re.findall(r"(\w+) at (0x[0-9a-f]+)",
             info.split("Saved registers:")[-1])}
    report = {
        "function": frame.name(),
        "pc": number(frame.pc()),
        "cfa": int(re.search(r"frame at (0x[0-9a-f]+)", info).group(1), 16),
        "saved": saved,
        "registers": {r: number(frame.read_register(r)) for r in request["registers"]},
        "variables": list(variables(frame)),
        "callerPc": number(frame.older().pc()),
        "callerFramePointer": number(frame.older().read_register(request["framePointer"])),
        "memory": {},
    }
    try:
        report["threadBase"] = number(frame.read_register("fs_base"))
        report["canary"] = read(report["threadBase"] + 0x28)
    except (gdb.error, ValueError):
        pass
    low = report["registers"][request["stackPointer"]] - 256
    for address in range(low, report["cfa"] + 8, 4):
        if report["cfa"] - address < 4096:
            report["memory"][str(address)] = read(address)
    try:
        report["lastUsed"] = number(gdb.parse_and_eval("(unsigned long)lastUsed"))
    except gdb.error:
        pass
    out.write(json.dumps(report) + "\n")

gdb.execute("run", to_string=True)
while gdb.selected_inferior().pid != 0:
    stop_report()
    gdb.execute("continue", to_string=True)
try:
    out.write(json.dumps({"exit": int(gdb.parse_and_eval("$_exitcode"))}) + "\n")
except gdb.error:
    out.write(json.dumps({"exit": "no exit code"}) + "\n")
