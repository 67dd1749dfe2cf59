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


def touch_walk_complaints(where, touch, unit):
    if touch["walk"] >= len(unit["walks"]):
        yield f"{where}: no walk {touch['walk']}"
        return
    walk = unit["walks"][touch["walk"]]
    virtual, physical = int(touch["virtualAddress"], 16), int(touch["physicalAddress"], 16)
    if virtual & ~0xFFF != int(walk["page"], 16):
        yield f"{where}: {touch['virtualAddress']} is not on the page of walk {walk['id']}"
    if physical != int(walk["frame"], 16) | virtual & 0xFFF:
        yield f"{where}: {touch['physicalAddress']} is not in the frame of walk {walk['id']}"


def memory_complaints(function, unit):
    before = 0
    for touch in function["memory"]:
        where = f"touch at {touch['address']:#x}"
        if touch["address"] < before:
            yield f"{where} comes after {before:#x}"
        before = touch["address"]
        if "walks" not in touch and "why" not in touch:
            yield f"{where} has neither an address nor a reason why not"
        for walk in touch.get("walks", []):
            yield from touch_walk_complaints(where, walk, unit)
        pages = {int(walk["virtualAddress"], 16) >> 12 for walk in touch.get("walks", [])}
        if len(pages) != len(touch.get("walks", [])):
            yield f"{where} walks for one page twice"
        if touch["base"] == "heap" and touch["heapCall"] >= len(function["heapCalls"]):
            yield f"{where}: no heap call {touch['heapCall']}"
    if function["fetch"]:
        yield from touch_walk_complaints("fetch", function["fetch"], unit)
    calls = function["heapCalls"]
    for number, call in enumerate(calls):
        for other in call["releasedBy"]:
            if other >= len(calls) or calls[other]["releases"] != number:
                yield f"heap call {number} is not what {other} releases"
    pages = [int(page["page"], 16) for page in function["stackRoom"]["pages"]]
    if any(one != two + 4096 for one, two in zip(pages, pages[1:])):
        yield "the frame's pages do not follow one another downwards"


def process_complaints(process):
    end = 0
    for area in process["areas"]:
        begin = int(area["address"], 16)
        where = f"{process['name']}: area {area['address']}"
        if begin < end or begin % 4096 or area["bytes"] % 4096:
            yield f"{where} overlaps the one before, or is not made of pages"
        end = begin + area["bytes"]
        if not area["dirty"] <= area["rss"] <= area["bytes"]:
            yield f"{where}: dirty {area['dirty']}, rss {area['rss']} of {area['bytes']}"
        at = 0
        for content in area["contents"]:
            address = int(content["address"], 16)
            if address < at:
                yield f"{where}: {content['name']} is not in order"
            at = address
            if address < begin or address + content["size"] > end:
                yield f"{where}: {content['name']} lies outside"
    for one, two in zip(process["frames"], process["frames"][1:]):
        if int(two["cfa"], 16) > int(one["lowest"], 16):
            yield f"{process['name']}: {two['function']} overlaps its caller's frame"


def maps_complaints(maps):
    for process in maps["processes"]:
        yield from process_complaints(process)
    for page in maps["isolation"]:
        if len(page["frames"]) != len(maps["processes"]):
            yield f"{page['page']}: not a frame for each process"


def address_walk_complaints(report):
    root = int(report["cr3"], 16)
    for walked in report["addresses"]:
        address, total = int(walked["address"], 16), 0
        for field in walked["fields"]:
            total |= field["value"] << field["low"]
        if total != address:
            yield f"{walked['address']}: its fields make {total:#x}"
        indices = [f["value"] for f in walked["fields"] if f["name"].endswith(" index")]
        for number, step in enumerate(walked["steps"]):
            if step["index"] != indices[number]:
                yield f"{walked['address']}: {step['table']} index {step['index']}"
        steps = walked["steps"]
        if steps and int(steps[0]["tableAddress"], 16) != root:
            yield f"{walked['address']}: the walk does not begin at CR3"
        for step, following in zip(steps, steps[1:]):
            if int(step["after"], 16) & 0x000FFFFFFFFFF000 != int(following["tableAddress"], 16):
                yield f"{walked['address']}: {step['table']} does not lead to {following['table']}"
        if (walked["fault"] is None) == (walked["physicalAddress"] is None):
            yield f"{walked['address']}: neither or both of a fault and an end"
        if walked["physicalAddress"]:
            offset = address & (walked["pageSize"] - 1)
            if int(walked["physicalAddress"], 16) != int(walked["frame"], 16) + offset:
                yield f"{walked['address']}: {walked['physicalAddress']} is not in its frame"
            if steps and int(steps[-1]["after"], 16) & 0x000FFFFFFFFFF000 & -walked["pageSize"] != int(walked["frame"], 16):
                yield f"{walked['address']}: the last entry does not hold the frame"


def code_complaints(function):
    for piece in [function["prologue"], *function["epilogues"]]:
        for one, two in zip(piece, piece[1:]):
            if one["address"] + len(one["bytes"]) // 2 > two["address"]:
                yield f"{one['text']} runs into {two['text']}"
    for place in function["returns"]:
        if any(number >= len(function["epilogues"]) for number in place["epilogues"]):
            yield f"the return in line {place['line']} leads to an epilogue that is not there"


def complaints(document):
    if "walk" in document:
        yield from address_walk_complaints(document["walk"])
    if "maps" in document:
        yield from maps_complaints(document["maps"])
    for unit in document.get("units", []):
        yield from process_complaints(unit["process"])
        for walk in unit["walks"]:
            yield from walk_complaints(walk)
        for function in unit["functions"]:
            for kind in (
                frame_complaints(function["frame"]),
                access_complaints(function, unit),
                memory_complaints(function, unit),
                code_complaints(function),
            ):
                for complaint in kind:
                    yield f"{unit['source']}: {function['name']}: {complaint}"


def cases():
    """Arguments for the program: those of the golden files, and the README's."""
    yield "sum", ["explain", "testdata/sum.c"]
    for case in sorted((ROOT / "tests/golden/cases").glob("*.cmd")):
        arguments = shlex.split(case.read_text(encoding="utf-8"), comments=True)
        if any(argument.startswith("--format=") for argument in arguments):
            continue
        if arguments[:1] in (["explain"], ["check"], ["walk"], ["maps"]) and not case.name.startswith("fail_"):
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
        lambda d: d["units"][0]["functions"][0]["returns"][0].update(epilogues=[1]),
        lambda d: d["units"][0]["walks"][0]["steps"][1].update(index=3),
        lambda d: d["units"][0]["walks"][0].update(frame="0x123000"),
    ]
    for number, breakage in enumerate(breakages):
        broken = copy.deepcopy(document)
        breakage(broken)
        found = list(validator.iter_errors(broken)) or list(complaints(broken))
        assert found, f"breakage {number} was not found"


def walk_self_check(document, validator):
    """The same for a document of `walk`."""
    assert not list(complaints(document))
    breakages = [
        lambda d: d["walk"]["addresses"][0].update(address="0x1234"),
        lambda d: d["walk"]["addresses"][0].update(physicalAddress="0x1"),
        lambda d: d["walk"]["addresses"][0]["steps"][1].update(tableAddress="0x99000"),
        lambda d: d["walk"]["addresses"][0]["steps"][0].update(index=1),
        lambda d: d["walk"].update(paging="6-level"),
    ]
    for number, breakage in enumerate(breakages):
        broken = copy.deepcopy(document)
        breakage(broken)
        found = list(validator.iter_errors(broken)) or list(complaints(broken))
        assert found, f"breakage {number} of walk was not found"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", default=str(ROOT / "build/release/bin/framewalk"))
    options = parser.parse_args()

    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Validator = jsonschema.validators.validator_for(schema)
    Validator.check_schema(schema)
    # The top is a choice; by its own kind a document's errors are named better.
    schema = closed(schema)
    kinds = {"units": "report", "walk": "walkDocument", "maps": "mapsDocument", "trace": "traceDocument"}
    validators = {
        key: Validator({"$defs": schema["$defs"], "$ref": f"#/$defs/{kind}"})
        for key, kind in kinds.items()
    }

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
        key = next((key for key in validators if key in document), "units")
        validator = validators[key]
        if name == "sum":
            self_check(document, validator)
        if name == "walkthrough":
            walk_self_check(document, validator)
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
