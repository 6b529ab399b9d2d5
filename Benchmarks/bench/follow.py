"""A bare reader of a container's log: the engine's stream, read as fast as it comes, without lamdeck.

    python3 -m bench.follow CONTAINER END

Prints the moments of the first byte and of the text END, on the monotonic clock, and the number of lines before it.
"""
import socket
import sys
import time

from bench.engine import Engine


def follow(id, end):
    """Reads from now on. Prints a line when the engine has answered, and one at the end."""
    engine = Engine()
    file = engine.connection.sock
    path = f"/containers/{id}/logs?follow=1&stdout=1&stderr=1&since={time.time():.3f}"
    file.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    file.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    print("ready", flush=True)
    first, lines, tail = None, 0, b""
    while data := file.recv(1 << 20):
        now = time.perf_counter()
        if b"HTTP/1.1 200" in data:
            data = data.partition(b"\r\n\r\n")[2]
        if data and first is None:
            first = now
        lines += data.count(b" over the lazy dog")
        if end in tail + data:
            print(first, now, lines, flush=True)
            return
        tail = data[-len(end):]
    raise SystemExit("the stream ended")


if __name__ == "__main__":
    follow(sys.argv[1], sys.argv[2].encode())
