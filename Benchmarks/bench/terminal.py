"""The deck in a pseudo-terminal."""
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections import namedtuple

TICKS = os.sysconf("SC_CLK_TCK")

# Megabytes of a process: its resident pages, and its share of them: a page that two processes map counts half for each.
Memory = namedtuple("Memory", "resident share")


class Deck:
    """The deck on a terminal of 120 by 36 cells."""

    def __init__(self, program, manifest, environment=None):
        self.manifest = manifest
        self.started = time.perf_counter()
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            try:
                os.environ.update(environment or {}, TERM="xterm-256color")
                os.execv(program, [program, "--file", manifest])
            finally:
                # Otherwise two copies of this program would continue.
                os._exit(127)
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))

    def read_until(self, text, seconds=20):
        """When the output since the last reading contained a text."""
        seen, limit = b"", time.perf_counter() + seconds
        while text not in seen:
            ready, _, _ = select.select([self.file], [], [], max(0, limit - time.perf_counter()))
            if not ready:
                raise SystemExit(f"the deck did not show {text!r}")
            seen += os.read(self.file, 1 << 16)
        return time.perf_counter()

    def redraw_until(self, text, seconds=20):
        """Redraws the whole screen until it contains a text: otherwise only the changed cells are sent."""
        limit = time.perf_counter() + seconds
        while True:
            self.press(b"\x0c")
            seen, end = b"", time.perf_counter() + 0.3
            while select.select([self.file], [], [], max(0, end - time.perf_counter()))[0]:
                seen += os.read(self.file, 1 << 16)
                if text in seen:
                    return
            if time.perf_counter() > limit:
                raise SystemExit(f"the deck did not show {text!r}")

    def drain(self, seconds):
        """Reads until no output has arrived for so long."""
        while select.select([self.file], [], [], seconds)[0]:
            os.read(self.file, 1 << 16)

    def press(self, keys):
        """Types without waiting for a result."""
        os.write(self.file, keys)

    def key(self, key):
        """Seconds from a key to the first output after it."""
        begin = time.perf_counter()
        self.press(key)
        select.select([self.file], [], [], 5)
        taken = time.perf_counter() - begin
        self.drain(0.05)
        return taken

    def cpu(self):
        """Seconds of processor time of the deck and of the host of its project."""
        return sum(processor_time(process) for process in [self.pid, *hosts(self.manifest)])

    def megabytes(self):
        """Resident memory of the deck and of the host of its project; pages that both map, such as code, count once."""
        return sum(memory(process).share for process in [self.pid, *hosts(self.manifest)])

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.file)


def hosts(manifest):
    """The processes that host a manifest's project."""
    found = []
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/cmdline", "rb") as file:
                words = file.read().split(b"\0")
        except OSError:
            continue
        if len(words) > 2 and words[1] == b"host" and manifest.encode() in words:
            found.append(int(name))
    return found


def processor_time(process):
    with open(f"/proc/{process}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(process):
    """A process's memory (proc(5), smaps_rollup)."""
    found = {"Rss:": 0, "Pss:": 0}
    with open(f"/proc/{process}/smaps_rollup") as file:
        for line in file:
            name, *rest = line.split()
            if name in found:
                found[name] = int(rest[0]) / 1024
    return Memory(found["Rss:"], found["Pss:"])
