"""The deck while a function writes as many lines as the engine takes."""
import os
import random
import statistics
import subprocess
import sys
import threading
import time

from bench import containers
from bench.caller import Caller
from bench.volume import Opened, ms, percentile, tell

# The lines of a flood, and how many floods of each kind there are, each of another container: an engine that begins the next
# file of a log (after 32 MB) drops lines that have not been read yet, and may forget its readers.
LINES, ROUNDS = 200_000, 4

# Lines a second that the function writes: as many as it can, or fewer than an engine on two cores can pass on.
RATES = {"all at once": 1e9, "25,000 a second": 25_000}

# The last line has none of the letters of the others: the terminal gets it in one piece.
END = "QXZJ"

CODE = f"""\
import sys
import time

TEXT = " the quick brown fox jumps over the lazy dog, and back again\\n"


def handler(event, context):
    begin = time.monotonic()
    for start in range(0, event["lines"], 500):
        time.sleep(max(0, begin + start / event["rate"] - time.monotonic()))
        sys.stdout.write("".join(f"{{line:08}}{{TEXT}}" for line in range(start, start + 500)))
        sys.stdout.flush()
    print("{END}", flush=True)
    return "written"
"""


class Follower:
    """The bare reader, in a process of its own."""

    def __init__(self, id):
        self.process = subprocess.Popen(
            [sys.executable, "-B", "-m", "bench.follow", id, END], stdout=subprocess.PIPE, text=True,
            cwd=os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        if self.process.stdout.readline() != "ready\n":
            raise SystemExit("the engine's stream cannot be read")

    def result(self):
        """When the first and the last line arrived, and how many there were."""
        first, last, lines = self.process.stdout.readline().split()
        self.process.wait()
        return float(first), float(last), int(lines)


def flood(run):
    """The time from a key to the screen, and how far behind the engine's own stream the deck is."""
    with Opened(run, "flood", CODE, ROUNDS * len(RATES)) as opened:
        for place, (kind, rate) in enumerate(RATES.items()):
            yield from floods(opened, kind, rate, range(place * ROUNDS, (place + 1) * ROUNDS))


def floods(opened, kind, rate, numbers):
    keys, shares, speeds, delays = [], [], [], []
    for number in numbers:
        name = opened.names[number]
        # Two events are in the list; a key that goes from one to the other draws both names again.
        opened.deck.press(b"1g" + b"j" * number + b"2g")
        opened.deck.settle(2)
        follower = Follower(containers.serving(opened.project, name)["Id"])
        event = b'{"lines": %d, "rate": %d}' % (LINES, rate)
        call = threading.Thread(target=Caller(opened.project.ports[name]).call, args=(event,))
        call.start()
        shown = typed(opened.deck, keys)
        call.join()
        first, last, lines = follower.result()
        if lines != LINES:
            raise SystemExit(f"the engine's stream has {lines:,} of {LINES:,} lines")
        shares.append((last - first) / (shown - first))
        speeds.append(lines / (last - first))
        delays.append(shown - last)
        tell(f"flood of {name}, {kind}: {last - first:.2f} s, on the screen {ms(shown - last)} later")
        opened.deck.settle(1)
        # The lines of the flood, its end, and the line about the init.
        opened.deck.show(f" of {LINES + 2:,} lines", 5)
    text = f"{LINES:,} lines, {kind}"
    yield (
        f"a key to the screen during a flood ({text}), 99th percentile of {len(keys)}", "16 ms",
        f"{ms(percentile(keys, 0.99))} (median {ms(statistics.median(keys))}, worst {ms(max(keys))})")
    yield (
        "… speed of the deck, to the last line on its screen, over that of the engine's own stream", "0.95",
        f"{statistics.median(shares):.3f} (of {len(shares)}, worst {min(shares):.3f}; the stream has "
        f"{statistics.median(speeds):,.0f} lines a second, the deck ends {ms(statistics.median(delays))} later)")


def typed(deck, keys):
    """Types until the end of the flood is on the screen, and returns when that was; adds the time of each key."""
    tail, limit = b"", time.perf_counter() + 60
    key, sent, due = b"j", None, time.perf_counter()
    while time.perf_counter() < limit:
        now = time.perf_counter()
        if sent is None and now >= due:
            sent = time.perf_counter()
            deck.press(key)
            key = b"k" if key == b"j" else b"j"
        data, arrived = deck.read(0.005)
        if not data:
            continue
        if sent is not None and b"slow" in tail + data:
            keys.append(arrived - sent)
            sent, due, tail = None, arrived + random.uniform(0.02, 0.06), b""
        if END.encode() in tail + data:
            return arrived
        tail = data[-8:]
    raise SystemExit(f"the deck does not show the end of the flood:\n{deck.screen.text()}")
