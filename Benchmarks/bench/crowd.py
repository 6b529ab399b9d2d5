"""Many callers at once: each calls a function again as soon as it has the answer."""
import heapq
import itertools
import json
import selectors
import time
from collections import Counter, namedtuple

from bench.caller import connect, parse, request

# One answered call: the times of sending and answering in seconds, the runtime's process and its count of calls.
Call = namedtuple("Call", "sent answered process count")

# How long a caller waits after it was refused because too many are waiting; doubled each time, as in AWS's own clients.
RETRY, LONGEST_RETRY = 0.05, 1.0


class Visitor:
    """One caller with one connection."""

    def __init__(self, target):
        self.target, self.file, self.data, self.number, self.sent, self.tries = target, None, b"", None, None, 0


class Crowd:
    """The results of a crowd that calls several ports."""

    def __init__(self, ports, visitors):
        self.selector = selectors.DefaultSelector()
        self.visitors = [Visitor(name) for name in ports for _ in range(visitors)]
        self.ports, self.numbers, self.retries = ports, itertools.count(1), []
        self.calls = {name: [] for name in ports}
        self.refused, self.lost, self.wrong = Counter(), Counter(), Counter()

    def run(self, seconds, patience=60):
        """Calls for so long, then waits for the remaining answers; those that do not arrive count as lost."""
        for visitor in self.visitors:
            self.open(visitor)
        # A connection that is not accepted yet would delay its first call.
        time.sleep(1)
        for visitor in self.visitors:
            self.send(visitor)
        end = time.perf_counter() + seconds
        waiting = len(self.visitors)
        while waiting and time.perf_counter() < end + patience:
            now = time.perf_counter()
            while self.retries and self.retries[0][0] <= now:
                self.send(heapq.heappop(self.retries)[2])
            for key, _ in self.selector.select(0.02):
                done = self.receive(key.data)
                if done and time.perf_counter() >= end:
                    waiting -= 1
                elif done:
                    self.send(key.data)
        for visitor in self.visitors:
            if visitor.number is not None:
                self.lost[visitor.target] += 1
            self.hang_up(visitor)
        return self

    def open(self, visitor):
        visitor.file = connect(self.ports[visitor.target])
        self.selector.register(visitor.file, selectors.EVENT_READ, visitor)

    def send(self, visitor):
        if visitor.number is None:
            visitor.number, visitor.tries = next(self.numbers), 0
        visitor.data = b""
        try:
            if not visitor.file:
                self.open(visitor)
            visitor.sent = time.perf_counter()
            visitor.file.sendall(request(json.dumps({"n": visitor.number}).encode()))
        except OSError:
            # That counts as one lost call; the caller continues with the next.
            self.lost[visitor.target] += 1
            self.hang_up(visitor)
            visitor.number = next(self.numbers)
            self.later(visitor)

    def later(self, visitor):
        pause = min(RETRY * 2**visitor.tries, LONGEST_RETRY)
        visitor.tries += 1
        heapq.heappush(self.retries, (time.perf_counter() + pause, visitor.number, visitor))

    def receive(self, visitor):
        """Reads received bytes; true when the call has ended, with or without success."""
        try:
            part = visitor.file.recv(1 << 16)
        except OSError:
            part = b""
        if not part:
            self.lost[visitor.target] += 1
            self.hang_up(visitor)
            visitor.number = None
            return True
        visitor.data += part
        answer = parse(visitor.data)
        if not answer:
            return False
        now = time.perf_counter()
        if not answer.kept:
            self.hang_up(visitor)
        if answer.status == 429:
            self.refused[visitor.target] += 1
            self.later(visitor)
            return False
        self.judge(visitor, answer, now)
        visitor.number = None
        return True

    def judge(self, visitor, answer, now):
        try:
            body = json.loads(answer.body)
            right = answer.status == 200 and body["event"] == {"n": visitor.number}
        except (ValueError, KeyError, TypeError):
            right = False
        if right:
            self.calls[visitor.target].append(Call(visitor.sent, now, body["process"], body["calls"]))
        else:
            self.wrong[visitor.target] += 1

    def hang_up(self, visitor):
        if visitor.file:
            self.selector.unregister(visitor.file)
            visitor.file.close()
        visitor.file = None


def overtaking(calls):
    """The most seconds by which a call overtook one sent before it in the same process of the function."""
    latest, worst = 0.0, 0.0
    for call in sorted(calls, key=lambda call: call.count):
        worst = max(worst, latest - call.sent)
        latest = max(latest, call.sent)
    return worst
