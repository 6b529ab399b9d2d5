"""Reads what `tmux capture-pane -e -p` prints: text with the escape sequences of its colours."""

import re
import unicodedata
from dataclasses import dataclass, replace

# The numbers 0 to 15 are a guess, as themes change them: the deck sends 24-bit colours.
FIRST = [
    "484f58", "ff7b72", "3fb950", "d29922", "58a6ff", "bc8cff", "39c5cf", "b1bac4",
    "6e7681", "ffa198", "56d364", "e3b341", "79c0ff", "d2a8ff", "56d4dd", "f0f6fc",
]  # fmt: skip


@dataclass(frozen=True)
class Look:
    """The colours (six hexadecimal digits; None for the terminal's own) and attributes of a cell."""

    text: str | None = None
    back: str | None = None
    bold: bool = False
    faint: bool = False
    italic: bool = False
    underlined: bool = False
    swapped: bool = False


@dataclass(frozen=True)
class Cell:
    """A character with its combining marks, 1 or 2 columns wide."""

    text: str
    width: int
    look: Look


def indexed(number):
    """The colour of a number of xterm's palette."""
    if number < 16:
        return FIRST[number]
    if number >= 232:
        return f"{8 + 10 * (number - 232):02x}" * 3
    levels = (0, 95, 135, 175, 215, 255)
    cube = number - 16
    return "".join(f"{levels[part]:02x}" for part in (cube // 36, cube // 6 % 6, cube % 6))


def painted(look, numbers):
    """The look after one SGR sequence."""
    numbers = list(numbers)
    while numbers:
        number = numbers.pop(0)
        if number == 0:
            look = Look()
        elif number in (38, 48):
            if numbers.pop(0) == 2:
                colour = "".join(f"{part:02x}" for part in numbers[:3])
                del numbers[:3]
            else:
                colour = indexed(numbers.pop(0))
            look = replace(look, **{"text" if number == 38 else "back": colour})
        elif number == 39:
            look = replace(look, text=None)
        elif number == 49:
            look = replace(look, back=None)
        elif 30 <= number < 38 or 90 <= number < 98:
            look = replace(look, text=indexed(number % 10 + (8 if number >= 90 else 0)))
        elif 40 <= number < 48 or 100 <= number < 108:
            look = replace(look, back=indexed(number % 10 + (8 if number >= 100 else 0)))
        elif number == 22:
            look = replace(look, bold=False, faint=False)
        elif number in NAMES:
            name, value = NAMES[number]
            look = replace(look, **{name: value})
    return look


NAMES = {
    1: ("bold", True), 2: ("faint", True), 3: ("italic", True), 4: ("underlined", True), 7: ("swapped", True),
    23: ("italic", False), 24: ("underlined", False), 27: ("swapped", False),
}  # fmt: skip


def width(character):
    """The number of columns of a character."""
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def read(captured):
    """The rows of cells of a captured screen. Colours go on in the next row, as tmux writes them."""
    rows, look = [], Look()
    for line in captured.rstrip("\n").split("\n"):
        row = []
        for part in re.split(r"(\x1b\[[0-9;:]*m|\x1b[()].|\x0e|\x0f)", line):
            if part.startswith("\x1b["):
                numbers = re.split("[;:]", part[2:-1])
                look = painted(look, [int(number or 0) for number in numbers])
            elif not part.startswith(("\x1b", "\x0e", "\x0f")):
                for character in part:
                    columns = width(character)
                    if columns == 0 and row:
                        row[-1] = replace(row[-1], text=row[-1].text + character)
                    elif columns:
                        row.append(Cell(character, columns, look))
        rows.append(row)
    return rows
