"""What lamdeck uses while nothing happens, and what a waiting container uses."""
import time

from bench import containers, sample
from bench.run import tell
from bench.running import check_server, down, lamdeck
from bench.terminal import hosts, memory, processor_time

# The functions that run, and how long nothing happens before and during the measurement, in seconds.
FUNCTIONS, QUIET, MEASURED = 50, 10, 30

# The waiting containers of each language that are measured.
WAITING = 3

MEGABYTE = 1 << 20


def idle(run):
    """The host of running functions in Python, without spares and clients; then spares."""
    program, project, python = run.arguments.program, run.project("idle"), sample.LANGUAGES[0]
    project.declare({f"python{number:02}": python for number in range(FUNCTIONS)}, {"spare": False})
    run.cleanups.append(lambda: down(program, project))
    tell(f"starting {FUNCTIONS} functions")
    said = lamdeck(program, project, "up", "--detach")
    if said.count("  ready  ") != FUNCTIONS:
        raise SystemExit(f"not all functions are ready:\n{said}")
    check_server(program, project)
    found = hosts(project.manifest)
    if len(found) != 1:
        raise SystemExit(f"the project has {len(found)} hosts")
    tell(f"idle for {QUIET} and {MEASURED} s")
    time.sleep(QUIET)
    before, begin = processor_time(found[0]), time.perf_counter()
    time.sleep(MEASURED)
    run.note(python, "idle share", (processor_time(found[0]) - before) / (time.perf_counter() - begin))
    used = memory(found[0])
    run.note(python, "idle resident", used.resident)
    run.note(python, "idle own", used.share)
    run.clean_up()
    spares(run)


def spares(run):
    project = run.project("spares")
    names = {f"{language.name}{number}": language for language in sample.LANGUAGES for number in range(WAITING)}
    project.declare(names)
    tell(f"starting {WAITING} functions of each language and their spares")
    run.up(project)
    limit = time.perf_counter() + 120
    while not all(containers.spares(project, name) for name in names):
        if time.perf_counter() > limit:
            raise SystemExit("the spares are not created")
        time.sleep(0.5)
    time.sleep(5)
    for name, language in names.items():
        for spare in containers.spares(project, name):
            used = containers.memory(spare)
            if not used:
                raise SystemExit("the kernel's account of the containers is not on this machine")
            run.note(language, "spare", used.anonymous / MEGABYTE)
            run.note(language, "spare all", used.all / MEGABYTE)
    run.clean_up()
