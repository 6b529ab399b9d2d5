"""Measures a restart and a warm call: lamdeck beside `docker restart`, the bare emulator and SAM, in one run.

    restart.py PROGRAM [--rounds 20] [--calls 500] [--seconds 60] [--callers 200] [--sam SAM]

Needs an engine and the base images of Python 3.13 and Node.js 22. Compared programs take turns, so that other load on the
machine affects both. Progress goes to standard error, the table to standard output.
"""
import argparse
import os
import sys
import time
from collections import namedtuple

from bench import containers, report, sample
from bench.caller import Caller, first_answer
from bench.crowd import Crowd
from bench.running import RunningDeck, Sam, Up
from bench.scratch import scratch_folder

# The results of one function's crowd; `surplus`: calls that the function served and whose answers no caller got.
Seen = namedtuple("Seen", "calls refused lost wrong surplus replaced")

# After a save no answer can be new before the quiet time is over; polling earlier would only load the machine.
ASK_FROM = 0.1

PAYLOAD = b'{"n": 1}'


def tell(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


class Bench:
    def __init__(self, arguments, folder):
        self.arguments, self.folder = arguments, folder
        self.figures = {language.name: report.Figures() for language in sample.LANGUAGES}
        # Must be stopped however the run ends.
        self.cleanups = []


    def clean_up(self):
        while self.cleanups:
            self.cleanups.pop()()

    def project(self, name):
        return sample.Project(f"{self.folder}/{name}")

    # Restarts

    def restarts(self):
        """The minimum, a save, the restart key and `docker restart`, in turns."""
        tell("starting the functions with lamdeck up and in the deck")
        up = Up(self.arguments.program, self.project("up"))
        self.cleanups.append(up.stop)
        deck = RunningDeck(self.arguments.program, self.project("deck"))
        self.cleanups.append(deck.stop)
        plain = self.project("plain")
        for language in sample.LANGUAGES:
            deck.pin(language)
            restarted = containers.Container(plain, language)
            try:
                rest = self.rest(language, up.project, deck.project)
                for number in range(self.arguments.rounds):
                    tell(f"{language.title}: restarts, round {number + 1} of {self.arguments.rounds}")
                    self.floor(plain, language)
                    self.save(up.project, language, rest)
                    self.key(deck, language, rest)
                    self.pinned(deck, language, rest)
                    self.cancel(deck, language, rest)
                    self.docker_restart(restarted, language)
            finally:
                restarted.remove()
        self.clean_up()

    def rest(self, language, *projects):
        """How many containers an idle function has; each has then been called once."""
        for project in projects:
            Caller(project.ports[language.name]).timed(PAYLOAD)
        time.sleep(5)
        return {project: len(containers.of_function(project, language.name)) for project in projects}

    def floor(self, project, language):
        container = containers.Container(project, language)
        try:
            time.sleep(1)
            self.note(language, "floor", Caller(container.port).timed(PAYLOAD))
        finally:
            container.remove()
        time.sleep(0.5)

    def save(self, project, language, rest):
        version = project.save(language)
        saved = time.perf_counter()
        time.sleep(ASK_FROM)
        port = project.ports[language.name]
        self.figures[language.name].failed += self.await_new(
            port, saved, language, "save", lambda body: body["version"] == version)
        containers.settle(project, language.name, rest[project])

    def key(self, deck, language, rest):
        port = deck.project.ports[language.name]
        old = []
        first_answer(port, lambda body: old.append(body["process"]) or True)
        time.sleep(0.5)
        pressed = time.perf_counter()
        deck.press(b"r")
        self.figures[language.name].failed += self.await_new(
            port, pressed, language, "key", lambda body: body["process"] != old[0])
        containers.settle(deck.project, language.name, rest[deck.project])

    def pinned(self, deck, language, rest):
        """The deck invokes the event again by itself; the screen shows the version when the answer has arrived."""
        version = deck.project.save(language)
        saved = time.perf_counter()
        self.note(language, "pinned", deck.await_shown(version) - saved)
        containers.settle(deck.project, language.name, rest[deck.project])

    def cancel(self, deck, language, rest):
        """From the cancellation of a call in the deck until the next call of another caller is answered."""
        port = deck.project.ports[language.name]
        deck.invoke_slow_event(language)
        pressed = time.perf_counter()
        deck.press(b"\x1b")
        self.figures[language.name].failed += self.await_new(port, pressed, language, "cancel", lambda body: True)
        deck.press(b"2g")
        containers.settle(deck.project, language.name, rest[deck.project])

    def docker_restart(self, container, language):
        Caller(container.port).timed(PAYLOAD)
        time.sleep(0.5)
        begin = time.perf_counter()
        containers.docker("restart", container.id)
        now, _ = first_answer(container.port, lambda body: True)
        self.note(language, "restart", now - begin)
        time.sleep(0.5)

    def await_new(self, port, begin, language, name, is_new, function="function"):
        """Records when the new answer arrived; how many calls failed before."""
        now, failed = first_answer(port, is_new, function=function)
        self.note(language, name, now - begin)
        return failed

    def note(self, language, name, seconds):
        self.figures[language.name].note(name, seconds)

    # Warm calls

    def warm(self):
        """Warm calls to the container's port and the function's port, and then to SAM and the function's port."""
        up = Up(self.arguments.program, self.project("warm"))
        self.cleanups.append(up.stop)
        for language in sample.LANGUAGES:
            tell(f"{language.title}: warm calls, through lamdeck and directly")
            container = containers.serving(up.project, language.name)
            server = Caller(up.project.ports[language.name])
            straight = Caller(containers.published_port(container))
            self.turns(language, self.arguments.calls, {"server": server, "straight": straight})
        if self.arguments.sam:
            self.by_sam(up, "sam", has_keys=True)
            self.by_sam(up, "keyless sam", has_keys=False)
        self.clean_up()

    def by_sam(self, up, name, has_keys):
        """Without AWS credentials SAM searches for some in each call."""
        tell(f"starting the functions with SAM, {'with' if has_keys else 'without'} AWS keys")
        sam = Sam(self.arguments.sam, self.project(name.replace(" ", "-")), has_keys)
        self.cleanups.append(sam.stop)
        for language in sample.LANGUAGES:
            tell(f"{language.title}: warm calls by SAM")
            server = Caller(up.project.ports[language.name])
            self.turns(
                language, self.arguments.calls // 5,
                {f"server beside {name}": server, name: Caller(sam.port, language.name)})
            if has_keys:
                self.sam_saves(sam, language)
        self.cleanups.pop()()

    def turns(self, language, count, callers):
        for caller in callers.values():
            for _ in range(10):
                caller.timed(PAYLOAD)
        for _ in range(count):
            for name, caller in callers.items():
                # lamdeck still records the call after its answer; the next call must not wait for that.
                time.sleep(0.005)
                self.note(language, name, caller.timed(PAYLOAD))
        for caller in callers.values():
            caller.close()

    def sam_saves(self, sam, language):
        for _ in range(max(1, self.arguments.rounds // 2)):
            time.sleep(1)
            version = sam.project.save(language)
            saved = time.perf_counter()
            time.sleep(ASK_FROM)
            self.await_new(
                sam.port, saved, language, "sam save", lambda body: body["version"] == version, language.name)

    # A crowd

    def crowd(self):
        """Callers without pauses, for both functions at the same time."""
        up = Up(self.arguments.program, self.project("crowd"))
        self.cleanups.append(up.stop)
        project = up.project
        names = [language.name for language in sample.LANGUAGES]
        for name in names:
            Caller(project.ports[name]).timed(PAYLOAD)
        time.sleep(5)
        lives = {name: containers.lives(project, name) for name in names}
        counts = {name: self.count(project, name) for name in names}
        tell(f"{self.arguments.callers} callers of each function for {self.arguments.seconds:g} s")
        seen = Crowd(project.ports, self.arguments.callers).run(self.arguments.seconds)
        result = []
        for name in names:
            surplus = self.count(project, name) - counts[name] - 1 - len(seen.calls[name])
            after = containers.lives(project, name)
            replaced = sum(after.get(id) != life for id, life in lives[name].items())
            result.append(
                Seen(seen.calls[name], seen.refused[name], seen.lost[name], seen.wrong[name], surplus, replaced))
        self.clean_up()
        return result

    @staticmethod
    def count(project, name):
        found = []
        first_answer(project.ports[name], lambda body: found.append(body["calls"]) or True)
        return found[0]


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=os.path.abspath, help="lamdeck")
    parser.add_argument("--rounds", type=int, default=20, help="restarts of each kind")
    parser.add_argument("--calls", type=int, default=500, help="warm calls each way")
    parser.add_argument("--seconds", type=float, default=60, help="how long the crowd calls")
    parser.add_argument("--callers", type=int, default=200, help="callers of each function in the crowd")
    parser.add_argument("--sam", help="the program sam; without it SAM is left out")
    parser.add_argument("--only", choices=["restarts", "warm", "crowd"], help="one part alone")
    return parser.parse_args()


def main():
    arguments = read_arguments()
    with scratch_folder() as folder:
        bench = Bench(arguments, folder)
        try:
            if arguments.only in (None, "restarts"):
                bench.restarts()
            if arguments.only in (None, "warm"):
                bench.warm()
            rows = list(report.rows(list(bench.figures.values())))
            if arguments.only in (None, "crowd"):
                rows += report.crowd_rows(arguments.seconds, arguments.callers, bench.crowd())
            print(report.markdown(rows))
        finally:
            bench.clean_up()


main()
