"""The table of what was measured, with what was promised and whether it is met."""
import statistics

from bench import sample
from bench.crowd import overtaking

QUIET = 0.150

# Calls that were sent within this time of each other have no order that a caller could tell.
SAME_TIME = 0.1


def ms(seconds, digits=0):
    return f"{seconds * 1000:.{digits}f} ms"


def spread(values, digits=0):
    return f"{ms(statistics.median(values), digits)} (worst {ms(max(values), digits)})"


def verdict(is_met):
    return "met" if is_met else "NOT MET"


def at_most(value, promised):
    return f"{value:.2f} ×, {verdict(value <= promised)}"


def at_least(value, promised):
    return f"{value:.1f} ×, {verdict(value >= promised)}"


def rows(figures):
    """Rows of (what, promised, a cell for each language); `figures` holds lists of seconds by language and name."""
    of = {language: dict(found) for language, found in figures.items()}
    median = {
        language: {name: statistics.median(values) for name, values in found.items()} for language, found in of.items()
    }

    def row(what, promised, name, cell):
        if all(name in found for found in of.values()):
            return [(what, promised, *(cell(median[language], of[language]) for language in of))]
        return []

    yield from row("a waiting container's first response: the floor", "", "floor", lambda _, all: spread(all["floor"]))
    yield from row("save → new response", "", "save", lambda _, all: spread(all["save"]))
    yield from row("… over the floor, without the 150 ms of quiet", "at most 1.3 ×", "save",
                   lambda m, _: f"{ms(m['save'] - QUIET)}, {at_most((m['save'] - QUIET) / m['floor'], 1.3)}")
    yield from row("restart key → new response", "", "key", lambda _, all: spread(all["key"]))
    yield from row("… over the floor", "at most 1.3 ×", "key", lambda m, _: at_most(m["key"] / m["floor"], 1.3))
    yield from row("`docker restart` and first response", "", "restart", lambda _, all: spread(all["restart"]))
    yield from row("… over the restart key", "at least 4 ×", "key", lambda m, _: at_least(m["restart"] / m["key"], 4))
    yield from row("SAM's `start-lambda`, save → new response", "", "sam save", lambda _, all: spread(all["sam save"]))
    yield from row("a warm call straight to the emulator", "", "straight", lambda _, all: spread(all["straight"], 1))
    yield from row("… through the door", "", "door", lambda _, all: spread(all["door"], 1))
    yield from row("… more than straight", "at most 1 ms", "door",
                   lambda m, _: more(m["door"] - m["straight"]))
    yield from row("… by SAM's `start-lambda`, containers warm", "", "sam", lambda _, all: spread(all["sam"], 1))
    yield from row("… over the door", "at least 10 ×", "sam", lambda m, _: at_least(m["sam"] / m["door"], 10))


def more(seconds):
    return f"{ms(seconds, 2)}, {verdict(seconds <= 0.001)}"


def crowd_rows(seconds, visitors, seen):
    """Rows of the crowd; `seen` holds for each language what its crowd saw."""
    def row(what, promised, cell):
        return (what, promised, *(cell(one) for one in seen.values()))

    def none(count):
        return "none, met" if count == 0 else f"{count}, NOT MET"

    def order(one):
        worst = overtaking(one.calls)
        return f"by {ms(worst)}, {verdict(worst <= SAME_TIME)}"

    def waited(one):
        values = sorted(call.answered - call.sent for call in one.calls)
        if not values:
            return "–"
        return f"{ms(statistics.median(values))}, {ms(values[len(values) * 99 // 100])}"

    yield row(f"{visitors} callers of each for {seconds:g} s: calls answered", "", lambda one: f"{len(one.calls):,}")
    yield row("… an answer took (median, 99th percentile)", "", waited)
    yield row("… told to come again later (429)", "", lambda one: f"{one.refused:,}")
    yield row("… calls lost", "none", lambda one: none(one.lost))
    yield row("… wrong answers", "none", lambda one: none(one.wrong))
    yield row("… calls that the function had and nobody made", "none", lambda one: none(one.surplus))
    yield row("… containers that died or were replaced", "none", lambda one: none(one.replaced))
    yield row("… one call overtook another", "in order", order)


def markdown(rows):
    """A Markdown table that is a table to the eye too."""
    head = ("what", "promised", *(language.title for language in sample.LANGUAGES))
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in lines)
