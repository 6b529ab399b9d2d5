"""Files that exist only during a run of a benchmark."""
import contextlib
import shutil
import signal
import sys
import tempfile


@contextlib.contextmanager
def scratch_folder():
    """A folder for this run, which is deleted however the run ends."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = tempfile.mkdtemp(prefix="lamdeck-bench-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
