"""Warm calls: through lamdeck, straight to the emulator, and by SAM."""
import time

from bench import containers, sample
from bench.caller import Caller, first_answer
from bench.run import BETWEEN, PAYLOAD, tell
from bench.running import Sam

# SAM answers with the old code until it has noticed a save; earlier calls would only load the machine.
SAM_ASKED_FROM = 0.1


def warm(run):
    """Warm calls to the function's port and to an emulator, and then to SAM and the function's port."""
    tell("starting the functions with lamdeck up")
    project = run.up(run.project("warm")).project
    run.rest(project)
    plain = run.project("emulator")
    for language in sample.LANGUAGES:
        tell(f"{language.title}: warm calls, through lamdeck and to the emulator")
        container = containers.Container(plain, language)
        try:
            host, port = container.nearest()
            callers = {
                "server": Caller(project.ports[language.name]), "straight": Caller(port, host=host),
                "published": Caller(container.port),
            }
            alternate(run, language, run.arguments.calls, callers)
        finally:
            container.remove()
    if run.arguments.sam:
        by_sam(run, project, "sam", has_keys=True)
        by_sam(run, project, "keyless sam", has_keys=False)
    run.clean_up()


def by_sam(run, project, name, has_keys):
    """Without AWS credentials SAM searches for some in each call."""
    tell(f"starting the functions with SAM, {'with' if has_keys else 'without'} AWS keys")
    sam = Sam(run.arguments.sam, run.project(name.replace(" ", "-")), has_keys)
    run.cleanups.append(sam.stop)
    for language in sample.LANGUAGES:
        tell(f"{language.title}: warm calls by SAM")
        server = Caller(project.ports[language.name])
        alternate(
            run, language, max(1, run.arguments.calls // 5),
            {f"server beside {name}": server, name: Caller(sam.port, language.name)})
        if has_keys:
            sam_saves(run, sam, language)
    run.cleanups.pop()()


def alternate(run, language, count, callers):
    for caller in callers.values():
        for _ in range(10):
            caller.timed(PAYLOAD)
    for _ in range(count):
        for name, caller in callers.items():
            time.sleep(BETWEEN)
            run.note(language, name, caller.timed(PAYLOAD))
    for caller in callers.values():
        caller.close()


def sam_saves(run, sam, language):
    for _ in range(max(1, run.arguments.rounds // 2)):
        time.sleep(1)
        version = sam.project.save(language)
        saved = time.perf_counter()
        time.sleep(SAM_ASKED_FROM)
        new = first_answer(sam.port, lambda body: body["version"] == version, function=language.name)
        run.note(language, "sam save", new.at - saved)
