"""What the buttons do: the same use cases as the command line, with the console's settings.

Excel calls these functions through RunPython, Calc through `calc_button`; both without arguments. Each loads its use
case only when it is pressed: that takes a second, in which the user already sees that the click was taken.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

from qa_workbook.console.names import HELP
from qa_workbook.host import outcomes
from qa_workbook.host.desk import Desk, press
from qa_workbook.host.outcomes import Outcome

if TYPE_CHECKING:
    from qa_workbook.workspace import Workspace


def button(work: Callable[[Desk], Outcome]) -> Callable[[], None]:
    """Returns the work as a function that the spreadsheet program can call."""

    @wraps(work)
    def pressed() -> None:
        press(work.__name__, work)

    return pressed


def _workspace(desk: Desk) -> Workspace:
    """Returns the workspace around the workbook, with the output folder of the console."""
    from qa_workbook.workspace import Workspace

    @dataclass(frozen=True)
    class Chosen(Workspace):
        chosen_output: Path = Path()

        @property
        def output(self) -> Path:
            return self.chosen_output

    return Chosen(desk.settings.root, desk.settings.output).required()


@button
def template(desk: Desk) -> Outcome:
    """空白评分表: a blank score sheet of the chosen scheme."""
    from qa_workbook.app.template import write_template

    file = write_template(_workspace(desk), desk.settings.scheme, desk.language)
    return outcomes.of_template(file, desk.language)


@button
def validate(desk: Desk) -> Outcome:
    """校验评分表: checks the inbox and changes nothing."""
    from qa_workbook.app.validate import validate_paths

    inbox = desk.settings.inbox
    report = validate_paths(_workspace(desk), [inbox], desk.language, progress=desk.progress)
    return outcomes.of_validation(report, inbox, desk.language)


@button
def build(desk: Desk) -> Outcome:
    """生成分析: validates, scores, merges and writes the analysis workbook."""
    from qa_workbook.app.build import build_period

    span, inbox = desk.settings.period, desk.settings.inbox
    report = build_period(_workspace(desk), span, desk.language, inbox, progress=desk.progress)
    return outcomes.of_build(report, inbox, desk.language)


@button
def register(desk: Desk) -> Outcome:
    """生成扣罚登记: the penalty register of what is merged."""
    from qa_workbook.app.register import write_register

    report = write_register(_workspace(desk), desk.settings.period, desk.language)
    return outcomes.of_register(report, desk.language)


@button
def run(desk: Desk) -> Outcome:
    """一键完成: analysis, then register."""
    from qa_workbook.app.run import run_period

    span, inbox = desk.settings.period, desk.settings.inbox
    report = run_period(_workspace(desk), span, desk.language, inbox, progress=desk.progress)
    return outcomes.of_build(report, inbox, desk.language)


@button
def open_output(desk: Desk) -> Outcome:
    """打开输出文件夹."""
    folder = desk.settings.output
    folder.mkdir(parents=True, exist_ok=True)
    _show_folder(folder)
    return Outcome(message=desk.say("opened", path=folder), logged=False)


@button
def help(desk: Desk) -> Outcome:  # noqa: A001 - the button's name
    """使用说明."""
    desk.sheet.select_sheet(HELP)
    return Outcome(state="ready", logged=False)


def _show_folder(folder: Path) -> None:
    """Opens the file manager. Raises OSError where there is none."""
    if sys.platform == "win32":
        os.startfile(folder)  # noqa: S606 - the folder the user chose
    else:
        opener = "open" if sys.platform == "darwin" else "xdg-open"
        subprocess.Popen(  # noqa: S603 - a fixed program and one path, no shell
            [opener, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
