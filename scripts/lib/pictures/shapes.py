"""Draws the characters that must join or must look the same in every font: lines, blocks, braille, arrows, circles.

A shape is the data of an SVG path, filled, in a cell whose left edge is `x`; the row's base line is 0.
"""

W, H = 8, 18
TOP = -13  # The cell's upper edge.
BOTTOM = TOP + H
MIDDLE = TOP + H / 2
THIN, THICK = 1, 2

# The arms of a character of lines: up, right, down, left.
LINES = {
    "─": (0, 1, 0, 1), "│": (1, 0, 1, 0), "┌": (0, 1, 1, 0), "┐": (0, 0, 1, 1), "└": (1, 1, 0, 0), "┘": (1, 0, 0, 1),
    "├": (1, 1, 1, 0), "┤": (1, 0, 1, 1), "┬": (0, 1, 1, 1), "┴": (1, 1, 0, 1), "┼": (1, 1, 1, 1), "╴": (0, 0, 0, 1),
    "╵": (1, 0, 0, 0), "╶": (0, 1, 0, 0), "╷": (0, 0, 1, 0), "━": (0, 2, 0, 2), "┃": (2, 0, 2, 0), "╸": (0, 0, 0, 2),
    "╹": (2, 0, 0, 0), "╺": (0, 2, 0, 0), "╻": (0, 0, 2, 0),
}  # fmt: skip
CORNERS = {"╭": (0, 1, 1, 0), "╮": (0, 0, 1, 1), "╰": (1, 1, 0, 0), "╯": (1, 0, 0, 1)}
DASHES = {"┄": 3, "┈": 4, "╌": 2, "┅": 3, "┉": 4, "╍": 2}
UPRIGHT_DASHES = {"┆": 3, "┊": 4, "╎": 2}
QUADRANTS = {"▖": 4, "▗": 8, "▘": 1, "▙": 13, "▚": 9, "▛": 7, "▜": 11, "▝": 2, "▞": 6, "▟": 14}
SHADES = {"░": 0.25, "▒": 0.5, "▓": 0.75}


def number(value):
    """A coordinate without needless digits."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def box(x, y, width, height):
    return f"M{number(x)} {number(y)}h{number(width)}v{number(height)}h{number(-width)}z"


def polygon(*points):
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "z"


def disc(x, y, radius, clockwise=1):
    r = number(radius)
    return f"M{number(x - radius)} {number(y)}" + "".join(
        f"a{r} {r} 0 0 {clockwise} {number(step)} 0" for step in (2 * radius, -2 * radius)
    )


def stroke(points, thickness):
    """A line of several parts as one outline per part."""
    data = ""
    for (x1, y1), (x2, y2) in zip(points, points[1:]):
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        dx, dy = (y2 - y1) / length * thickness / 2, (x2 - x1) / length * thickness / 2
        data += polygon((x1 - dx, y1 + dy), (x2 - dx, y2 + dy), (x2 + dx, y2 - dy), (x1 + dx, y1 - dy))
    return data


def lines(x, arms):
    """Straight arms from the centre; equal opposite ones are one box."""
    up, right, down, left = arms
    centre, data = x + W / 2, ""
    if left or right:
        thickness = max(left, right)
        start = x if left else centre - max(up, down, 1) / 2
        end = x + W if right else centre + max(up, down, 1) / 2
        data += box(start, MIDDLE - thickness / 2, end - start, thickness)
    if up or down:
        thickness = max(up, down)
        start = TOP if up else MIDDLE
        end = BOTTOM if down else MIDDLE
        data += box(centre - thickness / 2, start, thickness, end - start)
    return data


def corner(x, arms):
    """A rounded corner: a quarter of a ring between two straight ends."""
    up, right, _, _ = arms
    centre, radius = x + W / 2, 3.5
    sx, sy = (1 if right else -1), (-1 if up else 1)
    turn = 1 if sx * sy < 0 else 0
    outer, inner = number(radius + 0.5), number(radius - 0.5)
    cx, cy = centre + sx * radius, MIDDLE + sy * radius
    ring = (
        f"M{number(cx)} {number(MIDDLE - sy * 0.5)}"
        f"A{outer} {outer} 0 0 {turn} {number(centre - sx * 0.5)} {number(cy)}h{number(sx)}"
        f"A{inner} {inner} 0 0 {1 - turn} {number(cx)} {number(MIDDLE + sy * 0.5)}z"
    )
    edge = x + W if right else x
    end = TOP if up else BOTTOM
    return (
        ring
        + box(min(cx, edge), MIDDLE - 0.5, abs(edge - cx), 1)
        + box(centre - 0.5, min(cy, end), 1, abs(end - cy))
    )


def braille(x, character):
    bits, data = ord(character) - 0x2800, ""
    for bit in range(8):
        if bits >> bit & 1:
            column, row = (bit // 3, bit % 3) if bit < 6 else (bit - 6, 3)
            data += disc(x + 2 + 4 * column, TOP + H * (2 * row + 1) / 8, 1.1)
    return data


def block(x, character):
    """A block element; None for another character."""
    code = ord(character)
    if 0x2581 <= code <= 0x2588:
        height = H * (code - 0x2580) / 8
        return box(x, BOTTOM - height, W, height)
    if 0x2589 <= code <= 0x258F:
        return box(x, TOP, W * (0x2590 - code) / 8, H)
    if character in QUADRANTS:
        parts = [(x, TOP), (x + W / 2, TOP), (x, MIDDLE), (x + W / 2, MIDDLE)]
        bits = QUADRANTS[character]
        return "".join(box(*part, W / 2, H / 2) for bit, part in enumerate(parts) if bits >> bit & 1)
    whole = {"▀": (x, TOP, W, H / 2), "▐": (x + W / 2, TOP, W / 2, H), "▔": (x, TOP, W, H / 8)}
    whole["▕"] = (x + W * 7 / 8, TOP, W / 8, H)
    return box(*whole[character]) if character in whole else None


def sign(x, character):
    """Arrows, circles, ticks and crosses; None for another character."""
    centre, y = x + W / 2, MIDDLE + 0.5
    left, right = x + 0.8, x + W - 0.8
    signs = {
        "●": lambda: disc(centre, y, 3.4),
        "○": lambda: disc(centre, y, 3.4) + disc(centre, y, 2.4, 0),
        "◉": lambda: disc(centre, y, 3.4) + disc(centre, y, 2.6, 0) + disc(centre, y, 1.5),
        "◐": lambda: disc(centre, y, 3.4) + f"M{number(centre)} {number(y - 2.4)}a2.4 2.4 0 0 1 0 4.8z",
        "▸": lambda: polygon((left + 0.7, y - 3), (right, y), (left + 0.7, y + 3)),
        "▶": lambda: polygon((left, y - 4), (right + 0.6, y), (left, y + 4)),
        "◂": lambda: polygon((right - 0.7, y - 3), (left, y), (right - 0.7, y + 3)),
        "▾": lambda: polygon((left, y - 2), (right, y - 2), (centre, y + 2.6)),
        "▼": lambda: polygon((left, y - 3), (right, y - 3), (centre, y + 3)),
        "▴": lambda: polygon((left, y + 2), (right, y + 2), (centre, y - 2.6)),
        "▲": lambda: polygon((left, y + 3), (right, y + 3), (centre, y - 3)),
        "✓": lambda: stroke([(left, y), (x + 3, y + 3), (right, y - 4)], 1.5),
        "✗": lambda: stroke([(left + 0.4, y - 3.2), (right - 0.4, y + 3.2)], 1.6)
        + stroke([(left + 0.4, y + 3.2), (right - 0.4, y - 3.2)], 1.6),
    }
    return signs[character]() if character in signs else None


def shape(x, character):
    """The shape of a character; None if a font draws it."""
    if character in LINES:
        return lines(x, LINES[character])
    if character in CORNERS:
        return corner(x, CORNERS[character])
    if character in DASHES:
        part = W / DASHES[character]
        return "".join(
            box(x + part * (index + 0.2), MIDDLE - 0.5, part * 0.6, 1) for index in range(DASHES[character])
        )
    if character in UPRIGHT_DASHES:
        count = UPRIGHT_DASHES[character]
        part = H / count
        return "".join(box(x + W / 2 - 0.5, TOP + part * (index + 0.2), 1, part * 0.6) for index in range(count))
    if 0x2800 <= ord(character) <= 0x28FF:
        return braille(x, character)
    return block(x, character) or sign(x, character)
