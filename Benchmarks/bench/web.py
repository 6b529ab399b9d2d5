"""Requests to function URLs and to an HTTP API, beside calls at the invoke path of the same function."""
import json
import selectors
import statistics
import time

from bench import sample
from bench.caller import Caller, connect, parse, request
from bench.report import ms, verdict
from bench.run import BETWEEN, tell

# How much longer a request may take than a call at the invoke path.
PROMISED = 0.0005

# A response as most functions of an API have it. The path `/event` returns the event, with which the invoke path is
# called, so that the function has the same work.
PYTHON = """\
import json

HEADERS = {"content-type": "application/json"}


def handler(event, context):
    body = event if event["rawPath"] == "/event" else {"n": event["queryStringParameters"]["n"]}
    return {"statusCode": 200, "headers": HEADERS, "body": json.dumps(body)}
"""

NODE = """\
const headers = { "content-type": "application/json" };

exports.handler = async (event) => {
    const body = event.rawPath === "/event" ? event : { n: event.queryStringParameters.n };
    return { statusCode: 200, headers, body: JSON.stringify(body) };
};
"""

FUNCTIONS = [
    language._replace(text=PYTHON if language.name == "python" else NODE) for language in sample.LANGUAGES]


def declare(project):
    """Writes a manifest with an API of both functions, and returns the API's port."""
    port, = sample.free_ports(1)
    api = {"port": port, "routes": {f"GET /{language.name}": language.name for language in project.languages}}
    functions = {language.name: language for language in project.languages}
    project.declare(functions, {"timeout": 30}, {"api": api})
    return port


def get(target, port):
    return f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()


class Client(Caller):
    """Sends prepared requests on one connection."""

    def __init__(self, port, data):
        super().__init__(port)
        self.data = data

    def answer(self):
        if not self.file:
            self.file = connect(self.port)
        return self._exchange(self.data)

    def seconds(self):
        begin = time.perf_counter()
        answer = self.answer()
        taken = time.perf_counter() - begin
        if answer.status != 200:
            raise SystemExit(f"port {self.port} answered {answer.status}: {answer.body[:500]!r}")
        return taken


class Requests:
    """The measurements of a running project."""

    def __init__(self, project, api):
        self.project, self.api = project, api

    def clients(self, language):
        """A client for each way to the function, by the way's name."""
        port, api = self.project.ports[language.name], self.api
        whole = Client(port, get("/event?n=1", port)).answer()
        event = json.loads(whole.body)
        event["rawPath"] = event["requestContext"]["http"]["path"] = "/"
        return {
            "invoke path": Client(port, request(json.dumps(event).encode())),
            "function URL": Client(port, get("/?n=1", port)),
            "HTTP API": Client(api, get(f"/{language.name}?n=1", api)),
        }

    def alternate(self, calls):
        """Rows with the median and the 99th percentile of each way. The ways take turns, call by call."""
        for language in self.project.languages:
            tell(f"{language.title}: {calls} calls of each kind")
            clients, taken = self.clients(language), {}
            for client in clients.values():
                for _ in range(20):
                    client.seconds()
            for _ in range(calls):
                for name, client in clients.items():
                    time.sleep(BETWEEN)
                    taken.setdefault(name, []).append(client.seconds())
            for client in clients.values():
                client.close()
            base = statistics.median(taken["invoke path"])
            for name, values in taken.items():
                median = statistics.median(values)
                cell = f"{ms(median, 2)}, 99th percentile {ms(statistics.quantiles(values, n=100)[98], 1)}"
                over = median - base
                yield (
                    f"{language.title}: a request at the {name}",
                    "" if name == "invoke path" else f"{ms(PROMISED, 1)} more",
                    cell if name == "invoke path" else f"{cell}; {ms(over, 2)} more, {verdict(over <= PROMISED)}")

    def crowds(self, clients, seconds):
        """Rows of the crowds, and how many requests had no right response."""
        rows, bad = [], 0
        language = self.project.languages[-1]
        for name, port, target in [
            ("function URL", self.project.ports[language.name], "/"),
            ("HTTP API", self.api, f"/{language.name}"),
        ]:
            tell(f"{clients} clients at the {name} for {seconds:.0f} s")
            crowd = Crowd(port, target).run(clients, seconds)
            bad += crowd.lost + crowd.wrong
            taken = statistics.quantiles(crowd.taken, n=100)
            rows.append((
                f"{language.title}: {clients} clients with kept connections at the {name}, {seconds:.0f} s", "none lost",
                f"{len(crowd.taken) / crowd.seconds:.0f} requests a second (median {ms(taken[49], 1)}, 99th percentile "
                f"{ms(taken[98], 1)}); {crowd.lost} lost, {crowd.wrong} wrong, {verdict(not crowd.lost + crowd.wrong)}"))
        return rows, bad


class Visitor:
    """One client of a crowd with one connection."""

    def __init__(self, port):
        self.file, self.data, self.number, self.sent = connect(port), b"", 0, 0


class Crowd:
    """Clients that each send a request as soon as they have the last response."""

    def __init__(self, port, target):
        self.port, self.target, self.selector = port, target, selectors.DefaultSelector()
        self.taken, self.lost, self.wrong, self.number, self.seconds = [], 0, 0, 0, 0

    def run(self, clients, seconds, patience=60):
        visitors = [Visitor(self.port) for _ in range(clients)]
        begin = time.perf_counter()
        for visitor in visitors:
            self.selector.register(visitor.file, selectors.EVENT_READ, visitor)
            self.send(visitor)
        while self.selector.get_map() and time.perf_counter() < begin + seconds + patience:
            for key, _ in self.selector.select(0.1):
                if self.receive(key.data):
                    if time.perf_counter() < begin + seconds:
                        self.send(key.data)
                    else:
                        self.leave(key.data)
        self.seconds = time.perf_counter() - begin
        self.lost += len(self.selector.get_map())
        return self

    def send(self, visitor):
        self.number += 1
        visitor.number, visitor.data, visitor.sent = self.number, b"", time.perf_counter()
        try:
            visitor.file.sendall(get(f"{self.target}?n={self.number}", self.port))
        except OSError:
            self.lose(visitor)

    def receive(self, visitor):
        """Reads; true when a response is complete."""
        try:
            part = visitor.file.recv(1 << 16)
        except OSError:
            part = b""
        if not part:
            self.lose(visitor)
            return False
        visitor.data += part
        answer = parse(visitor.data)
        if not answer:
            return False
        if answer.status == 200 and json.loads(answer.body) == {"n": str(visitor.number)}:
            self.taken.append(time.perf_counter() - visitor.sent)
        else:
            self.wrong += 1
        return True

    def lose(self, visitor):
        """Counts a request without a response. Its client goes on with another connection."""
        self.lost += 1
        self.leave(visitor)
        try:
            visitor.file = connect(self.port)
        except OSError:
            return
        self.selector.register(visitor.file, selectors.EVENT_READ, visitor)
        self.send(visitor)

    def leave(self, visitor):
        self.selector.unregister(visitor.file)
        visitor.file.close()
