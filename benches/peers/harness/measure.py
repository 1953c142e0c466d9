"""One run of one program, as a whole process."""

import dataclasses
import os
import subprocess
import time


@dataclasses.dataclass(frozen=True)
class Measure:
    """Seconds on the clock, seconds of processors (user and system), and the most memory in MiB."""

    wall: float
    cpu: float
    memory: float


class Failed(Exception):
    """A program ended with an error."""


def measured(command):
    """Runs a program to its end."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    # What it says is small; reading it to the end means waiting for the program.
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode != 0:
        raise Failed(f"{' '.join(command)}\nended with {process.returncode}:\n{said[-2000:]}")
    return Measure(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
