"""What the parts of volume.py share: the functions, and the deck with all of them running."""
import os
import signal
import statistics
import sys
import time

from bench import sample
from bench.running import check_server, down, own_folders
from bench.screen import Viewer

# The longest that one call of a function of these parts takes, in seconds.
TIMEOUT = 120

PYTHON = sample.LANGUAGES[0]


def tell(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def ms(seconds):
    milliseconds = seconds * 1000
    return f"{milliseconds:.1f} ms" if milliseconds < 10 else f"{milliseconds:.0f} ms"


def median(values):
    """The median and the worst of times in seconds."""
    return f"{ms(statistics.median(values))} (of {len(values)}, worst {ms(max(values))})"


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


class Opened:
    """The deck on functions with one code, all of which run. They and the deck end with the `with` block."""

    def __init__(self, run, name, code, count=1):
        self.program = run.program
        function = PYTHON._replace(name="code", text=code)
        self.project = sample.Project(f"{run.folder}/{name}", [function])
        self.names = [f"f{number:02}" for number in range(count)]
        settings = {"spare": False, "timeout": TIMEOUT}
        self.project.declare({name: function for name in self.names}, settings)

    def __enter__(self):
        self.deck = Viewer(self.program, self.project.manifest, own_folders(self.project))
        try:
            self.deck.show("FUNCTIONS")
            self.deck.press(b"U")
            self.deck.show(f" {len(self.names)} up ", 300)
            check_server(self.program, self.project)
            self.deck.settle(1)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        os.kill(self.deck.pid, signal.SIGTERM)
        # A deck whose terminal is not read would wait for ever.
        limit = time.perf_counter() + 30
        while os.waitpid(self.deck.pid, os.WNOHANG) == (0, 0):
            try:
                self.deck.take(0.1)
            except OSError:
                time.sleep(0.1)
            if time.perf_counter() > limit:
                os.kill(self.deck.pid, signal.SIGKILL)
        os.close(self.deck.file)
        down(self.program, self.project)
