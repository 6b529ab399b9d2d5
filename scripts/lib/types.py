#!/usr/bin/env python3
"""Finds types that have grown too large: lines over all files of their module, and stored properties.

A limit on files alone lets a type grow by extensions in other files, which all see all of its state.

    types.py [--lines N] [--properties N [--of TARGET]] [--list COUNT] FOLDER...
"""
import argparse
import collections
import pathlib
import re
import sys

DECLARATION = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|private|fileprivate|final|indirect|nonisolated)\s+)*"
    r"(actor|class|struct|enum|extension|protocol)\s+([A-Za-z_][\w.]*)"
)
STORED = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*"
    r"(?:(?:public|package|internal|private|fileprivate|final|weak|unowned|nonisolated|lazy)(?:\([\w ]+\))?\s+)*"
    r"(?:let|var)\s+(\(?[A-Za-z_`])"
)
OBSERVERS = re.compile(r"\{\s*(?:didSet|willSet)\b")


def code_only(text):
    """The text with comments and the contents of strings blanked out; line breaks stay."""

    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))

    pattern = r'/\*.*?\*/|//[^\n]*|#"""(?:.|\n)*?"""#|"""(?:.|\n)*?"""|#"(?:[^"\n]|"(?!#))*"#|#/.*?/#|"(?:\\.|[^"\\\n])*"'
    return re.sub(pattern, blank, text, flags=re.S)


def is_stored(line):
    """Whether a declaration of a property stores a value: it has no body, or one with observers."""
    head = line.split("=", 1)[0]
    return "{" not in head or bool(OBSERVERS.search(line))


def measure(path, lines, properties, kinds):
    """Adds the lines and stored properties of the types in a file. A nested type counts for itself as well."""
    stack = []
    depth = 0
    pending = None
    module = path.parts[path.parts.index("Sources") + 1] if "Sources" in path.parts else path.parts[0]
    for number, line in enumerate(code_only(path.read_text()).split("\n")):
        match = DECLARATION.match(line)
        if match and pending is None:
            kind, name = match.groups()
            outer = stack[-1][0] if stack and kind != "extension" else None
            pending = (f"{outer}.{name}" if outer else name, kind)
            if kind != "extension":
                kinds[module, pending[0]] = kind
        elif stack and depth == stack[-1][2] + 1 and stack[-1][1] != "protocol":
            static = re.search(r"\b(?:static|case|func|subscript|init)\b", line.split("{")[0].split("=")[0])
            if STORED.match(line) and not static and is_stored(line):
                properties[module, stack[-1][0]] += 1 + line.split("=")[0].count("), (")
        for character in line:
            if character == "{":
                if pending:
                    stack.append((*pending, depth, number))
                    pending = None
                depth += 1
            elif character == "}":
                depth -= 1
                if stack and stack[-1][2] == depth:
                    name, _, _, start = stack.pop()
                    lines[module, name] += number - start + 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--lines", type=int, default=400)
    parser.add_argument("--properties", type=int, default=12)
    parser.add_argument("--of", metavar="TARGET", help="count the stored properties of this target alone")
    parser.add_argument("--list", type=int, default=0, metavar="COUNT", help="print the largest types")
    options = parser.parse_args()
    lines, properties, kinds = collections.Counter(), collections.Counter(), {}
    for folder in options.folders:
        for path in sorted(pathlib.Path(folder).rglob("*.swift")):
            measure(path, lines, properties, kinds)
    for what, counts in (("lines", lines), ("stored properties", properties)):
        for (module, name), count in counts.most_common(options.list):
            print(f"{module}/{name}: {count} {what}")
    failed = False
    for (module, name), count in sorted(lines.items()):
        if count > options.lines:
            print(f"{module}/{name}: {count} lines over all its files; a type has {options.lines} at most")
            failed = True
    for (module, name), count in sorted(properties.items()):
        # A value may have many fields; an actor or class with many is several things at once.
        if options.of in (None, module) and count > options.properties and kinds.get((module, name)) in ("actor", "class"):
            print(f"{module}/{name}: {count} stored properties; an actor or class has {options.properties} at most")
            failed = True
    sys.exit(failed)


if __name__ == "__main__":
    main()
