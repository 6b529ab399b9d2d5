"""A response of 6 MB, from the function's answer to the screen."""
import re

from bench import containers
from bench.containers import docker
from bench.volume import Opened, median, tell

ROUNDS = 15

# Speaks the Runtime API itself, so that it knows when it sends its response, on the clock that all containers share
# with this program. The number of the call is in the first member.
CODE = """\
import http.client
import os
import time

PATH = "/2018-06-01/runtime/invocation/"
ITEM = '{"id":%d,"name":"item-%06d","price":12.50,"tags":["a","b"],"stock":{"berlin":4,"tokyo":11}}'
items = ",".join(ITEM % (number, number) for number in range(100_000, 161_000))
connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
calls = 0
while True:
    connection.request("GET", PATH + "next")
    event = connection.getresponse()
    event.read()
    calls += 1
    body = ('{"call":"call-%04d","items":[%s]}' % (calls, items)).encode()
    begin = time.monotonic_ns()
    connection.request("POST", PATH + event.getheader("Lambda-Runtime-Aws-Request-Id") + "/response", body)
    sent = time.monotonic_ns()
    connection.getresponse().read()
    # In one piece: lamdeck's marks go to the same output.
    os.write(1, b"sent %d %d %d\\n" % (len(body), begin, sent))
"""


def large(run):
    """The time until the first rows of the response are on the screen."""
    shown = []
    with Opened(run, "large", CODE) as opened:
        deck = opened.deck
        deck.press(b"2g")
        for number in range(1, ROUNDS + 1):
            tell(f"response {number} of {ROUNDS}")
            deck.settle(1)
            deck.press(b"i")
            shown.append(deck.show(f'"call-{number:04}"'))
        # The function writes its times after its response.
        deck.settle(2)
        container = containers.serving(opened.project, opened.names[0])["Id"]
        log = docker("logs", container)
    times = [tuple(map(int, found)) for found in re.findall(r"^sent (\d+) (\d+) (\d+)$", log, re.MULTILINE)]
    if len(times) != ROUNDS:
        raise SystemExit(f"{ROUNDS} calls have {len(times)} times in the log:\n{log}")
    megabytes = times[0][0] / 1e6
    whole = [at - begin / 1e9 for at, (_, begin, _) in zip(shown, times)]
    after = [at - sent / 1e9 for at, (_, _, sent) in zip(shown, times)]
    return [
        (f"a response of {megabytes:.1f} MB on the screen, after the function has sent it", "200 ms", median(after)),
        ("… after its first byte", "", median(whole)),
    ]
