"""A small client of the language server, for scripts: requests and answers over
pipes, and the waits that measurements need."""

import collections
import json
import os
import select
import subprocess
import time


class Gone(Exception):
    """The server has ended, or says nothing."""


class Client:
    def __init__(self, command, stderr=None):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr)
        self.out = self.process.stdout.fileno()
        os.set_blocking(self.process.stdin.fileno(), True)
        self.buffer = b""
        self.next_id = 1
        self.answers = {}  # id -> (when, message)
        self.notifications = collections.deque()  # (when, message)
        self.handlers = {"workspace/configuration": lambda params: [None for _ in params["items"]]}

    # --- Sending

    def send_bytes(self, data):
        view = memoryview(data)
        fd = self.process.stdin.fileno()
        while view:
            # The server may wait for us to read.
            readable, writable, _ = select.select([self.out], [fd], [], 30)
            if readable:
                self.read_some()
            if writable:
                view = view[os.write(fd, view[:65536]):]
            elif not readable:
                raise Gone("the server does not read")

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False).encode()
        self.send_bytes(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def request(self, method, params):
        number, self.next_id = self.next_id, self.next_id + 1
        self.send({"id": number, "method": method, "params": params})
        return number

    # --- Receiving

    def read_some(self):
        data = os.read(self.out, 1 << 20)
        if not data:
            raise Gone(f"the server has ended with {self.process.wait()}")
        self.buffer += data
        now = time.perf_counter()
        while True:
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if not found:
                return
            length = int(head.split(b":")[1])
            if len(rest) < length:
                return
            self.buffer = rest[length:]
            self.take(json.loads(rest[:length]), now)

    def take(self, message, now):
        if "method" not in message:
            self.answers[message["id"]] = (now, message)
        elif "id" in message:
            handler = self.handlers.get(message["method"], lambda params: None)
            self.send({"id": message["id"], "result": handler(message["params"])})
        else:
            self.notifications.append((now, message))

    def until(self, done, timeout=60):
        end = time.perf_counter() + timeout
        while True:
            result = done()
            if result is not None:
                return result
            left = end - time.perf_counter()
            if left <= 0:
                raise Gone("the server says nothing")
            if select.select([self.out], [], [], left)[0]:
                self.read_some()

    def answer(self, number, timeout=60):
        """When it came, and the message."""
        return self.until(lambda: self.answers.pop(number, None), timeout)

    def ask(self, method, params, timeout=60):
        message = self.answer(self.request(method, params), timeout)[1]
        if "error" in message:
            raise RuntimeError(message["error"])
        return message["result"]

    def diagnostics(self, uri, version, timeout=60):
        """When those of that version came, and what they are."""

        def look():
            while self.notifications:
                when, message = self.notifications.popleft()
                params = message["params"]
                if message["method"] == "textDocument/publishDiagnostics" and params["uri"] == uri and params.get("version") == version:
                    return when, params["diagnostics"]
            return None

        return self.until(look, timeout)

    # --- Life

    def initialize(self, root=None, capabilities=None, options=None):
        result = self.ask("initialize", {
            "processId": os.getpid(),
            "rootUri": root and root.as_uri(),
            "capabilities": capabilities if capabilities is not None else {
                "general": {"positionEncodings": ["utf-16"]},
                "textDocument": {"hover": {"contentFormat": ["markdown"]}, "publishDiagnostics": {"versionSupport": True, "relatedInformation": True}},
            },
            "initializationOptions": options,
        })
        self.notify("initialized", {})
        return result

    def open(self, uri, text, version=1, language="c"):
        self.notify("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": language, "version": version, "text": text}})

    def change(self, uri, version, changes):
        self.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": changes})

    def close(self):
        """The exit code."""
        self.ask("shutdown", None)
        self.notify("exit", None)
        self.process.stdin.close()
        return self.process.wait(timeout=30)
