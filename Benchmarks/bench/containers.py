"""Access to the engine with its own command."""
import json
import os
import socket
import subprocess
import time
from collections import namedtuple

from bench import sample

# The emulator's port in every base image.
EMULATOR_PORT = 8080

# The control group of a container, which depends on the engine, below the root of the controllers.
GROUPS = ("docker/{}", "system.slice/docker-{}.scope", "machine.slice/libpod-{}.scope", "libpod_parent/libpod-{}")

# Bytes of a container: anonymous memory, and all that its control group counts (file pages, the kernel's memory).
Memory = namedtuple("Memory", "anonymous all")


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
    """A container created without lamdeck, with lamdeck's limits, whose emulator serves and has not been called."""

    def __init__(self, project, language, port=None):
        self.port = port or sample.free_ports(1)[0]
        self.id = docker(
            "run", "--detach", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
            "--memory", f"{sample.MEMORY}m", "--memory-swap", f"{sample.MEMORY}m", "--tmpfs", "/tmp:size=512m,exec",
            "--env", f"AWS_LAMBDA_FUNCTION_TIMEOUT={sample.TIMEOUT}",
            "--env", f"AWS_LAMBDA_FUNCTION_MEMORY_SIZE={sample.MEMORY}",
            "--mount", f"type=bind,source={project.code(language)},target=/var/task,readonly",
            "--publish", f"127.0.0.1:{self.port}:{EMULATOR_PORT}", language.image, "app.handler")
        try:
            await_emulator(self.port)
        except BaseException:
            self.remove()
            raise

    def nearest(self):
        """The host and port with the least in between: the container's own if this machine reaches its network,
        otherwise the published port, which may lead through the engine's proxy."""
        networks = json.loads(docker("inspect", self.id))[0]["NetworkSettings"]["Networks"].values()
        for address in filter(None, (network["IPAddress"] for network in networks)):
            try:
                socket.create_connection((address, EMULATOR_PORT), timeout=1).close()
                return address, EMULATOR_PORT
            except OSError:
                pass
        return "127.0.0.1", self.port

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


def spares(project, function):
    """The containers that wait beside the serving one."""
    return [one for one in of_function(project, function) if one["Name"].endswith(".spare")]


def memory(container):
    """What a container uses, from the kernel (`cgroup-v1/memory` and `cgroup-v2` in its documentation); None if its
    engine is on another machine. Version 1 counts swapped pages that are in memory too as anonymous."""
    for name in (group.format(container["Id"]) for group in GROUPS):
        for folder, usage, key in (
                (f"/sys/fs/cgroup/memory/{name}", "memory.usage_in_bytes", "total_rss"),
                (f"/sys/fs/cgroup/{name}", "memory.current", "anon")):
            if os.path.exists(f"{folder}/{usage}"):
                with open(f"{folder}/memory.stat") as statistics, open(f"{folder}/{usage}") as used:
                    counted = dict(line.split() for line in statistics)
                    return Memory(int(counted[key]), int(used.read()))
    return None


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
