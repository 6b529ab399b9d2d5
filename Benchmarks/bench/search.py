"""A million lines: the memory that they take, and searching them in the view of all logs."""
import re
import statistics
import time

from bench.caller import Caller
from bench.terminal import hosts, memory
from bench.volume import Opened, ms, tell

FUNCTIONS, LINES, ROUNDS = 50, 20_000, 5

# Lines of 69 characters; some have a mark that no other line has: one far from the end, and one near it.
CODE = """\
import sys
import time

MARKS = {7_777: "%", 19_950: "~"}


def line(number, name):
    customer = number * 7919 % 100_000
    text = f"{number:06} {name} order {customer:05} accepted, total {customer / 100:7.2f} EUR "
    return text.ljust(68, ".") + MARKS.get(number, ".") + "\\n"


def handler(event, context):
    for start in range(0, event["lines"], 500):
        sys.stdout.write("".join(line(number, event["name"]) for number in range(start, start + 500)))
        sys.stdout.flush()
        time.sleep(0.02)
    return "written"
"""

# What is searched, and what it is for.
PATTERNS = [
    ("a mark near the end of each log", b"~", "50"),
    ("a mark in the middle of each log", b"%", "50"),
    ("a word in each line", b"order", None),
    ("a number in a few lines", b"order 4711", None),
    ("a regular expression", rb"total +[0-9]+7\.50", None),
]


def search(run):
    """Fills the logs, and searches them."""
    with Opened(run, "search", CODE, FUNCTIONS) as opened:
        deck = opened.deck
        before, host_before = used(opened)
        for name in opened.names:
            tell(f"filling the log of {name}")
            fill(opened, name)
        deck.settle(2)
        own, host = used(opened)
        rows = [
            (f"memory of the deck, {FUNCTIONS} functions and full logs; its share of the pages that the host maps, too",
             "120 MB", f"{own.resident:.0f} MB ({before.resident:.0f} MB with empty logs); {own.share:.0f} MB"),
            ("… of the host; of both together, where such pages count once", "",
             f"{host.resident:.0f} MB ({host_before.resident:.0f} MB with empty logs); {own.share + host.share:.0f} MB"),
        ]
        opening = deck.timed(b"L", "all logs", lambda screen: "ALL LOGS" in screen.line(1))
        scanned = deck.settle(1, 60)
        kept = re.search(r"([\d,]+) lines", deck.screen.line(1))
        tell(f"{kept.group(1)} lines; all logs are on the screen after {ms(opening)}")
        if int(kept.group(1).replace(",", "")) < 0.99 * FUNCTIONS * LINES:
            raise SystemExit(f"not all lines are kept:\n{deck.screen.text()}")
        rows.append((f"the view of all logs, {kept.group(1)} lines", "", ms(opening)))
        found = {what: [] for what, _, _ in PATTERNS}
        for _ in range(ROUNDS):
            for what, pattern, count in PATTERNS:
                found[what].append(searched(deck, pattern, count))
        for what, results in found.items():
            first, last, counted = (statistics.median(column) for column in zip(*results))
            worst = [max(column) for column in zip(*results)]
            rows.append((
                f"search in them for {what} ({int(counted):,}): first hit · all counted", "50 ms · 1 s",
                f"{ms(first)} · {ms(last)} (of {ROUNDS}, worst {ms(worst[0])} · {ms(worst[1])})"))
        return rows


def fill(opened, name):
    caller = Caller(opened.project.ports[name])
    caller.timed(b'{"name": "%s", "lines": %d}' % (name.encode(), LINES))
    caller.close()
    while opened.deck.take(0.05) is not None:
        pass


def used(opened):
    """The memory of the deck and of the host."""
    return memory(opened.deck.pid), memory(hosts(opened.project.manifest)[0])


def searched(deck, pattern, count):
    """Seconds until the cursor is on a hit, and until all are counted; the count."""
    deck.timed(b"/", "the search", lambda screen: screen.line(-2).startswith(" /"))
    text = pattern.decode()
    begin = time.perf_counter()
    # The last character begins the search: without it, the others would have begun it before.
    deck.press(b"\x1b[200~" + pattern + b"\x1b[201~" if len(pattern) > 1 else pattern)
    hit = re.compile(re.escape(f" /{text}") + r" +[\d,]+/([\d,]+) ")
    first = deck.wait("a hit", lambda screen: hit.match(screen.line(-2))) - begin
    if count:
        last = deck.wait("the count", lambda screen: hit.match(screen.line(-2)).group(1) == count) - begin
    else:
        last = changed(deck, hit) - begin
    found = hit.match(deck.screen.line(-2)).group(1)
    deck.timed(b"\x1b", "no search", lambda screen: f"/{text}" not in screen.line(-2))
    deck.settle(0.5)
    return first, last, int(found.replace(",", ""))


def changed(deck, hit):
    """When the count changed last: nothing changes it for a second after that."""
    last, now = time.perf_counter(), hit.match(deck.screen.line(-2)).group(1)
    while True:
        arrived = deck.take(last + 1 - time.perf_counter())
        if arrived is None:
            return last
        found = hit.match(deck.screen.line(-2)).group(1)
        if found != now:
            last, now = arrived, found
        elif arrived > last + 1:
            return last
