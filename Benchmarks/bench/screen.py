"""The content of a terminal, from the bytes that a program sends to it: as much of xterm as curses uses."""
import codecs
import os
import re
import select
import time

from bench.terminal import Deck

# A control sequence, a choice of characters, a control string, another sequence, a control, or text.
PART = re.compile(
    "\x1b\\[([?>=!]?)([0-9;:]*)[ -/]*([@-~])|\x1b[()].|\x1b[\\]P^_][^\x07\x1b]*(?:\x07|\x1b\\\\)|\x1b[^\\[\\]()P^_]"
    "|([\x00-\x1a\x1c-\x1f\x7f])|([^\x00-\x1f\x7f]+)", re.DOTALL)


class Screen:
    """Rows of characters without their colours. Each character takes one cell."""

    def __init__(self, width, height):
        self.width, self.height = width, height
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.rest, self.last = "", " "
        self.x = self.y = self.top = 0
        self.bottom = height - 1
        self.clear()

    def clear(self):
        self.rows = [self.blank() for _ in range(self.height)]

    def blank(self):
        return [" "] * self.width

    def line(self, number):
        """A row's text; negative numbers count from the last one."""
        return "".join(self.rows[number]).rstrip()

    def text(self):
        return "\n".join(map(self.line, range(self.height)))

    def feed(self, data):
        text = self.rest + self.decoder.decode(data)
        place = 0
        while place < len(text):
            found = PART.match(text, place)
            if not found:
                # The rest of the sequence has not arrived.
                break
            place = found.end()
            private, numbers, final, control, plain = found.groups()
            if plain:
                self.put(plain)
            elif control:
                self.control(control)
            elif final and not private:
                self.sequence(final, [int(number or 0) for number in re.split("[;:]", numbers)])
            elif final and private == "?" and numbers.startswith("1049"):
                self.clear()
            elif found.group() == "\x1bM":
                self.scroll(-1) if self.y == self.top else self.move(self.x, self.y - 1)
        self.rest = text[place:]

    def put(self, text):
        for character in text:
            if self.x == self.width:
                self.x = 0
                self.line_feed()
            self.rows[self.y][self.x] = character
            self.x += 1
        self.last = text[-1]

    def control(self, character):
        if character == "\r":
            self.x = 0
        elif character == "\n":
            self.line_feed()
        elif character == "\b":
            self.x = max(0, self.x - 1)
        elif character == "\t":
            self.x = min(self.width - 1, self.x // 8 * 8 + 8)

    def line_feed(self):
        if self.y == self.bottom:
            self.scroll(1)
        else:
            self.y = min(self.height - 1, self.y + 1)

    def move(self, x, y):
        self.x, self.y = max(0, min(self.width - 1, x)), max(0, min(self.height - 1, y))

    def scroll(self, count, top=None):
        """Moves the rows of the region up; down, if the count is negative."""
        top = self.top if top is None else top
        for _ in range(min(abs(count), self.height)):
            self.rows.pop(top if count > 0 else self.bottom)
            self.rows.insert(self.bottom if count > 0 else top, self.blank())

    def sequence(self, final, numbers):
        first = numbers[0]
        count = max(1, first)
        row, x = self.rows[self.y], min(self.x, self.width - 1)
        if final in "Hf":
            self.move((numbers[1] if len(numbers) > 1 else 1) - 1, count - 1)
        elif final == "A":
            self.move(self.x, self.y - count)
        elif final in "Be":
            self.move(self.x, self.y + count)
        elif final in "Ca":
            self.move(self.x + count, self.y)
        elif final == "D":
            self.move(self.x - count, self.y)
        elif final in "G`":
            self.move(count - 1, self.y)
        elif final == "d":
            self.move(self.x, count - 1)
        elif final == "J":
            self.erase(first)
        elif final == "K":
            start, end = (x, self.width) if first == 0 else (0, x + 1) if first == 1 else (0, self.width)
            row[start:end] = " " * (end - start)
        elif final == "X":
            end = min(self.width, x + count)
            row[x:end] = " " * (end - x)
        elif final == "P":
            row[x:] = (row[x + count:] + self.blank())[:self.width - x]
        elif final == "@":
            row[x:] = (self.blank()[:count] + row[x:])[:self.width - x]
        elif final == "b":
            self.put(self.last * count)
        elif final in "LM":
            self.scroll(count if final == "M" else -count, self.y)
        elif final in "ST":
            self.scroll(count if final == "S" else -count)
        elif final == "r":
            self.top = count - 1
            self.bottom = (numbers[1] if len(numbers) > 1 and numbers[1] else self.height) - 1
            self.move(0, 0)

    def erase(self, how):
        row, x = self.rows[self.y], min(self.x, self.width - 1)
        if how == 0:
            row[x:] = " " * (self.width - x)
            self.rows[self.y + 1:] = [self.blank() for _ in range(self.height - self.y - 1)]
        elif how == 1:
            row[:x + 1] = " " * (x + 1)
            self.rows[:self.y] = [self.blank() for _ in range(self.y)]
        else:
            self.clear()


class Viewer(Deck):
    """The deck, and what is on its screen."""

    def __init__(self, program, manifest, environment=None):
        super().__init__(program, manifest, environment)
        self.screen = Screen(120, 36)

    def read(self, seconds):
        """What arrives first within so many seconds, and when; an empty text if nothing does."""
        if not select.select([self.file], [], [], max(0, seconds))[0]:
            return b"", None
        data = os.read(self.file, 1 << 16)
        arrived = time.perf_counter()
        self.screen.feed(data)
        return data, arrived

    def take(self, seconds):
        """When something arrived within so many seconds; None if nothing did."""
        return self.read(seconds)[1]

    def wait(self, what, holds, seconds=60):
        """When output arrived after which the screen satisfies a condition; now, if it does already."""
        arrived = time.perf_counter()
        limit = arrived + seconds
        while not holds(self.screen):
            arrived = self.take(limit - time.perf_counter())
            if arrived is None:
                raise SystemExit(f"waited in vain for {what}:\n{self.screen.text()}")
        return arrived

    def show(self, text, seconds=60):
        """Waits until a text is on the screen."""
        return self.wait(repr(text), lambda screen: text in screen.text(), seconds)

    def timed(self, keys, what, holds):
        """Seconds from keys until the screen satisfies a condition."""
        begin = time.perf_counter()
        self.press(keys)
        return self.wait(what, holds) - begin

    def settle(self, quiet=0.3, limit=30):
        """Reads until nothing has arrived for so long; returns when the last output arrived, or now."""
        last, end = time.perf_counter(), time.perf_counter() + limit
        while (arrived := self.take(quiet)) is not None:
            last = arrived
            if last > end:
                raise SystemExit("the screen does not come to rest")
        return last
