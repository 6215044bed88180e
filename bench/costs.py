"""What a whole process costs from start to exit, and tables of such costs.

Only the standard library is imported here: a child process would otherwise begin with this
process's memory on its account.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MEBI = 1024 if sys.platform != "darwin" else 1024 * 1024
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
}  # as installed


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock and of all processors; largest memory of one process in MiB."""

    wall: float
    cpu: float
    memory: float
    output: str


def measure(command: Sequence[str | Path], *, allowed: Sequence[int] = (0,)) -> Cost:
    """Runs a command to its end and returns its Cost, that of worker processes included.

    Raises RuntimeError if it fails.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begin = time.perf_counter()
        words = [str(part) for part in command]
        process = subprocess.Popen(words, stdout=out, stderr=err, env=ENVIRONMENT)  # noqa: S603 - our own commands
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode not in allowed:
            raise RuntimeError(
                f"{command} ended with {process.returncode}:\n{err.read().decode()[-2000:]}"
            )
        return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / MEBI, out.read().decode())


def wall_of(costs: Sequence[Cost]) -> float:
    """Returns the median of the seconds on the clock."""
    return statistics.median(cost.wall for cost in costs)


def print_head() -> None:
    """Prints the head of a table of costs."""
    print(f"{'':38}{'wall s':>9}{'CPU s':>9}{'MiB':>9}   wall, all runs")


def print_row(title: str, costs: Sequence[Cost]) -> None:
    """Prints the medians of one program."""
    cpu = statistics.median(cost.cpu for cost in costs)
    memory = statistics.median(cost.memory for cost in costs)
    runs = " ".join(f"{cost.wall:.2f}" for cost in costs)
    print(f"{title:38}{wall_of(costs):9.2f}{cpu:9.2f}{memory:9.0f}   {runs}", flush=True)


def print_aim(title: str, value: float, most: float | None, least: float | None = None) -> bool:
    """Prints a value beside its aim; returns whether that is met."""
    met = value <= most if most is not None else least is not None and value >= least
    aim = f"at most  {most:g}" if most is not None else f"at least {least:g}"
    print(f"{title:38}{value:9.2f}   aim {aim:14}{'met' if met else 'MISSED'}", flush=True)
    return met
