"""Streamed responses: from the moment at which a function writes a part until a caller has it.

The functions take the place of the runtime's client when they are loaded, and speak the Runtime API themselves, as a
custom runtime does. Each part is the time of its writing on the monotonic clock, which all containers on this machine
share.
"""
import http.client
import json
import struct
import time

from bench import sample
from bench.run import tell
from bench.sample import free_ports

try:
    import boto3
    from botocore.config import Config
except ImportError:
    boto3 = None

PYTHON = """\
import http.client
import os
import time

PATH = "/2018-06-01/runtime/invocation/"


def write(text):
    connection.send(b"%x\\r\\n%s\\r\\n" % (len(text), text))


connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
while True:
    connection.request("GET", PATH + "next")
    event = connection.getresponse()
    event.read()
    connection.putrequest("POST", PATH + event.getheader("Lambda-Runtime-Aws-Request-Id") + "/response")
    connection.putheader("Lambda-Runtime-Function-Response-Mode", "streaming")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    write(b"%d" % time.monotonic_ns())
    time.sleep(0.1)
    write(b"%d" % time.monotonic_ns())
    connection.send(b"0\\r\\n\\r\\n")
    connection.getresponse().read()
"""

NODE = """\
import http from "node:http";

const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const root = "/2018-06-01/runtime/invocation/";

const exchange = (method, path, headers, write) => new Promise((done, failed) => {
    const request = http.request({ agent, hostname, port, method, path, headers }, (answer) => {
        answer.resume();
        answer.on("end", () => done(answer.headers));
    });
    request.on("error", failed);
    request.setNoDelay(true);
    write(request);
});

for (;;) {
    const event = await exchange("GET", `${root}next`, {}, (request) => request.end());
    const path = `${root}${event["lambda-runtime-aws-request-id"]}/response`;
    const headers = { "Lambda-Runtime-Function-Response-Mode": "streaming", "Transfer-Encoding": "chunked" };
    await exchange("POST", path, headers, (request) => {
        request.write(String(process.hrtime.bigint()));
        setTimeout(() => request.end(String(process.hrtime.bigint())), 100);
    });
}
"""

# The functions of each language: the name of the file, and its text.
FUNCTIONS = {"python": ("app.py", PYTHON), "node": ("app.mjs", NODE)}


class Client:
    """AWS's own client."""

    def __init__(self, port):
        self.client = boto3.client(
            "lambda", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1", aws_access_key_id="local",
            aws_secret_access_key="local", config=Config(retries={"total_max_attempts": 1}))

    def parts(self, function):
        """Each part of a response when it has arrived."""
        answer = self.client.invoke_with_response_stream(FunctionName=function, Payload=b"{}")
        for event in answer["EventStream"]:
            if "PayloadChunk" in event:
                yield event["PayloadChunk"]["Payload"]
            elif "ErrorCode" in event.get("InvokeComplete", {}):
                raise SystemExit(f"the response of {function} ended with {event}")


class PlainClient:
    """The same without AWS's library: reads the messages of the response (`application/vnd.amazon.eventstream`)."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def parts(self, function):
        path = f"/2021-11-15/functions/{function}/response-streaming-invocations"
        self.connection.request("POST", path, b"{}", {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        if answer.status != 200:
            raise SystemExit(f"the endpoint answered {answer.status}: {answer.read()[:500]!r}")
        # The lengths of the message and of its headers, and their checksum.
        while prelude := answer.read(12):
            length, head, _ = struct.unpack(">III", prelude)
            rest = answer.read(length - 12)
            kind, payload = self.headers(rest[:head])[":event-type"], rest[head:-4]
            if kind == "PayloadChunk":
                yield payload
            elif "ErrorCode" in json.loads(payload or b"{}"):
                raise SystemExit(f"the response of {function} ended with {payload!r}")

    @staticmethod
    def headers(data):
        """Headers whose values are strings, as those of Lambda are."""
        found = {}
        while data:
            name, rest = data[1:1 + data[0]], data[1 + data[0]:]
            length, = struct.unpack(">H", rest[1:3])
            found[name.decode()], data = rest[3:3 + length].decode(), rest[3 + length:]
        return found


def stream(run):
    """Both languages in turns, at the endpoint."""
    streaming = [
        language._replace(file=FUNCTIONS[language.name][0], text=FUNCTIONS[language.name][1])
        for language in sample.LANGUAGES]
    project = run.project("stream", streaming)
    endpoint, = free_ports(1)
    project.declare({language.name: language for language in streaming}, top={"endpoint": endpoint})
    tell(f"starting functions that stream; {'boto3' if boto3 else 'a plain client, without boto3,'} calls them")
    run.up(project)
    client = (Client if boto3 else PlainClient)(endpoint)
    for language in streaming:
        for _ in range(5):
            list(client.parts(language.name))
    for _ in range(run.arguments.streams):
        for language in streaming:
            first, later = delays(client, language.name)
            run.note(language, "first byte", first)
            run.note(language, "later byte", later)
            time.sleep(0.02)
    run.clean_up()


def delays(client, function):
    """The seconds from the writing of each part to its arrival."""
    found = [(time.monotonic_ns() - int(part)) / 1e9 for part in client.parts(function)]
    if len(found) != 2:
        raise SystemExit(f"a response arrived in {len(found)} parts, not in two")
    if min(found) < 0 or max(found) > 60:
        raise SystemExit("the containers have another clock than this machine")
    return found
