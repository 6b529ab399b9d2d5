"""A client of Node.js's inspector: the protocol of Chrome's developer tools over a WebSocket.

    inspector.py PORT FILE LINE VARIABLE SECONDS [leave]

Attaches, sets a breakpoint in FILE of /var/task (LINE is counted from 1). When a call stops there, it reads the variable, waits,
steps over one line, and lets the call go on; with `leave` it closes its connection instead of stepping. Prints a word for each
step.
"""

import base64
import json
import os
import socket
import struct
import sys
import time
import urllib.request


class Inspector:
    def __init__(self, port):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=60) as answer:
            url = json.load(answer)[0]["webSocketDebuggerUrl"]
        scheme, _, rest = url.partition("://")
        place, _, path = rest.partition("/")
        # The address in the answer is that of the request, so that it leads here again.
        assert (scheme, place) == ("ws", f"127.0.0.1:{port}"), url
        self.file = socket.create_connection(("127.0.0.1", port), timeout=60)
        key = base64.b64encode(os.urandom(16)).decode()
        self.file.sendall(
            f"GET /{path} HTTP/1.1\r\nHost: {place}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        self.bytes, self.last, self.events, self.scripts = b"", 0, [], {}
        while b"\r\n\r\n" not in self.bytes:
            self.more()
        head, _, self.bytes = self.bytes.partition(b"\r\n\r\n")
        assert b" 101 " in head.splitlines()[0], head

    def more(self):
        part = self.file.recv(1 << 16)
        if not part:
            sys.exit("the debugger has closed the connection")
        self.bytes += part

    def take(self, count):
        while len(self.bytes) < count:
            self.more()
        taken, self.bytes = self.bytes[:count], self.bytes[count:]
        return taken

    def message(self):
        """The next message: a text in one frame, as Node.js sends it. Notes which script has which URL."""
        length = self.take(2)[1] & 127
        if length == 126:
            (length,) = struct.unpack(">H", self.take(2))
        elif length == 127:
            (length,) = struct.unpack(">Q", self.take(8))
        message = json.loads(self.take(length))
        if message.get("method") == "Debugger.scriptParsed":
            self.scripts[message["params"]["scriptId"]] = message["params"]["url"]
        return message

    def place(self, frame):
        where = frame["location"]
        return f'{self.scripts[where["scriptId"]].removeprefix("file://")}:{where["lineNumber"] + 1}'

    def ask(self, method, **parameters):
        self.last += 1
        text = json.dumps({"id": self.last, "method": method, "params": parameters}).encode()
        mask = os.urandom(4)
        head = struct.pack(">BBH", 0x81, 0x80 | 126, len(text)) + mask
        self.file.sendall(head + bytes(byte ^ mask[place % 4] for place, byte in enumerate(text)))
        while True:
            message = self.message()
            if message.get("id") == self.last:
                assert "error" not in message, message
                return message["result"]
            self.events.append(message)

    def wait(self, name):
        while True:
            for place, event in enumerate(self.events):
                if event.get("method") == name:
                    del self.events[place]
                    return event["params"]
            self.events.append(self.message())


def say(*words):
    print(*words, flush=True)


def main():
    port, file, line, variable, seconds = sys.argv[1:6]
    inspector = Inspector(int(port))
    inspector.ask("Runtime.enable")
    inspector.ask("Debugger.enable")
    inspector.ask("Debugger.setBreakpointByUrl", urlRegex=f".*/var/task/{file}", lineNumber=int(line) - 1)
    # Lets a runtime go on that waits for a debugger.
    inspector.ask("Runtime.runIfWaitingForDebugger")
    say("attached")
    frame = inspector.wait("Debugger.paused")["callFrames"][0]
    say("stopped", inspector.place(frame))
    found = inspector.ask("Debugger.evaluateOnCallFrame", callFrameId=frame["callFrameId"], expression=variable)
    say("value", json.dumps(found["result"]["value"]))
    time.sleep(float(seconds))
    if sys.argv[6:] == ["leave"]:
        inspector.file.close()
        return say("left")
    inspector.ask("Debugger.stepOver")
    say("stepped", inspector.place(inspector.wait("Debugger.paused")["callFrames"][0]))
    inspector.ask("Debugger.resume")
    say("continued")


main()
