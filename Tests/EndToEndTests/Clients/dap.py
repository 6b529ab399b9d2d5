"""A client of debugpy, made of debugpy's own classes for its protocol; PYTHONPATH must lead to them.

    dap.py PORT FOLDER FILE LINE VARIABLE SECONDS [leave]

Attaches, maps FOLDER to /var/task, and sets a breakpoint in FILE. When a call stops there, it reads the variable, waits, steps
over one line, and lets the call go on; with `leave` it closes its connection instead of stepping. Prints a word for each step.
"""

import queue
import socket
import sys
import time

from debugpy.common import messaging


class Client:
    """Handlers of the debugger's events."""

    def __init__(self):
        self.ready, self.stops = queue.Queue(), queue.Queue()

    def initialized_event(self, event):
        self.ready.put(True)

    def stopped_event(self, event):
        self.stops.put(event("threadId", int))

    def event(self, event):
        pass

    def disconnect(self):
        self.ready.put(False)


def say(*words):
    print(*words, flush=True)


def main():
    port, folder, file, line, variable, seconds = sys.argv[1:7]
    client = Client()
    connection = socket.create_connection(("127.0.0.1", int(port)))
    channel = messaging.JsonMessageChannel(messaging.JsonIOStream.from_socket(connection), client)
    channel.start()
    channel.request("initialize", {"adapterID": "test", "pathFormat": "path", "linesStartAt1": True})
    mapping = [{"localRoot": folder, "remoteRoot": "/var/task"}]
    attached = channel.send_request("attach", {"pathMappings": mapping, "justMyCode": False})
    if not client.ready.get(timeout=60):
        sys.exit("the debugger has closed the connection")
    answer = channel.request(
        "setBreakpoints", {"source": {"path": f"{folder}/{file}"}, "breakpoints": [{"line": int(line)}]}
    )
    channel.request("configurationDone")
    attached.wait_for_response()
    say("attached", answer("breakpoints", messaging.json.array())[0]("line", int))
    thread = client.stops.get(timeout=60)
    say("stopped", place(channel, thread))
    frame = channel.request("stackTrace", {"threadId": thread})("stackFrames", messaging.json.array())[0]
    found = channel.request("evaluate", {"expression": variable, "frameId": frame("id", int), "context": "watch"})
    say("value", found("result", str))
    time.sleep(float(seconds))
    if sys.argv[7:] == ["leave"]:
        connection.close()
        return say("left")
    channel.request("next", {"threadId": thread})
    thread = client.stops.get(timeout=60)
    say("stepped", place(channel, thread))
    going = channel.send_request("continue", {"threadId": thread})
    try:
        going.wait_for_response()
    except messaging.NoMoreMessages:
        # The call has ended, and with it the debugging.
        pass
    say("continued")


def place(channel, thread):
    frame = channel.request("stackTrace", {"threadId": thread})("stackFrames", messaging.json.array())[0]
    return f'{frame("source", messaging.json.object())("path", str)}:{frame("line", int)}'


main()
