"""The table of the measurements, with the targets and whether they are met."""
import statistics
from collections import Counter

from bench import sample
from bench.crowd import overtaking

# The most time that `lamdeck ps` may take.
LISTING = 0.050

# How long lamdeck waits after the last change of a single file before a call gets the new code.
QUIET = 0.050

# Calls sent within this time of each other have no order that a caller could observe.
SAME_TIME = 0.1


def ms(seconds, digits=0):
    return f"{seconds * 1000:.{digits}f} ms"


def verdict(is_met):
    return "met" if is_met else "NOT MET"


def at_most(value, promised):
    return f"{value:.2f} ×, {verdict(value <= promised)}"


def at_least(value, promised):
    return f"{value:.1f} ×, {verdict(value >= promised)}"


def none(count):
    return "none, met" if count == 0 else f"{count}, NOT MET"


class Figures:
    """The measurements of one language's function: lists of values by name, times in seconds, and how often something
    happened that should not."""

    def __init__(self):
        self.values, self.counts = {}, Counter()

    def note(self, name, value):
        self.values.setdefault(name, []).append(value)

    def median(self, name):
        return statistics.median(self.values[name])

    def worst(self, name):
        return max(self.values[name])

    def spread(self, name, digits=0):
        return f"{ms(self.median(name), digits)} (worst {ms(self.worst(name), digits)})"

    def over(self, name, other):
        return self.median(name) / self.median(other)

    def over_needed(self):
        """A save's first response must take a warm call longer than init, or than the quiet time if that is longer."""
        needed = max(QUIET, self.median("init"))
        return at_most((self.median("save") - self.median("warm")) / needed, 1.3)

    def over_server(self, name):
        return at_least(self.over(name, f"server beside {name}"), 10)

    def within(self, name, promised, digits):
        return f"{self.spread(name, digits)}, {verdict(self.median(name) <= promised)}"

    def megabytes(self, name, digits):
        return f"{self.median(name):.{digits}f} MB"

    def idle_share(self):
        share = self.median("idle share") * 100
        return f"{share:.2f} %, {verdict(share <= 0.3)}"

    def idle_memory(self):
        return f"{self.megabytes('idle resident', 0)}, {verdict(self.worst('idle resident') <= 60)}"

    def spare_memory(self):
        most = self.worst("spare")
        return f"{self.megabytes('spare', 2)} (worst {most:.2f} MB), {verdict(most <= 1)}"


# The name, the target, the measurement without which the cell is empty, and the cell.
RESTART_ROWS = [
    ("a waiting container's first response by the emulator: the floor", "", "floor", lambda one: one.spread("floor")),
    ("init after a restart, as lamdeck reports it", "", "init", lambda one: one.spread("init")),
    ("a warm call between the restarts", "", "warm", lambda one: one.spread("warm", 1)),
    ("save → first new response, 50 ms of quiet included", "", "save", lambda one: one.spread("save")),
    ("… less a warm call, over init (at least 50 ms)", "at most 1.3 ×", "save", Figures.over_needed),
    ("… calls after a save that the old code answered", "none", "save", lambda one: none(one.counts["old"])),
    ("save → on the deck's screen, its event pinned", "", "pinned", lambda one: one.spread("pinned")),
    ("restart key → new response", "", "key", lambda one: one.spread("key")),
    ("… over the floor", "at most 1.3 ×", "key", lambda one: at_most(one.over("key", "floor"), 1.3)),
    ("a call given up with `Esc` → the next response", "", "cancel", lambda one: one.spread("cancel")),
    ("… over the restart key", "as a restart", "cancel", lambda one: f"{one.over('cancel', 'key'):.2f} ×"),
    ("calls that failed after a save, the key or `Esc`", "none", "key", lambda one: none(one.counts["failed"])),
    ("`docker restart` and first response", "", "restart", lambda one: one.spread("restart")),
    ("… over a save", "at least 5 ×", "restart", lambda one: at_least(one.over("restart", "save"), 5)),
    ("… over the restart key", "at least 4 ×", "restart", lambda one: at_least(one.over("restart", "key"), 4)),
    ("SAM's `start-lambda`, save → new response", "", "sam save", lambda one: one.spread("sam save")),
    ("a call in which the process exits, until its answer", "", "crash answer",
     lambda one: one.spread("crash answer")),
    ("… until the next good response", "", "crash", lambda one: one.spread("crash")),
    ("… over init", "at most 1.5 ×", "crash", lambda one: at_most(one.over("crash", "init"), 1.5)),
    ("… calls after it that failed", "none", "crash", lambda one: none(one.counts["failed after crash"])),
    ("imports of 2 s: a call 3 s after a save", "at most 20 ms", "imports",
     lambda one: one.within("imports", 0.020, 1)),
    ("… answered by the old code", "none", "imports", lambda one: none(one.counts["old imports"])),
    ("a warm call straight to the emulator", "", "straight", lambda one: one.spread("straight", 2)),
    ("… at the emulator's published port", "", "published", lambda one: one.spread("published", 2)),
    ("… through lamdeck's port", "", "server", lambda one: one.spread("server", 2)),
    ("… over the call straight to the emulator", "at most 0.6 ×", "server",
     lambda one: at_most(one.over("server", "straight"), 0.6)),
    ("… by SAM's `start-lambda`, containers warm, with AWS keys", "", "sam", lambda one: one.spread("sam", 1)),
    ("… over lamdeck, taking turns with it", "at least 10 ×", "sam", lambda one: one.over_server("sam")),
    ("… by SAM's `start-lambda`, containers warm, without AWS keys", "", "keyless sam",
     lambda one: one.spread("keyless sam", 1)),
    ("… over lamdeck, taking turns with it", "at least 10 ×", "keyless sam",
     lambda one: one.over_server("keyless sam")),
    ("a streamed response's first byte, from its writing", "at most 5 ms", "first byte",
     lambda one: one.within("first byte", 0.005, 1)),
    ("… a later part", "", "later byte", lambda one: one.spread("later byte", 1)),
    ("lamdeck's host idle, 50 functions: processor time over 30 s", "at most 0.3 % of a core", "idle share",
     Figures.idle_share),
    ("… resident memory", "at most 60 MB", "idle resident", Figures.idle_memory),
    ("… its share of the memory (PSS)", "", "idle own", lambda one: one.megabytes("idle own", 0)),
    ("a waiting container: anonymous memory", "at most 1 MB", "spare", Figures.spare_memory),
    ("… with file pages and the kernel's memory", "", "spare all", lambda one: one.megabytes("spare all", 2)),
]


SHELL_ROWS = [
    ("create, start and first response over the Engine API", "", "straight", lambda one: one.spread("straight")),
    ("… and removed", "", "straight removed", lambda one: one.spread("straight removed")),
    ("`lamdeck invoke` of a stopped function → response on standard output", "", "response",
     lambda one: one.spread("response")),
    ("… over the Engine API", "at most 1.15 ×", "response",
     lambda one: at_most(one.median("response") / one.median("straight"), 1.15)),
    ("`lamdeck invoke`, the whole process, the container removed", "", "invoke", lambda one: one.spread("invoke")),
    ("… over the Engine API, removed too", "", "invoke",
     lambda one: f"{one.median('invoke') / one.median('straight removed'):.2f} ×"),
    ("`sam local invoke`, the whole process", "", "sam", lambda one: one.spread("sam")),
    ("… over `lamdeck invoke`, the whole process", "at least 4 ×", "sam",
     lambda one: at_least(one.median("sam") / one.median("invoke"), 4)),
    ("`lamdeck ps`, four functions detached", f"less than {ms(LISTING)}", "ps",
     lambda one: f"{one.spread('ps')}, {verdict(one.median('ps') < LISTING)}"),
]


def known(one, name, cell):
    """A cell; a part that failed may lack one of its measurements."""
    try:
        return cell(one) if name in one.values else "–"
    except KeyError:
        return "–"


def rows(figures, table=RESTART_ROWS):
    """Rows of (name, target, a cell for each language), from the `Figures` of each, of the parts that ran."""
    for what, promised, name, cell in table:
        if any(name in one.values for one in figures):
            yield (what, promised, *(known(one, name, cell) for one in figures))


def order(one):
    worst = overtaking(one.calls)
    return f"by {ms(worst)}, {verdict(worst <= SAME_TIME)}"


def waited(one):
    values = sorted(call.answered - call.sent for call in one.calls)
    return f"{ms(statistics.median(values))}, {ms(values[len(values) * 99 // 100])}" if values else "–"


def crowd_rows(seconds, callers, seen):
    """Rows of the crowd; `seen` has the results of each language's crowd."""
    cells = [
        (f"{callers} callers of each for {seconds:g} s: calls answered", "", lambda one: f"{len(one.calls):,}"),
        ("… an answer took (median, 99th percentile)", "", waited),
        ("… told to come again later (429)", "", lambda one: f"{one.refused:,}"),
        ("… calls lost", "none", lambda one: none(one.lost)),
        ("… wrong answers", "none", lambda one: none(one.wrong)),
        ("… calls that ran unanswered", "none", lambda one: none(one.surplus)),
        ("… containers that died or were replaced", "none", lambda one: none(one.replaced)),
        ("… one call overtook another", "in order", order),
    ]
    for what, promised, cell in cells:
        yield (what, promised, *map(cell, seen))


# The head of a table of targets.
TARGETS = ("what", "target", "measured")


def markdown(rows, head=("what", "promised", *(language.title for language in sample.LANGUAGES))):
    """A Markdown table with aligned columns."""
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in lines)
