"""Ten thousand calls in the table of calls, and a filter."""
import re
import threading
import time

from bench.caller import connect, parse
from bench.terminal import memory
from bench.volume import Opened, median, tell

CALLS, CALLERS, ROUNDS = 10_000, 4, 5

CODE = """\
def handler(event, context):
    if event["n"] % 10 == 0:
        raise ValueError("one of ten")
    return event
"""

# What is typed, letter by letter.
FILTER = "web-shop-7"


def table(run):
    """Makes the calls through the function's port, then types filters."""
    with Opened(run, "table", CODE) as opened:
        deck = opened.deck
        begin = time.perf_counter()
        calling(opened)
        tell(f"{CALLS:,} calls in {time.perf_counter() - begin:.0f} s")
        deck.wait("all calls in the table", lambda screen: f"CALLS f00 · {CALLS:,} " in screen.text())
        deck.settle(2)
        used = memory(deck.pid)
        slow, fast, moves = [], [], []
        deck.press(b"3g")
        deck.settle()
        for _ in range(ROUNDS):
            slow += typed(deck, None)
            fast += typed(deck, 0.04)
            moves += moved(deck)
        return [
            (f"a key of a filter of {CALLS:,} calls", "50 ms", median(slow)),
            ("… typed at 25 keys a second", "50 ms", median(fast)),
            (f"the next call of {CALLS:,}, by a key", "16 ms", median(moves)),
            (f"memory of the deck with {CALLS:,} calls of one function", "", f"{used.resident:.0f} MB"),
        ]


def calling(opened):
    """All calls, over a few connections that stay open. The deck's output is read meanwhile."""
    port = opened.project.ports[opened.names[0]]
    callers = [threading.Thread(target=call, args=(port, number)) for number in range(CALLERS)]
    for caller in callers:
        caller.start()
    while any(caller.is_alive() for caller in callers):
        opened.deck.take(0.05)


def call(port, caller):
    file = connect(port)
    for number in range(caller, CALLS, CALLERS):
        body = b'{"n":%d}' % number
        head = (
            f"POST /2015-03-31/functions/function/invocations HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"User-Agent: web-shop-{number % 100}/1.0\r\nContent-Length: {len(body)}\r\n\r\n")
        file.sendall(head.encode() + body)
        data = b""
        while not (answer := parse(data)):
            part = file.recv(1 << 16)
            if not part:
                raise SystemExit("the port closed a connection")
            data += part
        if answer.status != 200:
            raise SystemExit(f"the port answered {answer.status}: {answer.body[:500]!r}")
        if not answer.kept:
            file.close()
            file = connect(port)
    file.close()


def typed(deck, gap):
    """Seconds from each letter of the filter until it is in the line and the calls are counted. Without a gap, each letter
    waits until the screen is at rest; otherwise the letters follow each other."""
    deck.timed(b"/", "the filter", lambda screen: screen.line(-2).startswith(" /"))
    deck.settle()
    taken, sent, limit = [], [], time.perf_counter() + 60
    due = time.perf_counter()
    while len(taken) < len(FILTER):
        now = time.perf_counter()
        if now > limit:
            raise SystemExit(f"the filter is not shown:\n{deck.screen.text()}")
        if len(sent) < len(FILTER) and now >= due and (gap or len(taken) == len(sent)):
            sent.append(time.perf_counter())
            deck.press(FILTER[len(sent) - 1].encode())
            due = sent[-1] + (gap or 0)
        arrived = deck.take(0.001)
        if arrived is None:
            continue
        shown = re.match(r" /(\S*) +(?:[\d,]+/)?[\d,]+ ", deck.screen.line(-2))
        while shown and len(taken) < len(shown.group(1)):
            taken.append(arrived - sent[len(taken)])
            if not gap:
                deck.settle()
    deck.settle(0.5)
    deck.timed(b"\x1b", "no filter", lambda screen: f"/{FILTER}" not in screen.line(-2))
    deck.settle(0.5)
    return taken


def moved(deck):
    """Seconds from a key until the screen shows its effect."""
    taken = []
    for key in (b"j", b"j", b"k", b"G", b"g"):
        begin = time.perf_counter()
        deck.press(key)
        taken.append(deck.take(5) - begin)
        deck.settle()
    return taken
