#!/usr/bin/env python3
"""Holds --format=json to its contract, on every source in testdata/.

framewalk-1.schema.json says which names there are and of what kind; the schema
validator is Debian's python3-jsonschema. What a schema cannot say is checked
here: the ledger sums, numbers refer to what exists, and an address, its page,
its indices and its physical address agree.
"""

import argparse
import copy
import json
import os
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SCHEMA = pathlib.Path(__file__).resolve().parent / "framewalk-1.schema.json"
SKIPPED = 77

try:
    import jsonschema
except ImportError:
    # Debian's module belongs to Debian's interpreter.
    debian = "/usr/bin/python3"
    if os.path.exists(debian) and os.environ.get("FRAMEWALK_SCHEMA") != "debian":
        os.environ["FRAMEWALK_SCHEMA"] = "debian"
        os.execv(debian, [debian, *sys.argv])
    print("SKIPPED: python3-jsonschema is not installed")
    sys.exit(SKIPPED)


def closed(schema):
    """The schema with no names but the listed ones: others must be listed, too."""
    if isinstance(schema, dict):
        schema = {key: closed(value) for key, value in schema.items()}
        if schema.get("type") == "object" and "properties" in schema:
            schema["additionalProperties"] = False
    elif isinstance(schema, list):
        schema = [closed(value) for value in schema]
    return schema


def frame_complaints(frame):
    slots = frame["slots"]
    for number, slot in enumerate(slots):
        if slot["id"] != number:
            yield f"slot {number} calls itself {slot['id']}"
        for occupant in slot["occupants"]:
            if slot["kind"] != "dynamic" and not (
                0 <= occupant["offset"] and occupant["offset"] + occupant["size"] <= slot["size"]
            ):
                yield f"{occupant['name']} sticks out of slot {number}"
    inside = [
        s
        for s in slots
        if s["kind"] != "redZone" and not (s["cfaOffset"] is not None and s["cfaOffset"] >= 0)
    ]
    total = sum(s["size"] for s in inside)
    if total != frame["size"]["min"]:
        yield f"the slots hold {total} bytes, the frame {frame['size']['min']}"
    at = 0
    for slot in inside:
        if slot["cfaOffset"] is None:
            break
        if slot["cfaOffset"] + slot["size"] != at:
            yield f"slot {slot['id']} ends at {slot['cfaOffset'] + slot['size']}, not at {at}"
        at = slot["cfaOffset"]


def walk_complaints(walk):
    steps, page = walk["steps"], int(walk["page"], 16)
    bits = 10 if len(steps) == 2 else 9
    for step in steps:
        index = page >> (12 + bits * (step["level"] - 1)) & ((1 << bits) - 1)
        if step["index"] != index:
            yield f"level {step['level']} of {walk['page']} has index {step['index']}, not {index}"
    # An entry points to the next table, the last to the frame; bits 12 to 51.
    after = [*(step["table"] for step in steps[1:]), walk["frame"]]
    for step, target in zip(steps, after):
        points = int(step["entry"], 16) & 0x000FFFFFFFFFF000
        if points != int(target, 16):
            yield f"the entry {step['entry']} does not point to {target}"


def access_complaints(function, unit):
    for access in function["accesses"]:
        where = f"{access['variable']} at {access['line']}:{access['column']}"
        if access["variableId"] >= len(function["variables"]):
            yield f"{where}: no variable {access['variableId']}"
        if access["slot"] is not None and access["slot"] >= len(function["frame"]["slots"]):
            yield f"{where}: no slot {access['slot']}"
        walked = [access[key] is not None for key in ("virtualAddress", "walk", "tlb", "physicalAddress")]
        if any(walked) != all(walked):
            yield f"{where}: half a walk"
        if not all(walked):
            continue
        if access["walk"] >= len(unit["walks"]):
            yield f"{where}: no walk {access['walk']}"
            continue
        walk = unit["walks"][access["walk"]]
        virtual, physical = int(access["virtualAddress"], 16), int(access["physicalAddress"], 16)
        if virtual & ~0xFFF != int(walk["page"], 16):
            yield f"{where}: {access['virtualAddress']} is not on the page of walk {walk['id']}"
        if physical != int(walk["frame"], 16) | virtual & 0xFFF:
            yield f"{where}: {access['physicalAddress']} is not in the frame of walk {walk['id']}"


def code_complaints(function):
    for piece in [function["prologue"], *function["epilogues"]]:
        for one, two in zip(piece, piece[1:]):
            if one["address"] + len(one["bytes"]) // 2 > two["address"]:
                yield f"{one['text']} runs into {two['text']}"


def complaints(document):
    for unit in document["units"]:
        for walk in unit["walks"]:
            yield from walk_complaints(walk)
        for function in unit["functions"]:
            for kind in (
                frame_complaints(function["frame"]),
                access_complaints(function, unit),
                code_complaints(function),
            ):
                for complaint in kind:
                    yield f"{unit['source']}: {function['name']}: {complaint}"


def cases():
    """Arguments for the program: those of the golden files, and the README's."""
    yield "sum", ["explain", "testdata/sum.c"]
    for case in sorted((ROOT / "tests/golden/cases").glob("*.cmd")):
        arguments = shlex.split(case.read_text(encoding="utf-8"), comments=True)
        if arguments[:1] in (["explain"], ["check"]) and not case.name.startswith("fail_"):
            yield case.stem, arguments


def self_check(document, validator):
    """What is broken on purpose must be found."""
    assert not list(validator.iter_errors(document)) and not list(complaints(document))
    breakages = [
        lambda d: d.update(schema="framewalk/2"),
        lambda d: d.update(surplus=1),
        lambda d: d["units"][0]["functions"][0].pop("frame"),
        lambda d: d["units"][0]["functions"][0]["frame"]["slots"][3].update(kind="hole"),
        lambda d: d["units"][0]["functions"][0]["frame"]["slots"][3].update(size=2),
        lambda d: d["units"][0]["functions"][0]["frame"]["slots"][3].update(cfaOffset=-22),
        lambda d: d["units"][0]["functions"][0]["accesses"][0].update(walk=99),
        lambda d: d["units"][0]["functions"][0]["accesses"][0].update(physicalAddress="0x5000"),
        lambda d: d["units"][0]["functions"][0]["accesses"][0].update(virtualAddress="7fff"),
        lambda d: d["units"][0]["functions"][0]["prologue"][1].update(address=0),
        lambda d: d["units"][0]["walks"][0]["steps"][1].update(index=3),
        lambda d: d["units"][0]["walks"][0].update(frame="0x123000"),
    ]
    for number, breakage in enumerate(breakages):
        broken = copy.deepcopy(document)
        breakage(broken)
        found = list(validator.iter_errors(broken)) or list(complaints(broken))
        assert found, f"breakage {number} was not found"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", default=str(ROOT / "build/release/bin/framewalk"))
    options = parser.parse_args()

    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Validator = jsonschema.validators.validator_for(schema)
    Validator.check_schema(schema)
    validator = Validator(closed(schema))

    count = bad = 0
    for name, arguments in cases():
        done = subprocess.run(
            [options.framewalk, arguments[0], "--format=json", *arguments[1:]],
            cwd=ROOT, capture_output=True, timeout=300,
        )
        count += 1
        try:
            document = json.loads(done.stdout.decode("utf-8"))
        except ValueError as error:
            print(f"{name}: {error}\n{done.stderr.decode('utf-8', 'replace')}")
            bad += 1
            continue
        if name == "sum":
            self_check(document, validator)
        found = [
            "/".join(str(step) for step in error.absolute_path) + ": " + error.message
            for error in validator.iter_errors(document)
        ] + list(complaints(document))
        for complaint in found[:10]:
            print(f"{name}: {complaint}")
        bad += bool(found)
    print(f"{count} documents, {bad} against the contract")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
