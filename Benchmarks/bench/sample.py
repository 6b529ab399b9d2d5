"""The measured functions: one in Python, one in Node.js, as small as possible.

With a small function the overhead has the most weight. Each answers with its version, a mark of its runtime's process,
the number of calls of that process, and the event, after the seconds in the event's `sleep`. If the event has `exit`,
the process exits during the call.
"""
import json
import os
import socket
import string
from collections import namedtuple

REGISTRY = os.environ.get("LAMDECK_REGISTRY") or "public.ecr.aws/lambda"

PYTHON = """\
import os
import time

process = str(time.time_ns())
calls = 0


def handler(event, context):
    global calls
    calls += 1
    if "exit" in event:
        os._exit(1)
    if "sleep" in event:
        time.sleep(event["sleep"])
    return {"version": "VERSION", "process": process, "calls": calls, "event": event}
"""

NODE = """\
const process_ = String(process.hrtime.bigint());
let calls = 0;

exports.handler = async (event) => {
    calls += 1;
    if (event.exit) process.exit(1);
    if (event.sleep) await new Promise((done) => setTimeout(done, event.sleep * 1000));
    return { version: "VERSION", process: process_, calls, event };
};
"""

Language = namedtuple("Language", "name title runtime image file text")

LANGUAGES = [
    Language("python", "Python", "python3.13", f"{REGISTRY}/python:3.13", "app.py", PYTHON),
    Language("node", "Node.js", "nodejs22.x", f"{REGISTRY}/nodejs:22", "app.js", NODE),
]

MEMORY, TIMEOUT = 256, 10


def free_ports(count):
    """Different loopback ports that are free at the moment."""
    files = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [file.getsockname()[1] for file in files]
    for file in files:
        file.close()
    return ports


class Project:
    """A folder with a function of each language, for lamdeck and for SAM."""

    def __init__(self, folder, languages=LANGUAGES):
        self.folder, self.languages = os.path.realpath(folder), languages
        self.manifest = f"{self.folder}/functions.json"
        self.saves = 0
        for language in languages:
            os.makedirs(self.code(language))
            os.makedirs(f"{self.folder}/{language.name}/events")
            self.save(language)
            self.write(f"{language.name}/events/a.json", '{"n": 1}\n')
            self.write(f"{language.name}/events/slow.json", f'{{"sleep": {TIMEOUT - 1}}}\n')
        self.declare({language.name: language for language in languages})
        self.write("template.yaml", json.dumps(self.template(), indent=2))

    def declare(self, functions, settings=None, top=None):
        """Writes the manifest: the language of each function by its name, settings that all share, and keys at the top.
        Each function gets its own port."""
        self.ports = dict(zip(functions, free_ports(len(functions))))
        described = {
            name: {
                "runtime": language.runtime, "handler": "app.handler", "code": f"{language.name}/code",
                "memorySize": MEMORY, "timeout": TIMEOUT, "port": self.ports[name],
                **(settings or {}),
            }
            for name, language in functions.items()
        }
        manifest = {"registry": REGISTRY, **(top or {}), "functions": described}
        self.write("functions.json", json.dumps(manifest, indent=2))

    def template(self):
        resources = {
            language.name: {
                "Type": "AWS::Serverless::Function",
                "Properties": {
                    "Runtime": language.runtime, "Handler": "app.handler", "CodeUri": f"{language.name}/code",
                    "MemorySize": MEMORY, "Timeout": TIMEOUT,
                },
            }
            for language in self.languages
        }
        return {"Transform": "AWS::Serverless-2016-10-31", "Resources": resources}

    def code(self, language):
        return f"{self.folder}/{language.name}/code"

    def save(self, language):
        """Saves the code with another version, and returns that. It differs from the last one in every position."""
        version = string.ascii_letters[self.saves % len(string.ascii_letters)] * 8
        self.saves += 1
        self.write(f"{language.name}/code/{language.file}", language.text.replace("VERSION", version))
        return version

    def write(self, name, text):
        with open(f"{self.folder}/{name}", "w") as file:
            file.write(text)
