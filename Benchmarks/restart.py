"""Measures restarts, calls, crashes, streams and idle functions, beside `docker restart`, the emulator and SAM.

    restart.py PROGRAM [--rounds 7] [--calls 300] [--streams 50] [--seconds 30] [--callers 200] [--sam SAM]
        [--only restarts | crash | imports | warm | stream | idle | crowd]

Needs an engine and the base images of Python 3.13 and Node.js 22. Compared programs take turns, so that other load
on the machine affects all. Progress goes to standard error, the table to standard output.
"""
import argparse
import os
from collections import namedtuple

from bench import containers, report
from bench.caller import first_answer
from bench.crowd import Crowd
from bench.idle import idle
from bench.restarts import crash, imports, restarts
from bench.run import Run, tell
from bench.scratch import scratch_folder
from bench.stream import stream
from bench.warm import warm

# The results of one function's crowd; `surplus`: calls that the function served and whose answers no caller got.
Seen = namedtuple("Seen", "calls refused lost wrong surplus replaced")

# All but the crowd, whose rows are its own.
PARTS = {"restarts": restarts, "crash": crash, "imports": imports, "warm": warm, "stream": stream, "idle": idle}


def crowd(run):
    """Callers without pauses, for both functions at the same time."""
    project = run.up(run.project("crowd")).project
    run.rest(project)
    lives = {name: containers.lives(project, name) for name in project.ports}
    counts = {name: count(project, name) for name in project.ports}
    tell(f"{run.arguments.callers} callers of each function for {run.arguments.seconds:g} s")
    seen = Crowd(project.ports, run.arguments.callers).run(run.arguments.seconds)
    result = []
    for name in project.ports:
        surplus = count(project, name) - counts[name] - 1 - len(seen.calls[name])
        after = containers.lives(project, name)
        replaced = sum(after.get(id) != life for id, life in lives[name].items())
        result.append(Seen(seen.calls[name], seen.refused[name], seen.lost[name], seen.wrong[name], surplus, replaced))
    run.clean_up()
    return result


def count(project, name):
    found = []
    first_answer(project.ports[name], lambda body: found.append(body["calls"]) or True)
    return found[0]


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=os.path.abspath, help="lamdeck")
    parser.add_argument("--rounds", type=int, default=7, help="restarts of each kind")
    parser.add_argument("--calls", type=int, default=300, help="warm calls each way")
    parser.add_argument("--streams", type=int, default=50, help="streamed responses")
    parser.add_argument("--seconds", type=float, default=30, help="how long the crowd calls")
    parser.add_argument("--callers", type=int, default=200, help="callers of each function in the crowd")
    parser.add_argument("--sam", help="the program sam; without it SAM is left out")
    parser.add_argument("--only", choices=[*PARTS, "crowd"], help="one part alone")
    return parser.parse_args()


def measured(run, name, part):
    """What a part returns; None if it fails, so that the others still run."""
    try:
        return part(run)
    except (Exception, SystemExit) as failure:
        if isinstance(failure, SystemExit) and not isinstance(failure.code, str):
            # A signal ends the run.
            raise
        tell(f"{name} FAILED: {failure or type(failure).__name__}")
        run.failed.append(name)
        run.clean_up()
        return None


def main():
    arguments = read_arguments()
    with scratch_folder() as folder:
        run = Run(arguments, folder)
        try:
            for name, part in PARTS.items():
                if arguments.only in (None, name):
                    measured(run, name, part)
            rows = list(report.rows(list(run.figures.values())))
            if arguments.only in (None, "crowd") and (seen := measured(run, "crowd", crowd)):
                rows += report.crowd_rows(arguments.seconds, arguments.callers, seen)
            print(report.markdown(rows))
        finally:
            run.clean_up()
    if run.failed:
        raise SystemExit(f"could not be measured: {', '.join(run.failed)}")


main()
