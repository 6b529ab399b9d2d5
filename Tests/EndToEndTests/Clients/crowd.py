"""Clients that keep their connections, and silent ones beside them.

    crowd.py PORT CLIENTS SECONDS TARGET     each client sends a GET request as soon as it has its last response
    crowd.py PORT CONNECTIONS silent         connections that send nothing; prints "open" and stays

A response must be 200 and contain the number that the request had in its query. Prints one JSON object: how many responses
were right, wrong, and how many requests got none.
"""

import json
import resource
import selectors
import signal
import socket
import sys
import time


def connect(port):
    file = socket.create_connection(("127.0.0.1", port), timeout=60)
    file.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return file


class Crowd:
    def __init__(self, port, target):
        self.port, self.target, self.selector = port, target, selectors.DefaultSelector()
        self.sent, self.right, self.wrong, self.lost = 0, 0, [], []
        self.data, self.number = {}, {}

    def ask(self, file):
        self.sent += 1
        self.number[file], self.data[file] = self.sent, b""
        try:
            file.sendall(f"GET {self.target}?n={self.sent} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n".encode())
        except OSError as error:
            self.lose(file, f"sending: {error}")

    def lose(self, file, reason):
        self.lost.append(reason)
        self.selector.unregister(file)
        file.close()
        del self.number[file]

    def hear(self, file):
        """Reads; true when a response is complete."""
        try:
            part = file.recv(1 << 16)
        except OSError as error:
            self.lose(file, f"receiving: {error}")
            return False
        if not part:
            self.lose(file, f"closed after {len(self.data[file])} bytes")
            return False
        self.data[file] += part
        head, end, body = self.data[file].partition(b"\r\n\r\n")
        if not end:
            return False
        lines = head.decode("latin-1").split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        if len(body) < int(fields["content-length"]):
            return False
        if lines[0].split()[1] == "200" and json.loads(body).get("n") == str(self.number[file]):
            self.right += 1
        else:
            self.wrong.append(f"{lines[0]} {body[:200]!r}")
        return True

    def run(self, clients, seconds):
        for _ in range(clients):
            self.selector.register(connect(self.port), selectors.EVENT_READ)
        for key in list(self.selector.get_map().values()):
            self.ask(key.fileobj)
        end = time.monotonic() + seconds
        while self.number and time.monotonic() < end + 60:
            for key, _ in self.selector.select(0.1):
                if not self.hear(key.fileobj):
                    continue
                if time.monotonic() < end:
                    self.ask(key.fileobj)
                else:
                    self.selector.unregister(key.fileobj)
                    key.fileobj.close()
                    del self.number[key.fileobj]
        return {
            "right": self.right, "wrong": len(self.wrong), "lost": len(self.lost) + len(self.number),
            "reasons": sorted(set(self.wrong + self.lost))[:10],
        }


def main():
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(limit, 4096) if limit > 0 else 4096, limit))
    port, count = int(sys.argv[1]), int(sys.argv[2])
    if sys.argv[3] == "silent":
        files = [connect(port) for _ in range(count)]
        print("open", flush=True)
        signal.pause()
        return len(files)
    print(json.dumps(Crowd(port, sys.argv[4]).run(count, float(sys.argv[3]))))


if __name__ == "__main__":
    main()
