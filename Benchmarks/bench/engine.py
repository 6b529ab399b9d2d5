"""Calls the engine over its socket: the minimum cost of a container, without a program or library in between."""
import http.client
import json
import socket

from bench import containers, sample


class Engine:
    """One connection to the engine that the `docker` command uses, without TLS or ssh."""

    def __init__(self):
        kind, _, place = containers.docker(
            "context", "inspect", "--format", "{{.Endpoints.docker.Host}}").partition("://")
        if kind not in ("unix", "tcp"):
            raise SystemExit(f"the engine is at {kind}://{place}; only unix:// and tcp:// can be measured")
        self.kind, self.place = kind, place
        self.connect()

    def connect(self):
        self.connection = http.client.HTTPConnection(self.place if self.kind == "tcp" else "localhost", timeout=60)
        if self.kind == "unix":
            self.connection.sock = socket.socket(socket.AF_UNIX)
            self.connection.sock.settimeout(60)
            self.connection.sock.connect(self.place)
        else:
            self.connection.connect()

    def close(self):
        self.connection.close()

    def ask(self, method, path, body=None):
        """The engine's answer, parsed; None if it is empty. An error ends the run."""
        content = None if body is None else json.dumps(body)
        self.connection.request(method, path, content, {"Content-Type": "application/json"} if content else {})
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise SystemExit(f"the engine answers {answer.status} to {method} {path}: {text[:500]!r}")
        return json.loads(text) if text else None

    def create(self, specification):
        return self.ask("POST", "/containers/create", specification)["Id"]

    def start(self, id):
        self.ask("POST", f"/containers/{id}/start")

    def remove(self, id):
        self.ask("DELETE", f"/containers/{id}?force=true&v=true")


def specification(project, language, port):
    """A container like lamdeck's for this function, but its emulator serves at a published port, and it has no labels by
    which lamdeck would find it."""
    environment = {
        "AWS_LAMBDA_FUNCTION_NAME": language.name, "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": sample.MEMORY, "AWS_LAMBDA_FUNCTION_TIMEOUT": sample.TIMEOUT,
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{language.name}", "AWS_LAMBDA_LOG_STREAM_NAME": "$LATEST",
        "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
    }
    memory = sample.MEMORY << 20
    return {
        "Image": language.image, "Cmd": ["app.handler"], "ExposedPorts": {"8080/tcp": {}},
        "Env": [f"{name}={value}" for name, value in environment.items()],
        "HostConfig": {
            "Mounts": [
                {"Type": "bind", "Source": project.code(language), "Target": "/var/task", "ReadOnly": True},
            ],
            "Tmpfs": {"/tmp": "rw,exec,nosuid,nodev,size=512m,mode=1777"},
            "PortBindings": {"8080/tcp": [{"HostIp": "127.0.0.1", "HostPort": str(port)}]},
            "Memory": memory, "MemorySwap": memory, "ReadonlyRootfs": True, "CapDrop": ["ALL"],
            "SecurityOpt": ["no-new-privileges"],
            "LogConfig": {"Type": "json-file", "Config": {"max-size": "32m", "max-file": "2"}},
        },
    }
