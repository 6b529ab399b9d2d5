"""Measures the deck in a pseudo-terminal: the first frame, the time from a key to the screen, the idle load of deck and host,
and whole commands.

    deck.py PROGRAM [FUNCTIONS]

Needs an engine and the base image of Node.js 22. FUNCTIONS (50) are started with `up --detach` and stopped again.
"""
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from bench import report
from bench.containers import docker
from bench.terminal import Deck

PROGRAM = sys.argv[1]
FUNCTIONS = int(sys.argv[2]) if len(sys.argv) > 2 else 50


def project(folder, count):
    os.makedirs(f"{folder}/code/events")
    with open(f"{folder}/code/app.js", "w") as file:
        file.write("exports.handler = async (event) => event;\n")
    with open(f"{folder}/code/events/a.json", "w") as file:
        file.write("{}\n")
    function = {"runtime": "nodejs22.x", "handler": "app.handler", "code": "code"}
    with open(f"{folder}/functions.json", "w") as file:
        json.dump({"functions": {f"f{number:02}": dict(function, port=19000 + number) for number in range(count)}}, file)
    return f"{folder}/functions.json"


def milliseconds(values):
    return f"{statistics.median(values) * 1000:.1f} ms (of {len(values)}, worst {max(values) * 1000:.1f} ms)"


def command(name, function, manifest):
    """Seconds that a whole process takes."""
    begin = time.perf_counter()
    subprocess.run(
        [PROGRAM, name, *([function] if function else []), "--file", manifest], check=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begin


def spares(manifest):
    """The spare containers that exist; each is created beside a function that runs."""
    names = docker("ps", "--filter", f"label=lamdeck.manifest={manifest}", "--format", "{{.Names}}")
    return sum(name.endswith(".spare") for name in names.splitlines())


def main():
    folder = tempfile.mkdtemp(prefix="lamdeck-bench-")
    manifest = project(folder, FUNCTIONS)
    rows = []
    try:
        frames = []
        for _ in range(20):
            deck = Deck(PROGRAM, manifest)
            frames.append(deck.read_until(b"FUNCTIONS") - deck.started)
            deck.close()
        rows.append(("first frame after exec, engine present", "50 ms", milliseconds(frames)))

        subprocess.run([PROGRAM, "up", "--detach", "--file", manifest], check=True, stdout=subprocess.DEVNULL)
        deck = Deck(PROGRAM, manifest)
        deck.redraw_until(f"{FUNCTIONS} up".encode(), 120)
        deck.drain(2)
        keys = [deck.key(key) for _ in range(50) for key in (b"j", b"k")]
        rows.append((f"a key to the screen, {FUNCTIONS} functions running", "16 ms", milliseconds(keys)))
        limit = time.perf_counter() + 120
        while spares(manifest) < FUNCTIONS:
            if time.perf_counter() > limit:
                raise SystemExit("the spares are not created")
            deck.drain(1)
        deck.drain(5)
        before, begin = deck.cpu(), time.perf_counter()
        deck.drain(1e-9)
        while time.perf_counter() - begin < 30:
            deck.drain(1)
        share = (deck.cpu() - before) / (time.perf_counter() - begin) * 100
        used = f"{share:.2f} %, {deck.megabytes():.0f} MB"
        rows.append((f"deck and host idle for 30 s, {FUNCTIONS} functions and their spares", "1 % of a core, 70 MB", used))
        deck.close()
        calls = [command("invoke", "f00", manifest) for _ in range(60)][10:]
        rows.append(("`lamdeck invoke` of a running function, a whole process", "15 ms", milliseconds(calls)))
        lists = [command("ps", None, manifest) for _ in range(25)][5:]
        rows.append((f"`lamdeck ps`, {FUNCTIONS} functions", "30 ms", milliseconds(lists)))
        print(report.markdown(rows, report.TARGETS))
    finally:
        subprocess.run([PROGRAM, "down", "--file", manifest], stdout=subprocess.DEVNULL)
        shutil.rmtree(folder)


main()
