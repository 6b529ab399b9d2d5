"""lamdeck and SAM, each running the functions of one project."""
import json
import os
import signal
import subprocess
import threading
import time

from bench import sam, sample
from bench.terminal import Deck


def awaited(process, log, text, count=1, seconds=180):
    """Waits until a program's output holds a text so many times."""
    limit = time.perf_counter() + seconds
    while time.perf_counter() < limit:
        with open(log, errors="replace") as file:
            said = file.read()
        if said.count(text) >= count:
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise SystemExit(f"{process.args[0]} did not come up:\n{said[-2000:]}")


def environment(changes):
    """This process's environment with changes; None removes a variable."""
    return {name: value for name, value in {**os.environ, **changes}.items() if value is not None}


class Running:
    """A program in the background, with separate folders, that is ended like a user would end it."""

    def __init__(self, project, command, changes, ready, count):
        self.project, self.log = project, f"{project.folder}/output.log"
        with open(self.log, "w") as output:
            self.process = subprocess.Popen(
                command, cwd=project.folder, env=environment(changes), stdin=subprocess.DEVNULL,
                stdout=output, stderr=subprocess.STDOUT)
        try:
            awaited(self.process, self.log, ready, count)
        except BaseException:
            self.stop()
            raise

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def own_folders(project):
    """State, cache and sockets separate from the user's."""
    folders = {
        name: f"{project.folder}/{name.lower()}" for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")
    }
    for folder in folders.values():
        os.makedirs(folder, mode=0o700, exist_ok=True)
    return folders


def lamdeck(program, project, name, *arguments):
    """The output of one of lamdeck's commands; a failure ends the run."""
    done = subprocess.run(
        [program, name, "--file", project.manifest, *arguments], cwd=project.folder,
        env=environment(own_folders(project)), stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"lamdeck {name} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


def check_server(program, project):
    """Ends the run if the emulators serve: the figures would be those of something else."""
    listed = map(json.loads, lamdeck(program, project, "ps", "--json").splitlines())
    if {one.get("servedBy") for one in listed} != {"lamdeck"}:
        raise SystemExit("lamdeck does not serve the functions: unset LAMDECK_RUNTIME, or see `lamdeck doctor`")


class Up(Running):
    """`lamdeck up` in the foreground: the functions' ports without the screen."""

    def __init__(self, program, project):
        self.program = program
        super().__init__(
            project, [program, "up", "--file", project.manifest], own_folders(project), "http://127.0.0.1:",
            len(project.ports))
        try:
            check_server(program, project)
        except BaseException:
            self.stop()
            raise

    def stop(self):
        super().stop()
        down(self.program, self.project)


class RunningDeck:
    """The deck with all functions running. Its output is read all the time, so that it never has to wait."""

    def __init__(self, program, project):
        self.program, self.project = program, project
        self.deck = Deck(program, project.manifest, own_folders(project))
        try:
            self.deck.read_until(b"FUNCTIONS")
            self.deck.press(b"U")
            self.deck.redraw_until(f"{len(sample.LANGUAGES)} up".encode(), 120)
            check_server(program, project)
        except BaseException:
            self.stop()
            raise
        self.shown = b""
        self.change = threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        try:
            while part := os.read(self.deck.file, 1 << 16):
                with self.change:
                    self.shown += part
                    self.change.notify_all()
        except OSError:
            # The terminal is closed with the deck.
            pass

    def press(self, keys):
        self.deck.press(keys)

    def pin(self, language):
        """Selects a function and pins its only event, and no other function's."""
        self.press(b"1g" + b"j" * sample.LANGUAGES.index(language))
        time.sleep(0.5)
        self.press(b"2P")
        time.sleep(0.5)

    def invoke_slow_event(self, language):
        """Invokes the second event, and returns when it has run for a while."""
        self.press(b"1g" + b"j" * sample.LANGUAGES.index(language))
        self.press(b"2Gi")
        time.sleep(1)

    def await_shown(self, text, seconds=60):
        """When a text was sent to the screen, counted from this call."""
        limit = time.perf_counter() + seconds
        with self.change:
            self.shown = b""
            while text.encode() not in self.shown:
                if not self.change.wait(limit - time.perf_counter()):
                    raise SystemExit(f"the deck did not show {text!r}")
            return time.perf_counter()

    def stop(self):
        os.kill(self.deck.pid, signal.SIGTERM)
        os.waitpid(self.deck.pid, 0)
        os.close(self.deck.file)
        down(self.program, self.project)


def down(program, project):
    """Removes everything, however the run ended."""
    subprocess.run(
        [program, "down", "--file", project.manifest], env={**os.environ, **own_folders(project)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Sam(Running):
    """`sam local start-lambda` with its containers kept warm, on the same base images."""

    def __init__(self, program, project, has_keys):
        self.port, = sample.free_ports(1)
        self.leftovers = sam.Leftovers()
        command = [
            program, "local", "start-lambda", "--host", "127.0.0.1", "--port", str(self.port), "--warm-containers",
            "EAGER", "--skip-pull-image", "--template", f"{project.folder}/template.yaml"]
        for language in sample.LANGUAGES:
            command += ["--invoke-image", f"{language.name}={language.image}"]
        changes = sam.environment(project) if has_keys else sam.keyless(project)
        super().__init__(project, command, changes, "Running on", 1)

    def stop(self):
        super().stop()
        self.leftovers.remove()
