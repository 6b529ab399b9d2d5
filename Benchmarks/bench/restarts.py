"""Restarts: after a save, with the key, after a crash; and `docker restart`."""
import json
import time

from bench import containers, sample
from bench.caller import Caller, first_answer
from bench.run import PAYLOAD, tell
from bench.running import RunningDeck

# What a function with slow imports runs before everything else: it takes two seconds.
IMPORTS = {
    "python": "import time\n\ntime.sleep(2)\n",
    "node": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000);\n",
}

# A function with slow imports is called so long after a save.
LATER = 3.0


def restarts(run):
    """The minimum, init, a save, the restart key and `docker restart`, in turns."""
    tell("starting the functions with lamdeck up and in the deck")
    project = run.up(run.project("up")).project
    deck = RunningDeck(run.arguments.program, run.project("deck"))
    run.cleanups.append(deck.stop)
    plain = run.project("plain")
    rest, deck_rest = run.rest(project), run.rest(deck.project)
    for language in sample.LANGUAGES:
        deck.pin(language)
        count, deck_count = rest[language.name], deck_rest[language.name]
        restarted = containers.Container(plain, language)
        try:
            for number in range(run.arguments.rounds):
                tell(f"{language.title}: restarts, round {number + 1} of {run.arguments.rounds}")
                floor(run, plain, language)
                run.init(project, language, count)
                save(run, project, language, count)
                run.warm(project, language)
                key(run, deck, language, deck_count)
                pinned(run, deck, language, deck_count)
                cancel(run, deck, language, deck_count)
                docker_restart(run, restarted, language)
        finally:
            restarted.remove()
    run.clean_up()


def floor(run, project, language):
    container = containers.Container(project, language)
    try:
        time.sleep(1)
        run.note(language, "floor", Caller(container.port).timed(PAYLOAD))
    finally:
        container.remove()
    time.sleep(0.5)


def save(run, project, language, count):
    """The first call is sent at once, and waits until the new code serves."""
    version = project.save(language)
    saved = time.perf_counter()
    new = first_answer(project.ports[language.name], lambda body: body["version"] == version)
    run.note(language, "save", new.at - saved)
    run.count(language, "failed", new.failed)
    run.count(language, "old", new.old)
    containers.settle(project, language.name, count)


def key(run, deck, language, count):
    port = deck.project.ports[language.name]
    old = []
    first_answer(port, lambda body: old.append(body["process"]) or True)
    time.sleep(0.5)
    pressed = time.perf_counter()
    deck.press(b"r")
    new = first_answer(port, lambda body: body["process"] != old[0])
    run.note(language, "key", new.at - pressed)
    run.count(language, "failed", new.failed)
    containers.settle(deck.project, language.name, count)


def pinned(run, deck, language, count):
    """The deck invokes the event again by itself; the screen shows the version when the answer has arrived."""
    version = deck.project.save(language)
    saved = time.perf_counter()
    run.note(language, "pinned", deck.await_shown(version) - saved)
    containers.settle(deck.project, language.name, count)


def cancel(run, deck, language, count):
    """From the cancellation of a call in the deck until the next call of another caller is answered."""
    deck.invoke_slow_event(language)
    pressed = time.perf_counter()
    deck.press(b"\x1b")
    new = first_answer(deck.project.ports[language.name], lambda body: True)
    run.note(language, "cancel", new.at - pressed)
    run.count(language, "failed", new.failed)
    deck.press(b"2g")
    containers.settle(deck.project, language.name, count)


def docker_restart(run, container, language):
    Caller(container.port).timed(PAYLOAD)
    time.sleep(0.5)
    begin = time.perf_counter()
    containers.docker("restart", container.id)
    run.note(language, "restart", first_answer(container.port, lambda body: True).at - begin)
    time.sleep(0.5)


def crash(run):
    """A call in which the process exits, and the next one of the same caller."""
    tell("starting the functions for crashes")
    project = run.up(run.project("crash")).project
    rest = run.rest(project)
    for language in run.turns("crashes", run.arguments.rounds):
        count = rest[language.name]
        run.init(project, language, count)
        crash_once(run, project, language)
        containers.settle(project, language.name, count)
    run.clean_up()


def crash_once(run, project, language):
    caller = Caller(project.ports[language.name])
    caller.timed(PAYLOAD)
    time.sleep(0.5)
    begin = time.perf_counter()
    answer = caller.call(b'{"exit": true}')
    run.note(language, "crash answer", time.perf_counter() - begin)
    if b"errorType" not in answer.body:
        raise SystemExit(f"a call that crashed was answered with {answer.status}: {answer.body[:500]!r}")
    new = first_answer(caller.port, lambda body: True)
    run.note(language, "crash", new.at - begin)
    run.count(language, "failed after crash", new.failed)
    caller.close()


def imports(run):
    """A call some time after a save, of functions whose imports take two seconds."""
    slow = [language._replace(text=IMPORTS[language.name] + language.text) for language in sample.LANGUAGES]
    tell("starting the functions with slow imports")
    project = run.up(run.project("imports", slow)).project
    rest = run.rest(project)
    for language in run.turns("slow imports", (run.arguments.rounds + 1) // 2):
        language = slow[sample.LANGUAGES.index(language)]
        version = project.save(language)
        saved = time.perf_counter()
        caller = Caller(project.ports[language.name])
        time.sleep(max(0, saved + LATER - time.perf_counter()))
        begin = time.perf_counter()
        answer = caller.call(PAYLOAD)
        run.note(language, "imports", time.perf_counter() - begin)
        caller.close()
        is_new = answer.status == 200 and json.loads(answer.body)["version"] == version
        run.count(language, "old imports", 0 if is_new else 1)
        containers.settle(project, language.name, rest[language.name])
    run.clean_up()
