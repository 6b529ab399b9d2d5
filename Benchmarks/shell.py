"""Measures commands from a shell: lamdeck beside the Engine API alone and `sam local invoke`, in one run.

    shell.py PROGRAM [--rounds 20] [--sam SAM] [--only invoke | ps]

Needs an engine and the base images of Python 3.13 and Node.js 22. Compared programs take turns, so that other load on the
machine affects all. Progress goes to standard error, the table to standard output.
"""
import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections import namedtuple

from bench import containers, report, sam, sample
from bench.caller import Caller
from bench.engine import Engine, specification
from bench.running import down, environment, own_folders
from bench.scratch import scratch_folder

# The pause between two checks whether the emulator of the Engine API's container answers.
GAP = 0.001

# The pause between two measurements, so that the engine has finished the previous one.
PAUSE = 0.5

# How many functions `lamdeck ps` lists.
LISTED = 4

PAYLOAD = b'{"n": 1}'

# Seconds from the start until the end of the output, and until the program's end; the output's bytes.
Finished = namedtuple("Finished", "answered ended output")


def tell(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def finished(command, project, changes):
    """Runs a program in a project's folder to its end; a failure ends the run."""
    with open(f"{project.folder}/errors.log", "w+b") as errors:
        begin = answered = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=project.folder, env=environment(changes), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=errors, bufsize=0)
        try:
            output = b""
            while part := process.stdout.read(1 << 16):
                answered = time.perf_counter()
                output += part
            status = process.wait()
            ended = time.perf_counter()
        except BaseException:
            # Its container is removed with it.
            process.send_signal(signal.SIGINT)
            process.wait()
            raise
        finally:
            process.stdout.close()
        if status:
            errors.seek(0)
            said = errors.read()[-2000:].decode(errors="replace")
            raise SystemExit(f"{' '.join(command)} ended with {status}:\n{said}")
    return Finished(answered - begin, ended - begin, output)


class Bench:
    def __init__(self, arguments, folder):
        self.arguments, self.folder = arguments, folder
        self.figures = {language.name: report.Figures() for language in sample.LANGUAGES}

    def note(self, language, name, seconds):
        self.figures[language.name].note(name, seconds)

    # One call of a stopped function

    def invocations(self):
        """lamdeck, the Engine API and SAM in turns, after one warm-up of each."""
        project = sample.Project(f"{self.folder}/invoke")
        leftovers = sam.Leftovers()
        try:
            for language in sample.LANGUAGES:
                for number in range(self.arguments.rounds + 1):
                    tell(f"{language.title}: one call, round {number} of {self.arguments.rounds}")
                    for name, seconds in self.turn(project, language):
                        if number > 0:
                            self.note(language, name, seconds)
        finally:
            leftovers.remove()

    def turn(self, project, language):
        """Pairs of a name and seconds, for one call with each program."""
        once = self.invoked(project, language)
        yield "response", once.answered
        yield "invoke", once.ended
        time.sleep(PAUSE)
        answered, removed = self.straight(project, language)
        yield "straight", answered
        yield "straight removed", removed
        time.sleep(PAUSE)
        if self.arguments.sam:
            yield "sam", self.invoked_by_sam(project, language).ended
            time.sleep(PAUSE)

    def invoked(self, project, language):
        command = [self.arguments.program, "invoke", "--file", project.manifest, language.name, "a"]
        return self.checked(finished(command, project, own_folders(project)))

    def invoked_by_sam(self, project, language):
        command = [
            self.arguments.sam, "local", "invoke", language.name, "--event",
            f"{project.folder}/{language.name}/events/a.json", "--template", f"{project.folder}/template.yaml",
            "--invoke-image", language.image, "--skip-pull-image"]
        return self.checked(finished(command, project, sam.keyless(project)))

    @staticmethod
    def checked(one):
        """Fails if a program was fast because it called nothing."""
        if json.loads(one.output)["event"] != json.loads(PAYLOAD):
            raise SystemExit(f"this is not the function's response: {one.output[:500]!r}")
        return one

    @staticmethod
    def straight(project, language):
        """Seconds until the first response, and until the container is removed."""
        engine, port = Engine(), sample.free_ports(1)[0]
        try:
            begin = time.perf_counter()
            id = engine.create(specification(project, language, port))
            try:
                engine.start(id)
                containers.await_emulator(port, GAP)
                caller = Caller(port)
                caller.timed(PAYLOAD)
                answered = time.perf_counter()
                caller.close()
            finally:
                engine.remove(id)
            return answered - begin, time.perf_counter() - begin
        finally:
            engine.close()

    # Running functions

    def listings(self):
        """`lamdeck ps` for detached functions."""
        for language in sample.LANGUAGES:
            tell(f"{language.title}: lamdeck ps, {LISTED} functions detached")
            project = sample.Project(f"{self.folder}/ps-{language.name}")
            project.declare({f"{language.name}{number + 1}": language for number in range(LISTED)})
            folders = own_folders(project)
            here = ["--file", project.manifest]
            try:
                finished([self.arguments.program, "up", *here, "--detach"], project, folders)
                known = finished([self.arguments.program, "ps", *here, "--json"], project, folders).output.splitlines()
                if [json.loads(line)["state"] for line in known] != ["running"] * LISTED:
                    raise SystemExit(f"not all functions run: {known}")
                time.sleep(PAUSE)
                for _ in range(self.arguments.rounds):
                    self.note(language, "ps", finished([self.arguments.program, "ps", *here], project, folders).ended)
                    time.sleep(PAUSE / 5)
            finally:
                down(self.arguments.program, project)


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=os.path.abspath, help="lamdeck")
    parser.add_argument("--rounds", type=int, default=20, help="runs of each command")
    parser.add_argument("--sam", help="the program sam; without it SAM is left out")
    parser.add_argument("--only", choices=["invoke", "ps"], help="one part alone")
    return parser.parse_args()


def main():
    arguments = read_arguments()
    with scratch_folder() as folder:
        bench = Bench(arguments, folder)
        if arguments.only in (None, "invoke"):
            bench.invocations()
        if arguments.only in (None, "ps"):
            bench.listings()
        print(report.markdown(list(report.rows(list(bench.figures.values()), report.SHELL_ROWS))))


main()
