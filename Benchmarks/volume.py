"""Measures the deck when there is much to show: a flood of log lines, a million lines, a response of 6 MB, ten thousand calls.

    volume.py PROGRAM [--only flood | search | large | table]

Needs an engine and the base image of Python 3.13. Progress goes to standard error, the table to standard output.
"""
import argparse
import os

from bench import report
from bench.flood import flood
from bench.large import large
from bench.scratch import scratch_folder
from bench.search import search
from bench.table import table
from bench.volume import tell

PARTS = {"flood": flood, "search": search, "large": large, "table": table}


class Run:
    """The program, and the folder for the functions."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=os.path.abspath, help="lamdeck")
    parser.add_argument("--only", choices=PARTS, help="one part alone")
    arguments = parser.parse_args()
    rows, failed = [], []
    with scratch_folder() as folder:
        for name, part in PARTS.items():
            if arguments.only in (None, name):
                try:
                    rows += part(Run(arguments.program, folder))
                except (Exception, SystemExit) as failure:
                    if isinstance(failure, SystemExit) and not isinstance(failure.code, str):
                        # A signal ends the run.
                        raise
                    tell(f"{name} FAILED: {failure or type(failure).__name__}")
                    failed.append(name)
    print(report.markdown(rows, report.TARGETS))
    if failed:
        raise SystemExit(f"could not be measured: {', '.join(failed)}")


main()
