"""Runs a command and prints how much processor time each module's compilers took.

    compilers.py COMMAND [ARGUMENT …]

Needs Linux: it reads the compilers' times from /proc, five times a second, so a compiler that runs for less than that may
be missed. The files of a C target are counted together.
"""
import collections
import os
import subprocess
import sys
import threading

TICKS = os.sysconf("SC_CLK_TCK")


def module(arguments):
    """What a compiler or linker works on; None for any other process."""
    program = os.path.basename(arguments[0])
    if program == "swift-frontend" and "-module-name" in arguments:
        return arguments[arguments.index("-module-name") + 1]
    if program.startswith("clang") and "-c" in arguments:
        source = next((word for word in arguments if word.endswith((".c", ".cc", ".cpp", ".S"))), "")
        return next((part for part in reversed(os.path.dirname(source).split("/")) if part.startswith("C")), "C")
    if program in ("ld", "ld.gold", "ld.lld"):
        return "linking"
    return None


def look(seen):
    """Notes the processor time of every compiler that runs, by process and start time."""
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{process}/cmdline", "rb") as file:
                arguments = file.read().decode(errors="replace").split("\0")
            name = module(arguments) if arguments[0] else None
            if name is None:
                continue
            with open(f"/proc/{process}/stat") as file:
                fields = file.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        seen[process, fields[19]] = name, (int(fields[11]) + int(fields[12])) / TICKS


def main():
    seen, ended = {}, threading.Event()

    def watch():
        while not ended.wait(0.2):
            look(seen)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        status = subprocess.run(sys.argv[1:]).returncode
    finally:
        ended.set()
        watcher.join()
    times = collections.Counter()
    for name, seconds in seen.values():
        times[name] += seconds
    print(f"\n{sum(times.values()):8.1f} s of processor time in compilers and linkers")
    for name, seconds in times.most_common():
        if seconds >= 1:
            print(f"{seconds:8.1f} {name}")
    sys.exit(status)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main()
