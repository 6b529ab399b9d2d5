"""Draws captured screens as SVG: one picture, or an animated one."""

from html import escape

from cells import read
from shapes import H, MIDDLE, SHADES, TOP, W, box, number, shape

FONTS = "ui-monospace,'SF Mono',Menlo,'DejaVu Sans Mono','Cascadia Mono',Consolas,'Liberation Mono',monospace"
THEMES = {
    "dark": {"text": "c9d1d9", "back": "0d1117", "bar": "161b22", "edge": "30363d", "quiet": "8b949e"},
    "light": {"text": "1f2328", "back": "ffffff", "bar": "f6f8fa", "edge": "d0d7de", "quiet": "59636e"},
}
BUTTONS = ("ff5f57", "febc2e", "28c840")
PADDING, BAR = 14, 32  # Around the screen, and the height of the title bar.


class Drawing:
    """Rows as SVG, and the classes of their colours."""

    def __init__(self, theme):
        self.theme = THEMES[theme]
        self.classes = {}

    def fill(self, colour):
        """The class of a colour."""
        if colour not in self.classes:
            index = len(self.classes)
            # Capitals are the classes that are not colours.
            self.classes[colour] = "abcdefghijklmnopqrstuvwxyz"[index % 26] + (str(index // 26) if index > 25 else "")
        return self.classes[colour]

    def colours(self, look):
        """Text and background of a look; the background is None if it is the window's."""
        text, back = look.text or self.theme["text"], look.back
        if look.swapped:
            text, back = back or self.theme["back"], text
        return text, back

    def row(self, cells):
        """One row, relative to its base line."""
        backs, shapes, texts = {}, {}, []
        x = 0
        run = None  # [x, columns, text, look] of the text that is not written yet.
        line = None  # [x, end, colour] of a horizontal line that is not written yet.

        def end_run():
            nonlocal run
            if run:
                texts.append(self.text(*run))
            run = None

        def end_line():
            nonlocal line
            if line:
                shapes.setdefault(line[2], []).append(box(line[0], MIDDLE - 0.5, line[1] - line[0], 1))
            line = None

        for cell in cells:
            colour, back = self.colours(cell.look)
            if back and back != self.theme["back"]:
                parts = backs.setdefault(back, [])
                if parts and parts[-1][1] == x:
                    parts[-1][1] = x + cell.width * W
                else:
                    parts.append([x, x + cell.width * W])
            character = cell.text
            if character == "─":
                end_run()
                if line and line[2] == colour:
                    line[1] = x + W
                else:
                    end_line()
                    line = [x, x + W, colour]
                x += W
                continue
            end_line()
            drawn = shape(x, character) if len(character) == 1 else None
            if character in SHADES:
                end_run()
                opacity, data = SHADES[character], box(x, TOP, W, H)
                texts.append(f'<path class="{self.fill(colour)}" opacity="{opacity}" d="{data}"/>')
            elif drawn:
                end_run()
                shapes.setdefault(colour, []).append(drawn)
            elif character == " " and not cell.look.underlined:
                # Two spaces end a run: what follows gets its own exact place.
                if run and run[2].endswith(" "):
                    end_run()
                elif run:
                    run[1], run[2] = run[1] + 1, run[2] + " "
            elif character.isascii() or "\u00a0" < character < "\u0250":
                if run and not (self.alike(run[3], cell.look) and run[4]):
                    end_run()
                if not run:
                    run = [x, 0, "", cell.look, True]
                run[1], run[2] = run[1] + cell.width, run[2] + character
            else:
                # A font may lack it, and another one has other widths: it gets its own place.
                end_run()
                texts.append(self.text(x, cell.width, character, cell.look, False))
            x += cell.width * W
        end_run()
        end_line()
        parts = []
        for back, spans in backs.items():
            data = "".join(box(start, TOP, end - start, H) for start, end in spans)
            parts.append(f'<path class="{self.fill(back)} K" d="{data}"/>')
        parts += [f'<path class="{self.fill(colour)}" d="{"".join(data)}"/>' for colour, data in shapes.items()]
        return "".join(parts + texts)

    def alike(self, one, other):
        """Whether text of the two looks can be one run."""
        names = ("bold", "faint", "italic", "underlined")
        return self.colours(one)[0] == self.colours(other)[0] and all(
            getattr(one, name) == getattr(other, name) for name in names
        )

    def text(self, x, columns, text, look, fits):
        """A run of text. `fits` is whether it is stretched to its columns; other text is centred in them."""
        kept = text.rstrip(" ")
        columns -= len(text) - len(kept)
        classes = [self.fill(self.colours(look)[0])]
        classes += [name for name, set_ in (("B", look.bold), ("I", look.italic), ("U", look.underlined)) if set_]
        if look.faint:
            classes.append("F")
        if fits:
            place = f'x="{x}"' + (f' textLength="{columns * W}"' if columns > 1 else "")
        else:
            classes.append("M")
            place = f'x="{number(x + columns * W / 2)}"'
        return f'<text class="{" ".join(classes)}" {place}>{escape(kept, quote=False)}</text>'

    def style(self):
        """The style sheet; call it after all rows are drawn."""
        rules = [
            f"text{{font:13.3px {FONTS};white-space:pre}}",
            ".B{font-weight:bold}.I{font-style:italic}.U{text-decoration:underline}",
            ".F{opacity:.6}.M{text-anchor:middle}",
            ".K{shape-rendering:crispEdges}",
        ]
        rules += [f".{name}{{fill:#{colour}}}" for colour, name in self.classes.items()]
        return "".join(rules)

    def window(self, columns, rows, title, below=0):
        """The frame with its title bar, and the whole size. `below` is the room below the screen."""
        width = columns * W + 2 * PADDING
        height = BAR + rows * H + 2 * PADDING - 6 + below
        theme = self.theme
        parts = [
            f'<rect x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="9" fill="#{theme["back"]}" '
            f'stroke="#{theme["edge"]}"/>',
            f'<path fill="#{theme["bar"]}" d="M1 {BAR}V9.5A8.5 8.5 0 0 1 9.5 1H{width - 9.5}A8.5 8.5 0 0 1 '
            f'{width - 1} 9.5V{BAR}z"/>',
        ]
        parts += [
            f'<circle cx="{20 + 20 * index}" cy="16" r="6" fill="#{colour}"/>' for index, colour in enumerate(BUTTONS)
        ]
        parts.append(
            f'<text class="{self.fill(theme["quiet"])} M" x="{width // 2}" y="21">{escape(title, quote=False)}</text>'
        )
        return "".join(parts), width, height


def base_line(row):
    """The y of a row's base line in the window."""
    return BAR + PADDING - 4 + row * H - TOP


def document(drawing, body, width, height, label, more_style=""):
    """The whole file."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-label="{escape(label)}">\n<style>{drawing.style()}{more_style}</style>\n{body}\n</svg>\n'
    )


def still(captured, columns, theme, title, label):
    """One picture of a screen."""
    drawing, rows = Drawing(theme), read(captured)
    body, width, height = drawing.window(columns, len(rows), title)
    for index, cells in enumerate(rows):
        drawn = drawing.row(cells)
        if drawn:
            body += f'\n<g transform="translate({PADDING} {base_line(index)})">{drawn}</g>'
    return document(drawing, body, width, height, label)


def movie(frames, columns, theme, title, label):
    """An animated picture. A frame is (seconds, captured screen, rows of captured text for the strip below it).

    Equal rows are drawn once. Without animation the last frame is visible.
    """
    drawing, known, defined, shown = Drawing(theme), {}, [], []
    height_of_strip = 3 * H + 10
    screen_rows = max(len(read(frame[1])) for frame in frames)
    window, width, height = drawing.window(columns, screen_rows, title, height_of_strip)
    top = base_line(screen_rows) + TOP + 4
    window += (
        f'<path fill="#{drawing.theme["bar"]}" d="M1 {top}H{width - 1}V{height - 9.5}A8.5 8.5 0 0 1 {width - 9.5} '
        f'{height - 1}H9.5A8.5 8.5 0 0 1 1 {height - 9.5}z"/>'
    )
    total = sum(frame[0] for frame in frames)
    begin, rules = 0, ""
    for index, (seconds, captured, strip) in enumerate(frames):
        uses = ""
        places = [(base_line(row), cells) for row, cells in enumerate(read(captured))]
        places += [(top + 8 - TOP + row * H, cells) for row, cells in enumerate(read(strip))]
        for y, cells in places:
            drawn = drawing.row(cells)
            if not drawn:
                continue
            if drawn not in known:
                known[drawn] = f"r{len(known)}"
                defined.append(f'<g id="{known[drawn]}">{drawn}</g>')
            uses += f'<use href="#{known[drawn]}" x="{PADDING}" y="{y}"/>'
        shown.append(f'<g class="X" id="f{index}">{uses}</g>')
        start, end = 100 * begin / total, 100 * (begin + seconds) / total
        steps = "" if index == 0 else "0%{visibility:hidden}"
        steps += f"{number(start)}%{{visibility:visible}}"
        if index < len(frames) - 1:
            steps += f"{number(end)}%{{visibility:hidden}}"
        rules += f"@keyframes k{index}{{{steps}}}#f{index}{{animation:k{index} {number(total)}s step-end infinite}}"
        begin += seconds
    rules = f".X{{visibility:hidden}}#f{len(frames) - 1}{{visibility:visible}}" + (
        f"@media (prefers-reduced-motion:no-preference){{{rules}}}"
    )
    body = f"<defs>{''.join(defined)}</defs>\n{window}\n" + "\n".join(shown)
    return document(drawing, body, width, height, label, rules)
