"""Access to the engine with its own command."""
import json
import socket
import subprocess
import time

from bench import sample


def docker(*arguments):
    return subprocess.run(["docker", *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def await_emulator(port, gap=0.01):
    """The emulator answers `GET /` without starting the function (404)."""
    limit = time.perf_counter() + 30
    while time.perf_counter() < limit:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as file:
                file.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if file.recv(1024).startswith(b"HTTP/1.1 404"):
                    return
        except OSError:
            pass
        time.sleep(gap)
    raise SystemExit("the emulator does not answer")


class Container:
    """A container created without lamdeck, with lamdeck's limits, that has not been called."""

    def __init__(self, project, language, port=None):
        self.port = port or sample.free_ports(1)[0]
        self.id = docker(
            "run", "--detach", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
            "--memory", f"{sample.MEMORY}m", "--memory-swap", f"{sample.MEMORY}m", "--tmpfs", "/tmp:size=512m,exec",
            "--env", f"AWS_LAMBDA_FUNCTION_TIMEOUT={sample.TIMEOUT}",
            "--env", f"AWS_LAMBDA_FUNCTION_MEMORY_SIZE={sample.MEMORY}",
            "--mount", f"type=bind,source={project.code(language)},target=/var/task,readonly",
            "--publish", f"127.0.0.1:{self.port}:8080", language.image, "app.handler")
        try:
            await_emulator(self.port)
        except BaseException:
            self.remove()
            raise

    def remove(self):
        docker("rm", "--force", "--volumes", self.id)


def of_function(project, function):
    """A function's containers as the engine lists them, whatever their purpose."""
    ids = docker(
        "ps", "--quiet", "--no-trunc", "--filter", f"label=lamdeck.manifest={project.manifest}",
        "--filter", f"label=lamdeck.function={function}").split()
    if not ids:
        return []
    # One may disappear between the two commands; `docker inspect` then prints the others, and fails.
    found = subprocess.run(["docker", "inspect", *ids], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return json.loads(found.stdout)


def serving(project, function):
    """The serving container of a function, or None: the names of others contain a dot."""
    found = [one for one in of_function(project, function) if "." not in one["Name"]]
    return found[0] if len(found) == 1 else None


def published_port(container):
    return int(container["NetworkSettings"]["Ports"]["8080/tcp"][0]["HostPort"])


def lives(project, function):
    """A value that changes when a container is replaced or restarts."""
    return {
        one["Id"]: (one["State"]["StartedAt"], one["RestartCount"], one["State"]["Running"])
        for one in of_function(project, function)
    }


def settle(project, function, count, pause=1.0, seconds=60):
    """Waits until a restart is over: as many containers as when idle, and no activity for a while."""
    limit = time.perf_counter() + seconds
    while time.perf_counter() < limit:
        if len(of_function(project, function)) == count and serving(project, function):
            time.sleep(pause)
            if len(of_function(project, function)) == count:
                return
        time.sleep(0.2)
    raise SystemExit(f"{function} does not come to rest with {count} containers")
