"""Calls a function over a plain socket: the minimum cost of a call, without a new process or a library."""
import json
import socket
import time
from collections import namedtuple

PATH = "/2015-03-31/functions/{}/invocations"

# status, the body's bytes, and whether the connection stays open.
Answer = namedtuple("Answer", "status body kept")

# When a new answer arrived, and how many earlier calls failed or had an old answer.
New = namedtuple("New", "at failed old")


def request(payload, function="function"):
    """The bytes of a call."""
    head = (
        f"POST {PATH.format(function)} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n"
    )
    return head.encode() + payload


def parse(data):
    """An answer, or None while it is incomplete. The measured servers always send the length of a body."""
    head, separator, body = data.partition(b"\r\n\r\n")
    if not separator:
        return None
    lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    if len(body) < int(headers["content-length"]):
        return None
    return Answer(int(lines[0].split()[1]), body, headers.get("connection", "").lower() != "close")


def connect(port, host="127.0.0.1"):
    file = socket.create_connection((host, port), timeout=60)
    file.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return file


class Caller:
    """Calls one function after another on a connection that stays open as long as the server keeps it."""

    def __init__(self, port, function="function", host="127.0.0.1"):
        self.port, self.function, self.host, self.file = port, function, host, None

    def call(self, payload):
        """One answer; OSError if none arrives."""
        bytes_ = request(payload, self.function)
        if self.file:
            try:
                return self._exchange(bytes_)
            except OSError:
                # Closed between two calls, as HTTP allows.
                self.close()
        self.file = connect(self.port, self.host)
        return self._exchange(bytes_)

    def _exchange(self, bytes_):
        try:
            self.file.sendall(bytes_)
            data = b""
            while True:
                part = self.file.recv(1 << 16)
                if not part:
                    raise ConnectionResetError("closed before the answer was whole")
                data += part
                answer = parse(data)
                if answer:
                    break
        except OSError:
            self.close()
            raise
        if not answer.kept:
            self.close()
        return answer

    def timed(self, payload):
        """The seconds of one call; a failure ends the run."""
        begin = time.perf_counter()
        answer = self.call(payload)
        taken = time.perf_counter() - begin
        if answer.status != 200:
            raise SystemExit(f"port {self.port} answered {answer.status}: {answer.body[:500]!r}")
        return taken

    def close(self):
        if self.file:
            self.file.close()
        self.file = None


def first_answer(port, is_new, gap=0.001, seconds=60, function="function"):
    """Calls repeatedly until an answer is new. An error of the function counts as a failure."""
    caller, failed, old, limit = Caller(port, function), 0, 0, time.perf_counter() + seconds
    try:
        while time.perf_counter() < limit:
            try:
                answer = caller.call(b'{"n": 1}')
                now = time.perf_counter()
                if answer.status != 200 or b'"errorType"' in answer.body:
                    failed += 1
                elif is_new(json.loads(answer.body)):
                    return New(now, failed, old)
                else:
                    old += 1
            except OSError:
                failed += 1
            time.sleep(gap)
    finally:
        caller.close()
    raise SystemExit(f"port {port} gave no new answer within {seconds} s")
