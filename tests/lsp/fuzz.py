#!/usr/bin/env python3
"""Sends the language server what no client should: malformed, truncated and
out-of-order messages, wrong types, places that are not there; and in between
random edits, with emoji and all ends of lines, which a second implementation
here carries out as well. The server must stay up, answer every request once,
and have the same text."""

import argparse
import json
import os
import pathlib
import random
import re
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from client import Client, Gone  # noqa: E402

PIECES = ["a", "int x;", "\n", "\r\n", "\r", "\n\n", "😀", "é", "👩‍👩‍👧", "\t", "{", "}", "", "// ünïcödé\r\n", "日本語", "\u2028", "int f(int a) { int b[3]; b[0] = a; return b[0]; }\n", "#include \"", "/*", "\0"]
STARTS = ["", "int f(void) { int x = 1; return x; }\n", "int *g(void) {\r\n  int 😀 = 1; // é\r\n  return &😀;\r\n}\r\n", "a\rb\rc"]
METHODS = ["textDocument/hover", "textDocument/inlayHint", "textDocument/codeLens", "textDocument/documentSymbol", "textDocument/codeAction", "framewalk/frame"]


class Reference:
    """The text as the protocol has it, written for being right only."""

    def __init__(self, text, encoding):
        self.text, self.encoding = text, encoding

    def units(self, character):
        return len(character.encode("utf-8")) if self.encoding == "utf-8" else len(character.encode("utf-16-le")) // 2

    def offset(self, position):
        parts = re.split("(\r\n|\n|\r)", self.text)  # a line, its end, a line ...
        line, units = position["line"], position["character"]
        if line < 0:
            return 0
        if 2 * line >= len(parts):
            return len(self.text)
        before = sum(len(part) for part in parts[:2 * line])
        for count, character in enumerate(parts[2 * line]):
            units -= self.units(character)
            if units < 0:
                return before + count
        return before + len(parts[2 * line])

    def change(self, event):
        if "range" not in event:
            self.text = event["text"]
            return
        begin, end = sorted((self.offset(event["range"]["start"]), self.offset(event["range"]["end"])))
        self.text = self.text[:begin] + event["text"] + self.text[end:]


class Fuzzer:
    def __init__(self, client, folder, encoding, rng):
        self.client, self.folder, self.encoding, self.rng = client, folder, encoding, rng
        self.documents = {}  # uri -> Reference
        self.versions = {}
        self.uris = [(folder / name).as_uri() for name in ("one.c", "two wörds.cpp")] + ["untitled:Untitled-1"]
        self.asked = set()  # ids of requests that must be answered
        self.compared = 0

    # --- What is random

    def position(self):
        rng = self.rng
        if rng.random() < .1:
            return {"line": rng.choice([-1, 0, 10**6, 2**31 - 1]), "character": rng.choice([-5, 0, 10**6, 2**31 - 1])}
        return {"line": rng.randrange(8), "character": rng.randrange(20)}

    def range(self):
        return {"start": self.position(), "end": self.position()}

    def text(self):
        return "".join(self.rng.choice(PIECES) for _ in range(self.rng.randrange(6)))

    def value(self, depth=0):
        rng = self.rng
        kind = rng.randrange(9 if depth < 3 else 6)
        if kind < 6:
            return [None, True, rng.randrange(-3, 10**9), rng.random() * 1e300, self.text(), "file:///x/" + self.text()][kind]
        if kind == 6:
            return [self.value(depth + 1) for _ in range(rng.randrange(4))]
        return {rng.choice(["uri", "range", "line", "textDocument", "x", "settings", "framewalk", "flags"]): self.value(depth + 1) for _ in range(rng.randrange(4))}

    def mutated(self, value):
        """With one part replaced by anything."""
        rng = self.rng
        if rng.random() < .3 or not isinstance(value, (dict, list)) or not value:
            return self.value()
        if isinstance(value, list):
            at = rng.randrange(len(value))
            return [*value[:at], self.mutated(value[at]), *value[at + 1:]]
        key = rng.choice(list(value))
        rest = {k: v for k, v in value.items() if k != key}
        return rest if rng.random() < .3 else {**rest, key: self.mutated(value[key])}

    # --- What is right

    def open(self):
        uri = self.rng.choice(self.uris)
        text = self.rng.choice(STARTS) + self.text()
        self.documents[uri] = Reference(text, self.encoding)
        self.versions[uri] = self.rng.randrange(100)
        self.client.open(uri, text, self.versions[uri], self.rng.choice(["c", "cpp"]))

    def close(self):
        if self.documents and self.rng.random() < .2:
            uri = self.rng.choice(list(self.documents))
            del self.documents[uri]
            self.client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def change(self):
        if not self.documents:
            return self.open()
        uri = self.rng.choice(list(self.documents))
        reference = self.documents[uri]
        changes = []
        for _ in range(self.rng.randrange(4)):
            event = {"text": self.text()}
            if len(reference.text) > 3000:
                event["text"] = self.rng.choice(STARTS)
            elif self.rng.random() < .97:
                event["range"] = self.range()
            reference.change(event)
            changes.append(event)
        self.versions[uri] += self.rng.choice([1, 1, 1, 1, 5, 0, -3])
        self.client.change(uri, self.versions[uri], changes)

    def compare(self):
        for uri, reference in self.documents.items():
            # What JSON cannot hold comes back as it went.
            answer = self.client.ask("framewalk/text", {"textDocument": {"uri": uri}})
            if answer["text"] != reference.text:
                sys.exit(f"the texts differ after an edit:\n{answer['text']!r}\n{reference.text!r}")
            if answer["version"] != self.versions[uri]:
                sys.exit(f"version {answer['version']} instead of {self.versions[uri]}")
            self.compared += 1

    def params(self):
        uri = self.rng.choice(self.uris)
        return {"textDocument": {"uri": uri}, "position": self.position(), "range": self.range(), "context": {"diagnostics": []}}

    def request(self):
        self.asked.add(self.client.request(self.rng.choice(METHODS), self.params()))
        if self.rng.random() < .3:
            self.client.notify("$/cancelRequest", {"id": self.rng.choice(list(self.asked))})

    # --- What is wrong

    def wrong_types(self):
        method = self.rng.choice(METHODS + ["textDocument/didOpen", "textDocument/didClose", "workspace/executeCommand", "workspace/didChangeConfiguration", "workspace/didChangeWatchedFiles", "$/cancelRequest", "textDocument/didSave", "initialize", "framewalk/text"])
        params = self.mutated({**self.params(), "arguments": [{"uri": self.rng.choice(self.uris)}], "command": "framewalk.openReport", "changes": [{"uri": self.uris[0], "type": 1}], "settings": {"framewalk": {"flags": ["-DX"], "optimization": "O1"}}})
        if method.startswith("textDocument/did"):
            # Of no document whose text is compared.
            params = {"textDocument": self.mutated({"uri": "file:///nowhere/x.txt", "languageId": "c", "version": 1, "text": "x"})}
            if any(uri in json.dumps(params) for uri in self.uris):
                return
        if method.startswith(("textDocument/did", "workspace/didChange", "$/")):
            self.client.notify(method, params)
        else:
            self.asked.add(self.client.request(method, params))

    def wrong_change(self):
        """Refused as a whole, so that no text changes."""
        uri = self.rng.choice(self.uris)
        event = {"range": self.range(), "text": "never"}
        bad = self.rng.choice([
            {"range": {"start": {"line": "one", "character": 0}, "end": {"line": 1, "character": 0}}, "text": "never"},
            {"range": [], "text": "never"}, {"range": self.range(), "text": 7}, {"range": self.range()}, None, "text", 7,
            {"range": {"start": {"line": 0}, "end": {"line": 0, "character": 2**40}}, "text": "never"},
        ])
        changes = self.rng.choice([[bad], [event, bad], bad, None, 7])
        if changes is not None or self.rng.random() < .5:
            self.client.change(uri, 7, changes)
        else:
            self.client.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": 7}})

    def not_open(self):
        uri = self.rng.choice(["file:///not/open.c", "untitled:no", "no uri", "", "file:", "file:///%zz%00", "git:/x?ref", "file:relative.c"])
        self.client.change(uri, 1, [{"text": "never"}])
        self.client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        self.client.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        self.asked.add(self.client.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": self.position()}))

    def out_of_order(self):
        kind = self.rng.randrange(6)
        if kind == 0:
            self.asked.add(self.client.request("initialize", {"capabilities": {}}))
        elif kind == 1:
            self.client.notify("initialized", self.value())
        elif kind == 2:
            self.client.send({"id": self.value(), "result": self.value()})
        elif kind == 3:
            self.client.send({"id": self.rng.randrange(100), "error": self.value()})
        elif kind == 4:
            self.asked.add(self.client.request(self.rng.choice(["textDocument/completion", "$/unknown", "shutdownn", "", "😀"]), self.value()))
        else:
            self.client.notify(self.rng.choice(["$/unknown", "textDocument/willSave", "exitt", ""]), self.value())

    def no_message(self):
        body = self.rng.choice([
            b"null", b"[]", b"7", b'"text"', b"{}", b'{"jsonrpc":"2.0"}', b'{"id":1}', b'{"method":7}', b'{"id":{},"method":"x"}',
            b'{"id":null,"method":"textDocument/hover"}', b"{", b"", b"{\"a\":\"\xff\"}", b"[" * 300, b"{\"a\":" * 5000, b"nul", b"\x00\x01",
            b'{"id":1e400,"method":"x"}', b'{"id":[],"method":"initialize","params":7}', json.dumps(self.value()).encode(),
        ])
        self.client.send_bytes(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def padding(self, count):
        """Of what a wrong length has swallowed, this is the end."""
        while count > 0:
            self.client.notify("$/padding", "x" * 200)
            count -= 200

    def truncated(self):
        body = json.dumps({"jsonrpc": "2.0", "id": "never", "method": "textDocument/hover", "params": self.params()}).encode()
        cut = self.rng.randrange(1, len(body))
        self.client.send_bytes(b"Content-Length: %d\r\n\r\n" % len(body) + body[:cut])
        self.padding(len(body))

    def wrong_length(self):
        body = b'{"jsonrpc":"2.0","method":"$/x","params":"%s"}' % (b"y" * self.rng.randrange(80))
        length = max(0, len(body) + self.rng.randrange(-40, 40))
        self.client.send_bytes(b"Content-Length: %d\r\n\r\n" % length + body)
        self.padding(100)

    def wrong_header(self):
        self.client.send_bytes(self.rng.choice([
            b"Content-Length: -1\r\n\r\n", b"Content-Length: many\r\n\r\n", b"Content-Length:\r\n\r\n", b"\r\n\r\n\r\n", b"garbage", b"garbage\r\n\r\n",
            b"Content-Length: 99999999999999999999\r\n\r\n", b"Content-Type: x\r\n\r\n", b"x" * 5000, bytes(self.rng.randrange(256) for _ in range(50)).replace(b":", b"."), b"Content-Length: 0\r\n\r\n",
        ]))

    def run(self, count):
        kinds = [(self.change, 40), (self.request, 12), (self.open, 1), (self.close, 1), (self.wrong_types, 12), (self.wrong_change, 6), (self.not_open, 2),
                 (self.out_of_order, 8), (self.no_message, 8), (self.truncated, 3), (self.wrong_length, 3), (self.wrong_header, 4)]
        steps = self.rng.choices([step for step, _ in kinds], [weight for _, weight in kinds], k=count)
        for number, step in enumerate(steps):
            step()
            if number % 20 == 19:
                self.padding(100)
                self.compare()
            if number % 10_000 == 9_999:
                print(f"  {number + 1} messages, {self.compared} texts compared", flush=True)
        self.padding(5000)
        self.compare()
        for number in self.asked:
            self.client.answer(number, 60)
        unasked = [number for number in self.client.answers if isinstance(number, int) and number < self.client.next_id and number not in (1,)]
        self.client.answers.clear()
        return len(self.asked), len(unasked)


def session(options, encoding, count, seed):
    print(f"{encoding}, seed {seed}")
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as errors:
        folder = pathlib.Path(folder)
        client = Client([options.framewalk, "lsp"], stderr=errors)
        # Nothing counts before initialize.
        client.notify("textDocument/didOpen", {"textDocument": {"uri": "untitled:Untitled-1", "languageId": "c", "version": 1, "text": "early"}})
        early = client.answer(client.request("textDocument/hover", {}))[1]
        assert early["error"]["code"] == -32002, early
        client.initialize(folder, {"general": {"positionEncodings": [encoding]}, "textDocument": {"codeAction": {"codeActionLiteralSupport": {}}}})
        start = time.perf_counter()
        fuzzer = Fuzzer(client, folder, encoding, random.Random(seed))
        asked, twice = fuzzer.run(count)
        print(f"  {count} messages in {time.perf_counter() - start:.0f} s; {asked} requests answered; {fuzzer.compared} texts compared")
        if twice:
            sys.exit(f"{twice} answers that nobody has asked for")
        # Nothing but exit counts after shutdown.
        client.ask("shutdown", None)
        late = client.answer(client.request("textDocument/hover", {}))[1]
        assert late["error"]["code"] == -32600, late
        client.notify("exit", None)
        code = client.process.wait(timeout=30)
        errors.seek(0)
        said = errors.read().decode(errors="replace")
        if code != 0 or said:
            sys.exit(f"exit code {code}; standard error: {said[:2000]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framewalk", default=str(HERE.parent.parent / "build/release/bin/framewalk"))
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.framewalk = os.path.abspath(options.framewalk)
    try:
        for encoding in ("utf-16", "utf-8"):
            session(options, encoding, options.messages // 2, options.seed)
    except Gone as gone:
        sys.exit(f"FAILED: {gone}")
    print("the server stayed up, and its texts are the same")


if __name__ == "__main__":
    main()
