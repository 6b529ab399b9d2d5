"""The table of the measurements, with the targets and whether they are met."""
import statistics

from bench import sample
from bench.crowd import overtaking

# The most time that `lamdeck ps` may take.
LISTING = 0.050

# How long lamdeck waits after the last change of a burst before it restarts a function.
QUIET = 0.150

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
    """The measurements of one language's function: lists of seconds by name."""

    def __init__(self):
        self.seconds, self.failed = {}, 0

    def note(self, name, seconds):
        self.seconds.setdefault(name, []).append(seconds)

    def median(self, name):
        return statistics.median(self.seconds[name])

    def spread(self, name, digits=0):
        return f"{ms(self.median(name), digits)} (worst {ms(max(self.seconds[name]), digits)})"

    def over_floor(self, seconds):
        return at_most(seconds / self.median("floor"), 1.3)

    def without_quiet(self):
        seconds = self.median("save") - QUIET
        return f"{ms(seconds)}, {self.over_floor(seconds)}"

    def over_server(self, name):
        return at_least(self.median(name) / self.median(f"server beside {name}"), 10)

    def server_costs(self):
        seconds = self.median("server") - self.median("straight")
        return f"{ms(seconds, 2)}, {verdict(seconds <= 0.001)}"


# The name, the target, the measurement without which the row is left out, and the cell.
RESTART_ROWS = [
    ("a waiting container's first response: the floor", "", "floor", lambda one: one.spread("floor")),
    ("save → new response", "", "save", lambda one: one.spread("save")),
    ("… without the 150 ms of quiet, over the floor", "at most 1.3 ×", "save", Figures.without_quiet),
    ("save → on the deck's screen, its event pinned", "", "pinned", lambda one: one.spread("pinned")),
    ("restart key → new response", "", "key", lambda one: one.spread("key")),
    ("… over the floor", "at most 1.3 ×", "key", lambda one: one.over_floor(one.median("key"))),
    ("… calls that failed meanwhile", "none", "key", lambda one: none(one.failed)),
    ("a call given up with `Esc` → the next response", "", "cancel", lambda one: one.spread("cancel")),
    ("… over the restart key", "as a restart", "cancel",
     lambda one: f"{one.median('cancel') / one.median('key'):.2f} ×"),
    ("`docker restart` and first response", "", "restart", lambda one: one.spread("restart")),
    ("… over the restart key", "at least 4 ×", "key",
     lambda one: at_least(one.median("restart") / one.median("key"), 4)),
    ("SAM's `start-lambda`, save → new response", "", "sam save", lambda one: one.spread("sam save")),
    ("a warm call straight to the emulator", "", "straight", lambda one: one.spread("straight", 1)),
    ("… through lamdeck", "", "server", lambda one: one.spread("server", 1)),
    ("… more than directly", "at most 1 ms", "server", Figures.server_costs),
    ("… by SAM's `start-lambda`, containers warm, with AWS keys", "", "sam", lambda one: one.spread("sam", 1)),
    ("… over lamdeck, taking turns with it", "at least 10 ×", "sam", lambda one: one.over_server("sam")),
    ("… by SAM's `start-lambda`, containers warm, without AWS keys", "", "keyless sam",
     lambda one: one.spread("keyless sam", 1)),
    ("… over lamdeck, taking turns with it", "at least 10 ×", "keyless sam",
     lambda one: one.over_server("keyless sam")),
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


def rows(figures, table=RESTART_ROWS):
    """Rows of (name, target, a cell for each language), from the `Figures` of each."""
    for what, promised, name, cell in table:
        if all(name in one.seconds for one in figures):
            yield (what, promised, *map(cell, figures))


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


def markdown(rows):
    """A Markdown table with aligned columns."""
    head = ("what", "promised", *(language.title for language in sample.LANGUAGES))
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in lines)
