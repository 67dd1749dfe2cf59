"""The README's example: the largest variables in a report, read from standard input."""
import json
import sys

sizes = [
    (slot["size"], function["name"], occupant["name"])
    for unit in json.load(sys.stdin)["units"]
    for function in unit["functions"]
    for slot in function["frame"]["slots"]
    for occupant in slot["occupants"]
]
for size, function, name in sorted(sizes, reverse=True)[:3]:
    print(f"{size:6} bytes  {name} in {function}")
