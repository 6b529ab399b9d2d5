"""Writes the SVG of captured screens.

    draw.py still --columns N --theme dark|light --title T --label L SCREEN
    draw.py movie --columns N --theme dark|light --title T --label L FOLDER

A folder of a movie has, for each frame, NNN.screen, NNN.strip (the text below the screen) and NNN.seconds.
"""

import argparse
import pathlib
import sys

sys.dont_write_bytecode = True

import svg  # noqa: E402


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=["still", "movie"])
    for name in ("title", "label"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--theme", choices=sorted(svg.THEMES), default="dark")
    parser.add_argument("--columns", type=int, required=True)
    parser.add_argument("source", type=pathlib.Path)
    options = parser.parse_args()
    look = (options.columns, options.theme, options.title, options.label)
    if options.kind == "still":
        sys.stdout.write(svg.still(options.source.read_text(), *look))
        return
    frames = [
        (float(path.with_suffix(".seconds").read_text()), path.read_text(), path.with_suffix(".strip").read_text())
        for path in sorted(options.source.glob("*.screen"))
    ]
    sys.stdout.write(svg.movie(frames, *look))


main()
