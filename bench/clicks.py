"""How long a user waits after a click in Calc: for the first sign of it, and for the end.

    python bench/clicks.py [--sheets 20] [--recordings 60] [--runs 3] [--check]

A real Calc on a virtual screen, a real pointer. `command` is the same job without a spreadsheet
program, for comparison. Without Calc it says so and measures nothing.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "clicks"))

import calc_screen

from qa_workbook.app.init import make_workspace
from qa_workbook.demo.generator import DemoOptions, generate
from qa_workbook.host.click_channel import is_waited_for
from qa_workbook.labels import text
from qa_workbook.workspace import Workspace

MOST_TO_FEEDBACK, MOST_TO_END = 1.0, 5.0  # the aims, in seconds
ENDED = {text(f"host.{state}") for state in calc_screen.FINAL}
"""What the state says when a click is over."""


@dataclass(frozen=True)
class Wait:
    """Seconds from the click to the first sign and to the end."""

    feedback: float
    end: float


def make(root: Path, sheets: int, recordings: int) -> None:
    """Makes a workspace with clean score sheets of one day."""
    make_workspace(root, "zh")
    options = DemoOptions(
        inspectors=sheets,
        days=1,
        recordings=recordings,
        month="2026-10",
        mistakes=False,
        extras=False,
    )
    config = Workspace(root).load()
    generate(root / "inbox", config.schemes, config.vocabulary, config.forms, options)


def click(calc: calc_screen.Calc, root: Path, *, warm: bool) -> Wait:
    """Clicks 一键完成 in a fresh copy of the workspace and waits.

    A `warm` click is the second one in the workbook, after another button.
    """
    console = root / "qa_workbook.xlsm"
    window = calc.open(console)
    window.type("qa_period", "2026-10")
    if warm:
        window.run("QaTemplate")
        calc_screen.wait_for(lambda: is_waited_for(console), "a process that waits for clicks", 60)
    place = window.place_of("QaRun")
    before = window.text("qa_state")
    begin = time.perf_counter()
    calc.screen.click(*place)
    calc_screen.wait_for(lambda: window.text("qa_state") != before, "the first sign", 20, 0.005)
    feedback = time.perf_counter() - begin
    calc_screen.wait_for(lambda: window.text("qa_state") in ENDED, "the end", 60, 0.01)
    state = window.text("qa_state")
    end = time.perf_counter() - begin
    window.close()
    if state != text("host.done"):
        raise RuntimeError(f"the run ended with {state}")
    return Wait(feedback, end)


def command(root: Path) -> float:
    """Returns the seconds of the same job on the command line."""
    begin = time.perf_counter()
    words = [
        sys.executable,
        "-m",
        "qa_workbook",
        "run",
        "--workspace",
        str(root),
        "--period",
        "2026-10",
    ]
    subprocess.run(words, check=True, capture_output=True)  # noqa: S603 - our own command
    return time.perf_counter() - begin


def measure(sheets: int, recordings: int, runs: int) -> dict[str, float]:
    """Returns the medians in seconds: first sign, end, command.

    The first run is the first click of a workbook.
    """
    waits, commands = [], []
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        calc_screen.virtual_screen(Path(folder)) as screen,
    ):
        ground = Path(folder)
        make(ground / "master", sheets, recordings)
        with calc_screen.running_calc(screen, ground / "profile", ground) as calc:
            for number in range(runs + 1):
                clicked, typed = ground / f"clicked{number}", ground / f"typed{number}"
                for root in (clicked, typed):
                    shutil.copytree(ground / "master", root)
                waits.append(click(calc, clicked, warm=number > 0))
                commands.append(command(typed))
    return {
        "feedback": statistics.median(wait.feedback for wait in waits[1:]),
        "end": statistics.median(wait.end for wait in waits[1:]),
        "first_feedback": waits[0].feedback,
        "first_end": waits[0].end,
        "command": statistics.median(commands[1:]),
    }


def main() -> None:
    """Measures and prints one JSON object; with --check a missed aim is an error."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sheets", type=int, default=20)
    arguments.add_argument("--recordings", type=int, default=60)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--check", action="store_true")
    given = arguments.parse_args()
    if absent := calc_screen.missing():
        print(f"clicks in Calc are not measured here, missing: {absent}", file=sys.stderr)
        return
    found = measure(given.sheets, given.recordings, given.runs)
    shown = {
        "sheets": given.sheets,
        "recordings": given.recordings,
        **{key: round(value, 2) for key, value in found.items()},
    }
    print(json.dumps(shown, indent=2))
    if given.check and (found["feedback"] > MOST_TO_FEEDBACK or found["end"] > MOST_TO_END):
        raise SystemExit(
            f"aims missed: {MOST_TO_FEEDBACK} s to the first sign, {MOST_TO_END} s to the end"
        )


if __name__ == "__main__":
    main()
