"""Measures HTTP requests to functions: through a function URL and APIs, against calls at the invoke path.

    http.py PROGRAM [--calls N] [--seconds N] [--clients N]

Needs an engine and the base images of Node.js 22 and Python 3.13. Progress goes to standard error, the table to standard
output. Timings never make it fail; a lost or wrong response does.
"""
import argparse
import os

from bench import report
from bench.running import Up
from bench.sample import Project
from bench.scratch import scratch_folder
from bench.web import FUNCTIONS, Requests, declare


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=os.path.abspath, help="lamdeck")
    parser.add_argument("--calls", type=int, default=1000, metavar="N", help="calls of each kind and function (1000)")
    parser.add_argument("--seconds", type=float, default=60, metavar="N", help="how long the crowd calls (60)")
    parser.add_argument("--clients", type=int, default=200, metavar="N", help="clients of the crowd (200)")
    arguments = parser.parse_args()
    with scratch_folder() as folder:
        project = Project(f"{folder}/http", FUNCTIONS)
        api = declare(project)
        up = Up(arguments.program, project)
        try:
            requests = Requests(project, api)
            rows = list(requests.alternate(arguments.calls))
            crowds, lost = requests.crowds(arguments.clients, arguments.seconds)
        finally:
            up.stop()
    print(report.markdown(rows + crowds, report.TARGETS))
    if lost:
        raise SystemExit(f"{lost} requests of the crowds were lost or had a wrong response")


main()
