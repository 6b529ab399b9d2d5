"""One run of a benchmark, and what its parts share."""
import json
import sys
import time

from bench import containers, report, sample
from bench.caller import Caller
from bench.running import Up, lamdeck

PAYLOAD = b'{"n": 1}'

# Calls follow each other with this pause: lamdeck still records a call after its answer.
BETWEEN = 0.005


def tell(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


class Run:
    """The arguments, the folder and the figures of a run, the parts that failed, and what must be stopped however it
    ends."""

    def __init__(self, arguments, folder):
        self.arguments, self.folder = arguments, folder
        self.figures = {language.name: report.Figures() for language in sample.LANGUAGES}
        self.cleanups, self.failed = [], []

    def clean_up(self):
        while self.cleanups:
            self.cleanups.pop()()

    def project(self, name, languages=sample.LANGUAGES):
        return sample.Project(f"{self.folder}/{name}", languages)

    def up(self, project):
        """`lamdeck up` for a project, until the end of the part."""
        up = Up(self.arguments.program, project)
        self.cleanups.append(up.stop)
        return up

    def note(self, language, name, value):
        self.figures[language.name].note(name, value)

    def count(self, language, name, number):
        self.figures[language.name].counts[name] += number

    @staticmethod
    def turns(part, rounds):
        """The languages, in turns."""
        for number in range(rounds):
            tell(f"{part}, round {number + 1} of {rounds}")
            yield from sample.LANGUAGES

    def init(self, project, language, count):
        """How long init takes after a restart that nothing else accompanies, as lamdeck reports it."""
        lamdeck(self.arguments.program, project, "restart", language.name)
        called = json.loads(lamdeck(self.arguments.program, project, "invoke", language.name, "a", "--json"))
        if "initMs" not in called:
            raise SystemExit(f"the first call after a restart has no initMs: {called}")
        self.note(language, "init", called["initMs"] / 1000)
        containers.settle(project, language.name, count)

    def warm(self, project, language, calls=10):
        """Warm calls at the function's port."""
        caller = Caller(project.ports[language.name])
        caller.timed(PAYLOAD)
        for _ in range(calls):
            time.sleep(BETWEEN)
            self.note(language, "warm", caller.timed(PAYLOAD))
        caller.close()

    @staticmethod
    def rest(project):
        """How many containers each idle function has, by its name; each function has then been called once."""
        for port in project.ports.values():
            caller = Caller(port)
            caller.timed(PAYLOAD)
            caller.close()
        time.sleep(5)
        return {name: len(containers.of_function(project, name)) for name in project.ports}
