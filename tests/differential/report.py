"""Reads framewalk's JSON one function at a time: the report of a large source
has a hundred megabytes."""

import json

_DECODER = json.JSONDecoder()
_SPACE = " \t\r\n"


class _Text:
    def __init__(self, text):
        self.text, self.at = text, 0

    def peek(self):
        while self.text[self.at] in _SPACE:
            self.at += 1
        return self.text[self.at]

    def take(self, char):
        if self.peek() != char:
            raise ValueError(f"expected {char} at {self.at}, not {self.text[self.at:self.at + 20]!r}")
        self.at += 1

    def value(self):
        self.peek()
        value, self.at = _DECODER.raw_decode(self.text, self.at)
        return value

    def keys(self):
        """The keys of an object; whoever takes one reads its value."""
        self.take("{")
        while self.peek() != "}":
            key = self.value()
            self.take(":")
            yield key
            if self.peek() == ",":
                self.at += 1
        self.at += 1

    def elements(self):
        self.take("[")
        while self.peek() != "]":
            yield
            if self.peek() == ",":
                self.at += 1
        self.at += 1


def functions(path):
    """Every function of every unit."""
    with open(path, encoding="utf-8") as file:
        text = _Text(file.read())
    for key in text.keys():
        if key != "units":
            text.value()
            continue
        for _ in text.elements():
            for member in text.keys():
                if member != "functions":
                    text.value()
                    continue
                for _ in text.elements():
                    yield text.value()
