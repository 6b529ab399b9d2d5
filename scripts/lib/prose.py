#!/usr/bin/env python3
"""Counts phrases that are not plain English in comments and Markdown text.

    prose.py [--list] [--budget N] [PATH…]

Reads the files of the repository, or those at the given paths (files or folders), and counts each pattern once per
sentence. --list prints each place. The exit code is 1 if there are more than N.
CONTRIBUTING.md says what to write instead, and is not read itself.
"""
import argparse
import pathlib
import re
import subprocess

PATTERNS = {
    "where (if, when)": r"(?-i:\bwhere\b)|^Where [^.]*, ",
    "comes, came": r"\b(comes?|came|coming)\b",
    "tells, told": r"\b(tells?|told|telling)\b",
    "stands": r"\b(stands?|stood|standing)\b",
    "nobody, somebody, whoever": r"\b([Nn]obody|[Ss]omebody|[Ww]hoever|[Ss]omeone)\b",
    "behind (after)": r"\bbehind\b",
    "the person": r"\b(the|a) persons?\b",
    "is none of, is no": r"\b(is|are|was|be) (none of|no)\b",
    "of its own": r"\b\w+ of (its|their|his) own\b",
    "anew": r"\banew\b",
    "is to (must)": r"\b(is|are|was|were) to (be|have|do|go|stay|say|take|get|run|wait|end)\b",
    "the one … the other": r"\b[Tt]he one\b.*\bthe other\b",
    "for (because)": r"[,;] for (it|they|there|that|this|nobody|no|nothing|one|then)\b",
    "else (otherwise), meanwhile": r"\belse[,.;)]|\bmeanwhile\b",
    "what is (clause as subject)": r"(^|[.,;:] )[Ww]hat (is|was|are|were) (there|told|kept|to|known)\b",
}
# Plain English, and left out before the patterns are searched.
PLAIN = re.compile(
    r"\b([Pp]laces?|folders?|files?|lines?|paths?|values|knows?|says?|shows?|of|on|from|is) where\b|, where,"
    r"|\bcomes? (from|first|last)\b|\btells? (\w+ apart|the (user|client))\b|\b(user|reader|client) (is|was) told\b"
    r"|\bstand-ins?\b|\bstands? (for|out)\b|\bstanding:|\b(left|be) behind\b|\bbehind (TLS|a proxy|it\.|them\.|those)"
    r"|\b[Tt]here (is|are|was) no\b|\b(is|are|was) no (longer|more)\b|\b(contents|all) of (its|their) own\b"
    r"|\b(or|some\w+|any\w+|what|nothing|nowhere|everything) else\b",
    re.IGNORECASE,
)
FILES = ["Sources", "Tests", "Benchmarks", "scripts", "docs", "*.md", "Makefile", "Package.swift"]
SLASHES = {".swift", ".c", ".h", ".mjs", ".js"}


def comments(path):
    """The lines of comments, or of Markdown text: (number, text). None separates texts that do not belong together."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (UnicodeDecodeError, OSError):
        return
    if path.suffix == ".md":
        comment = re.compile(r"(.*)")
    elif path.suffix in SLASHES:
        comment = re.compile(r"^\s*//+ ?(.*)|^.*?[^:\"]// (.*)$")
    elif path.suffix in {".sh", ".py"} or path.name == "Makefile" or (lines and lines[0].startswith("#!")):
        comment = re.compile(r"^\s*#+ ?(?!!)(.*)|^.*\S\s+# (.*)$")
    else:
        return
    isCode = False
    for number, line in enumerate(lines, 1):
        found = comment.match(line)
        text = next((part for part in found.groups() if part), "") if found else ""
        if text.lstrip().startswith("```"):
            isCode = not isCode
            text = ""
        if isCode or re.match(r"\s*([-*|#]|\d+\.) ?", text):
            yield None
        if found and not isCode:
            yield (number, text.strip())
        elif not found:
            yield None


def sentences(path):
    """Each sentence with the number of its first line, without code and links."""
    words, begin = [], 0

    def split():
        text = re.sub(r"`[^`]*`|https?://\S+|\]\([^)]*\)", "…", " ".join(words))
        return [part for part in re.split(r"(?<=[.!?:])\s+(?=[A-Z`…])", text) if part]

    for item in comments(path):
        if item is None or not item[1]:
            yield from ((begin, part) for part in split())
            words = []
            continue
        if not words:
            begin = item[0]
        words.append(item[1])
        while len(parts := split()) > 1:
            yield (begin, parts[0])
            words, begin = parts[1:], item[0]
    yield from ((begin, part) for part in split())


def files(arguments):
    wanted = arguments or FILES
    listed = subprocess.run(["git", "ls-files", "-z", "--", *wanted], check=True, capture_output=True, text=True).stdout
    paths = [pathlib.Path(name) for name in listed.split("\0") if name]
    found = [path for path in paths if path.is_file() and path.name not in {"CONTRIBUTING.md", "prose.py"}]
    if not found:
        raise SystemExit(f"prose.py: git knows no files at {' '.join(wanted)}")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--budget", type=int)
    parser.add_argument("paths", nargs="*")
    options = parser.parse_args()
    patterns = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in PATTERNS.items()}
    counts = dict.fromkeys(patterns, 0)
    total = 0
    for path in files(options.paths):
        for line, sentence in sentences(path):
            total += 1
            rest = PLAIN.sub("…", sentence)
            for name, pattern in patterns.items():
                if pattern.search(rest):
                    counts[name] += 1
                    if options.list:
                        print(f"{path}:{line}: {name}: {sentence}")
    found = sum(counts.values())
    if options.budget is not None:
        if found > options.budget:
            raise SystemExit(f"{found} phrases, {options.budget} allowed; scripts/lib/prose.py --list prints them")
        return
    for name, count in counts.items():
        if count:
            print(f"{count:6} {name}")
    print(f"{found:6} in {total} sentences")


if __name__ == "__main__":
    main()
