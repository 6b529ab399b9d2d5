"""Measures the deck in a pseudo-terminal: first frame, a key's way to the screen, and what an idle deck costs.

    deck.py PROGRAM [FUNCTIONS]

Needs an engine and the base image of Node.js 22. FUNCTIONS (50) are started with `up --detach` and stopped again.
"""
import fcntl
import json
import os
import pty
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

PROGRAM = sys.argv[1]
FUNCTIONS = int(sys.argv[2]) if len(sys.argv) > 2 else 50
TICKS = os.sysconf("SC_CLK_TCK")


class Deck:
    """The deck on a terminal of 120 by 36 cells."""

    def __init__(self, manifest):
        self.started = time.perf_counter()
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm-256color"
            os.execv(PROGRAM, [PROGRAM, "--file", manifest])
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))

    def read_until(self, text, seconds=20):
        """Seconds since the start, or since `since`, until the output holds a text."""
        seen, limit = b"", time.perf_counter() + seconds
        while text not in seen:
            ready, _, _ = select.select([self.file], [], [], max(0, limit - time.perf_counter()))
            if not ready:
                raise SystemExit(f"the deck did not show {text!r}")
            seen += os.read(self.file, 1 << 16)
        return time.perf_counter()

    def drain(self, seconds):
        """Reads what comes until nothing has come for so long."""
        while select.select([self.file], [], [], seconds)[0]:
            os.read(self.file, 1 << 16)

    def key(self, key):
        """Seconds from a key to the first output after it."""
        begin = time.perf_counter()
        os.write(self.file, key)
        select.select([self.file], [], [], 5)
        taken = time.perf_counter() - begin
        self.drain(0.05)
        return taken

    def cpu(self):
        with open(f"/proc/{self.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def megabytes(self):
        with open(f"/proc/{self.pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.file)


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
    return f"median {statistics.median(values) * 1000:.1f} ms, worst {max(values) * 1000:.1f} ms"


def main():
    folder = tempfile.mkdtemp(prefix="lamdeck-bench-")
    manifest = project(folder, FUNCTIONS)
    try:
        frames = []
        for _ in range(20):
            deck = Deck(manifest)
            frames.append(deck.read_until(b"Functions") - deck.started)
            deck.close()
        print(f"first frame after exec (20 starts):   {milliseconds(frames)}")

        subprocess.run([PROGRAM, "up", "--detach", "--file", manifest], check=True, stdout=subprocess.DEVNULL)
        deck = Deck(manifest)
        deck.read_until(f"{FUNCTIONS} of {FUNCTIONS} running".encode(), 120)
        deck.drain(2)
        keys = [deck.key(key) for _ in range(50) for key in (b"j", b"k")]
        print(f"key to screen (100 keys):             {milliseconds(keys)}")
        deck.drain(2)
        before, begin = deck.cpu(), time.perf_counter()
        deck.drain(1e-9)
        while time.perf_counter() - begin < 30:
            deck.drain(1)
        share = (deck.cpu() - before) / (time.perf_counter() - begin) * 100
        print(f"idle deck, {FUNCTIONS} running (30 s):       {share:.2f} % of a core, {deck.megabytes():.0f} MB")
        deck.close()
    finally:
        subprocess.run([PROGRAM, "down", "--file", manifest], stdout=subprocess.DEVNULL)
        shutil.rmtree(folder)


main()
